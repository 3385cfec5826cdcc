package main

import (
	"errors"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/aerolith/aerolith/bench/store"
)

// parallel runs fn in several goroutines and adds up what they did.
func parallel(goroutines int, fn func(g int) (int, error)) (int, error) {
	done, failures := make([]int, goroutines), make([]error, goroutines)
	var group sync.WaitGroup
	for g := range goroutines {
		group.Go(func() { done[g], failures[g] = fn(g) })
	}
	group.Wait()
	total := 0
	for _, n := range done {
		total += n
	}
	return total, errors.Join(failures...)
}

// gets reads keys in random order, per transaction as many as asked: each once, all goroutines together.
func gets(perTransaction, goroutines int) func(env) (int, error) {
	return func(e env) (int, error) {
		share := e.shuffled.len() / goroutines / perTransaction * perTransaction
		return parallel(goroutines, func(g int) (int, error) {
			mine := e.shuffled.part(g*share, (g+1)*share)
			for from := 0; from < share; from += perTransaction {
				if err := getAll(e, mine.part(from, from+perTransaction)); err != nil {
					return 0, err
				}
			}
			return share, nil
		})
	}
}

// getAll reads keys in one transaction.
func getAll(e env, all keys) error {
	return e.View(func(r store.Reader) error {
		for i := range all.len() {
			if _, err := r.Get(all.at(i)); err != nil {
				return err
			}
		}
		return nil
	})
}

// scan visits all pairs ten times.
func scan(e env) (int, error) {
	total := 0
	for range 10 {
		err := e.View(func(r store.Reader) error {
			pairs, _, err := r.Scan(nil, 0)
			total += pairs
			return err
		})
		if err != nil {
			return 0, err
		}
	}
	return total, nil
}

// seeks reads 11 pairs from a random key on, one transaction each.
func seeks(e env) (int, error) {
	count := e.shuffled.len() / 4
	for i := range count {
		err := e.View(func(r store.Reader) error {
			_, _, err := r.Scan(e.shuffled.at(i), 11)
			return err
		})
		if err != nil {
			return 0, err
		}
	}
	return count, nil
}

// mixShare is which part of the operations of mix is a put: one in so many.
const mixShare = 20

// mix reads and writes random keys from two goroutines, one transaction each.
func mix(e env) (int, error) {
	return parallel(2, func(g int) (int, error) {
		random := rand.New(rand.NewPCG(uint64(g), 3))
		count := e.shuffled.len() / 8
		for i := range count {
			at := random.IntN(e.shuffled.len())
			var err error
			if i%mixShare == 0 {
				err = e.Update(func(w store.Writer) error { return w.Put(e.shuffled.at(at), e.value(i+g)) })
			} else {
				err = getAll(e, e.shuffled.part(at, at+1))
			}
			if err != nil {
				return 0, err
			}
		}
		return count, nil
	})
}

// openings is how often opening opens the database; it returns the fastest.
const openings = 9

// opening returns the nanoseconds that opening the database takes, closing not included.
func opening(e env) (int, error) {
	best := time.Duration(1<<63 - 1)
	for range openings {
		if err := e.Close(); err != nil {
			return 0, err
		}
		started := time.Now()
		if err := e.reopen(); err != nil {
			return 0, err
		}
		best = min(best, time.Since(started))
	}
	return int(best), nil
}
