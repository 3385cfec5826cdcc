package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	as "github.com/aerospike/aerospike-client-go/v8"

	"github.com/aerolith/aerolith/bench/node"
)

// operation is what a row of the table does.
type operation string

// The measured operations.
const (
	put operation = "put"
	get operation = "get"
)

// valueSize is the length of the one blob bin of each record, in bytes.
const valueSize = 100

// load drives a server through one client.
type load struct {
	client *as.Client
	keys   []*as.Key
	bins   as.BinMap
}

// newLoad makes the keys and stores every record once.
func newLoad(client *as.Client, records int) (*load, error) {
	l := &load{client: client, bins: as.BinMap{"payload": make([]byte, valueSize)}}
	for i := range records {
		key, err := as.NewKey("test", "bench", i)
		if err != nil {
			return nil, err
		}
		l.keys = append(l.keys, key)
	}
	const loaders = 64
	failures := make([]error, loaders)
	var group sync.WaitGroup
	for g := range loaders {
		group.Go(func() {
			for i := g; i < records; i += loaders {
				if err := client.Put(nil, l.keys[i], l.bins); err != nil {
					failures[g] = err
					return
				}
			}
		})
	}
	group.Wait()
	return l, errors.Join(failures...)
}

// measure runs one operation from several goroutines and returns the cells of its row.
func (l *load) measure(kind operation, goroutines int, length time.Duration, server *node.Process) (string, error) {
	latencies := make([][]time.Duration, goroutines)
	failures := make([]error, goroutines)
	before, err := server.ProcessorTime()
	if err != nil {
		return "", err
	}
	started := time.Now()
	var group sync.WaitGroup
	for g := range goroutines {
		group.Go(func() { latencies[g], failures[g] = l.worker(kind, uint64(g), started.Add(length)) })
	}
	group.Wait()
	elapsed := time.Since(started)
	after, err := server.ProcessorTime()
	if err := errors.Join(append(failures, err)...); err != nil {
		return "", err
	}
	all := slices.Sorted(slices.Values(slices.Concat(latencies...)))
	at := func(q float64) time.Duration { return all[int(q*float64(len(all)-1))].Round(time.Microsecond) }
	return fmt.Sprintf("%.0f | %v | %v | %v | %v", float64(len(all))/elapsed.Seconds(), at(0.5), at(0.99), at(0.999),
		((after - before) / time.Duration(len(all))).Round(100*time.Nanosecond)), nil
}

// worker repeats the operation on random keys until the end and returns each latency.
func (l *load) worker(kind operation, seed uint64, end time.Time) ([]time.Duration, error) {
	random := rand.New(rand.NewPCG(seed, 1))
	var latencies []time.Duration
	for {
		started := time.Now()
		if started.After(end) {
			return latencies, nil
		}
		if err := l.once(kind, l.keys[random.IntN(len(l.keys))]); err != nil {
			return nil, err
		}
		latencies = append(latencies, time.Since(started))
	}
}

// once performs the operation on one key.
func (l *load) once(kind operation, key *as.Key) error {
	if kind == put {
		if err := l.client.Put(nil, key, l.bins); err != nil {
			return err
		}
		return nil
	}
	if _, err := l.client.Get(nil, key); err != nil {
		return err
	}
	return nil
}
