package main

import (
	"fmt"
	"math/rand/v2"

	as "github.com/aerospike/aerospike-client-go/v8"
)

// The records of the benchmark.
const (
	namespace = "test"
	set       = "bench"
	bin       = "payload"
	// valueSize is the length of the one blob bin of each record, in bytes.
	valueSize = 100
	// batchSize is how many records a batch reads.
	batchSize = 100
)

// official is the official client.
type official struct {
	client *as.Client
	keys   []*as.Key
	bins   as.BinMap
}

// dialOfficial connects the official client, with as many connections as there are callers at most.
func dialOfficial(host string, port, records int) (*official, error) {
	policy := as.NewClientPolicy()
	policy.ConnectionQueueSize = 256
	client, err := as.NewClientWithPolicy(policy, host, port)
	if err != nil {
		return nil, err
	}
	o := &official{client: client, bins: as.BinMap{bin: make([]byte, valueSize)}}
	for i := range records {
		key, err := as.NewKey(namespace, set, i)
		if err != nil {
			return nil, err
		}
		o.keys = append(o.keys, key)
	}
	return o, nil
}

// operation implements contender.
func (o *official) operation(name string) (once func(*rand.Rand) error, weight int) {
	switch name {
	case "put":
		return func(random *rand.Rand) error {
			if err := o.client.Put(nil, o.keys[random.IntN(len(o.keys))], o.bins); err != nil {
				return err
			}
			return nil
		}, 1
	case "batch", "batch-reuse":
		return o.batch, batchSize
	case "scan", "scan-reuse":
		return func(*rand.Rand) error { return o.scan() }, len(o.keys)
	default:
		return func(random *rand.Rand) error {
			if _, err := o.client.Get(nil, o.keys[random.IntN(len(o.keys))]); err != nil {
				return err
			}
			return nil
		}, 1
	}
}

// batch reads consecutive records.
func (o *official) batch(random *rand.Rand) error {
	start := random.IntN(len(o.keys) - batchSize)
	records, err := o.client.BatchGet(nil, o.keys[start:start+batchSize])
	if err != nil {
		return err
	}
	if len(records) != batchSize || records[0] == nil {
		return fmt.Errorf("%d records", len(records))
	}
	return nil
}

// scan reads everything.
func (o *official) scan() error {
	found, err := o.client.ScanAll(nil, namespace, set)
	if err != nil {
		return err
	}
	count := 0
	for result := range found.Results() {
		if result.Err != nil {
			return result.Err
		}
		count++
	}
	if count != len(o.keys) {
		return fmt.Errorf("%d of %d records", count, len(o.keys))
	}
	return nil
}
