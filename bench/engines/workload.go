package main

import (
	"encoding/binary"
	"math/rand/v2"
	"sync"

	"github.com/aerolith/aerolith/bench/store"
)

// Sizes of what the workloads store, in bytes.
const (
	keySize   = 16
	valueSize = 100
)

// batch is the number of operations in a large transaction.
const batch = 10_000

// workload is one row of the table.
type workload struct {
	// name is the row's title.
	name string
	// durability is how the database is opened.
	durability store.Durability
	// empty says that the workload starts with an empty database rather than with all keys loaded.
	empty bool
	// run does the work and returns how many operations it did.
	run func(s store.Store, d data) (int, error)
}

// data are the keys and values of one round.
type data struct {
	// sorted and shuffled are the same keys in two orders.
	sorted, shuffled [][]byte
	// value is stored under every key, with the key's number in front.
	value []byte
	// durable is the number of transactions of a workload that waits for the disk.
	durable int
}

// workloads are the rows of the table, in order.
func workloads() []workload {
	return []workload{
		{name: "sorted load, 10,000 a transaction", empty: true, run: load(func(d data) [][]byte { return d.sorted })},
		{name: "random load, 10,000 a transaction", empty: true, run: load(func(d data) [][]byte { return d.shuffled })},
		{name: "random get, one transaction each", run: gets(1)},
		{name: "random get, 1,000 a transaction", run: gets(1000)},
		{name: "full scan", run: scan},
		{name: "seek and 10 next", run: seeks},
		{name: "one put per transaction", run: putEach(10)},
		{name: "random delete, 10,000 a transaction", run: deletes},
		{name: "durable put per transaction, 1 goroutine", durability: store.Sync, run: durablePuts(1)},
		{name: "durable put per transaction, 16 goroutines", durability: store.Sync, run: durablePuts(16)},
		{name: "durable put per transaction, 64 goroutines", durability: store.Sync, run: durablePuts(64)},
	}
}

// newData makes count keys of a seeded random order.
func newData(count, durable int) data {
	random := rand.New(rand.NewPCG(1, 2))
	d := data{value: make([]byte, valueSize), durable: durable}
	for i := range d.value {
		d.value[i] = byte(random.Uint32())
	}
	for i := range count {
		key := make([]byte, keySize)
		binary.BigEndian.PutUint64(key, uint64(i)*11400714819323198485>>1)
		binary.BigEndian.PutUint64(key[8:], uint64(i))
		d.shuffled = append(d.shuffled, key)
	}
	d.sorted = sortedCopy(d.shuffled)
	return d
}

// load fills the database with the keys that pick chooses.
func load(pick func(data) [][]byte) func(store.Store, data) (int, error) {
	return func(s store.Store, d data) (int, error) { return fill(s, pick(d), d.value) }
}

// fill stores all keys in large transactions.
func fill(s store.Store, keys [][]byte, value []byte) (int, error) {
	for from := 0; from < len(keys); from += batch {
		err := s.Update(func(w store.Writer) error {
			for _, key := range keys[from:min(from+batch, len(keys))] {
				if err := w.Put(key, value); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return 0, err
		}
	}
	return len(keys), nil
}

// gets reads every key in random order, per transaction as many as asked.
func gets(perTransaction int) func(store.Store, data) (int, error) {
	return func(s store.Store, d data) (int, error) {
		keys := d.shuffled[:len(d.shuffled)/perTransaction*perTransaction]
		for from := 0; from < len(keys); from += perTransaction {
			err := s.View(func(r store.Reader) error {
				for _, key := range keys[from : from+perTransaction] {
					if _, err := r.Get(key); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				return 0, err
			}
		}
		return len(keys), nil
	}
}

// scan visits all pairs ten times.
func scan(s store.Store, _ data) (int, error) {
	total := 0
	for range 10 {
		err := s.View(func(r store.Reader) error {
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
func seeks(s store.Store, d data) (int, error) {
	keys := d.shuffled[:len(d.shuffled)/4]
	for _, key := range keys {
		err := s.View(func(r store.Reader) error {
			_, _, err := r.Scan(key, 11)
			return err
		})
		if err != nil {
			return 0, err
		}
	}
	return len(keys), nil
}

// putEach overwrites one key in divisor, each in a transaction of its own.
func putEach(divisor int) func(store.Store, data) (int, error) {
	return func(s store.Store, d data) (int, error) {
		keys := d.shuffled[:len(d.shuffled)/divisor]
		for _, key := range keys {
			if err := s.Update(func(w store.Writer) error { return w.Put(key, d.value) }); err != nil {
				return 0, err
			}
		}
		return len(keys), nil
	}
}

// deletes removes all keys in random order in large transactions.
func deletes(s store.Store, d data) (int, error) {
	for from := 0; from < len(d.shuffled); from += batch {
		err := s.Update(func(w store.Writer) error {
			for _, key := range d.shuffled[from:min(from+batch, len(d.shuffled))] {
				if err := w.Delete(key); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return 0, err
		}
	}
	return len(d.shuffled), nil
}

// durablePuts overwrites keys from several goroutines, each put in a transaction that waits for the disk.
func durablePuts(goroutines int) func(store.Store, data) (int, error) {
	return func(s store.Store, d data) (int, error) {
		total := min(d.durable*min(goroutines, 8), len(d.shuffled))
		each := total / goroutines
		failures := make([]error, goroutines)
		var group sync.WaitGroup
		for g := range goroutines {
			group.Go(func() {
				for _, key := range d.shuffled[g*each : (g+1)*each] {
					err := s.Update(func(w store.Writer) error { return w.Put(key, d.value) })
					if err != nil {
						failures[g] = err
						return
					}
				}
			})
		}
		group.Wait()
		for _, err := range failures {
			if err != nil {
				return 0, err
			}
		}
		return each * goroutines, nil
	}
}
