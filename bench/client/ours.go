package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"strconv"
	"sync"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/client"
)

// ours is our client.
type ours struct {
	client *client.Client
	// keys are those that gets, puts and batches use; scans walk through all records.
	keys []aero.Key
	// stored is how many records there are.
	stored int
	bins   []aero.Bin
	// records and batches keep what callers use again.
	records, batches sync.Pool
}

// lastingBatch is what a caller keeps between batches.
type lastingBatch struct {
	entries []client.BatchEntry
	memory  client.BatchMemory
}

// dialOurs connects our client, with default options but for those of the settings.
func dialOurs(host string, port int, s settings) (*ours, error) {
	c, err := openOurs(host, port, s)
	if err != nil {
		return nil, err
	}
	o := &ours{client: c, stored: s.records, bins: []aero.Bin{{Name: bin, Value: aero.Particle{Type: aero.ParticleBlob, Data: make([]byte, valueSize)}}}}
	for i := range min(s.records, maxKeys) {
		o.keys = append(o.keys, aero.IntKey(namespace, set, int64(i)))
	}
	return o, nil
}

// openOurs opens our client alone.
func openOurs(host string, port int, s settings) (*client.Client, error) {
	options := client.DefaultOptions()
	options.Shared.Above = s.above
	return client.Open(context.Background(), []string{net.JoinHostPort(host, strconv.Itoa(port))}, options)
}

// fill stores every record once.
func (o *ours) fill() error {
	const loaders = 64
	failures := make([]error, loaders)
	var group sync.WaitGroup
	for g := range loaders {
		group.Go(func() {
			for i := g; i < o.stored; i += loaders {
				if err := o.client.PutBins(context.Background(), aero.IntKey(namespace, set, int64(i)), o.bins, nil); err != nil {
					failures[g] = err
					return
				}
			}
		})
	}
	group.Wait()
	return errors.Join(failures...)
}

// operation implements contender.
func (o *ours) operation(name string) (once func(*rand.Rand) error, weight int) {
	ctx := context.Background()
	switch name {
	case "put":
		return func(random *rand.Rand) error {
			return o.client.PutBins(ctx, o.keys[random.IntN(len(o.keys))], o.bins, nil)
		}, 1
	case "batch":
		return o.batch, batchSize
	case "batch-reuse":
		return o.batchInto, batchSize
	case "scan":
		return func(*rand.Rand) error { return o.scan(nil) }, o.stored
	case "scan-reuse":
		return func(*rand.Rand) error { return o.scan(&client.ScanPolicy{ReuseRecords: true}) }, o.stored
	default:
		return o.get, 1
	}
}

// get reads one record into memory that is used again.
func (o *ours) get(random *rand.Rand) error {
	record, ok := o.records.Get().(*client.Record)
	if !ok {
		record = new(client.Record)
	}
	defer o.records.Put(record)
	return o.client.GetInto(context.Background(), o.keys[random.IntN(len(o.keys))], record, nil)
}

// batch reads consecutive records.
func (o *ours) batch(random *rand.Rand) error {
	start := random.IntN(len(o.keys) - batchSize)
	return complete(o.client.GetMany(context.Background(), o.keys[start:start+batchSize], nil))
}

// batchInto is batch into memory that is used again.
func (o *ours) batchInto(random *rand.Rand) error {
	start := random.IntN(len(o.keys) - batchSize)
	lasting, ok := o.batches.Get().(*lastingBatch)
	if !ok {
		lasting = new(lastingBatch)
	}
	defer o.batches.Put(lasting)
	lasting.entries = lasting.entries[:0]
	for _, key := range o.keys[start : start+batchSize] {
		lasting.entries = append(lasting.entries, client.BatchGet(key))
	}
	return complete(o.client.BatchInto(context.Background(), &lasting.memory, lasting.entries, nil))
}

// complete returns why a batch did not read everything.
func complete(results []client.BatchResult, err error) error {
	for i := 0; err == nil && i < len(results); i++ {
		err = results[i].Err
	}
	return err
}

// scan reads everything.
func (o *ours) scan(policy *client.ScanPolicy) error {
	count := 0
	for _, err := range o.client.Scan(context.Background(), namespace, set, policy) {
		if err != nil {
			return err
		}
		count++
	}
	if count != o.stored {
		return fmt.Errorf("%d of %d records", count, o.stored)
	}
	return nil
}
