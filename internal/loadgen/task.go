package loadgen

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/client"
)

// task is one kind of request.
type task struct {
	// name is what reports call it.
	name string
	// do carries out request number n with the random numbers of that request. It returns how many records were
	// reached, and an aero.CodeNotFound if the only record was not there.
	do func(ctx context.Context, n int64, r *rand.Rand) (records int, err error)
}

// tasks are the kinds of requests of a workload.
type tasks struct {
	all []task
	// readPercent is the share of the first kind, if there are two.
	readPercent int
	// limit is how many requests there are; 0 does not limit.
	limit int64
}

// pick chooses a kind.
func (t *tasks) pick(r *rand.Rand) int {
	if len(t.all) == 1 || r.IntN(percent) < t.readPercent {
		return 0
	}
	return 1
}

// target makes requests to a cluster.
type target struct {
	client *client.Client
	o      *Options
	object *Object
	keys   *chooser
	// names are the bins that reads ask for.
	names []string
}

// newTarget returns a target and prepares the cluster for the workload.
func newTarget(ctx context.Context, c *client.Client, o *Options) (*target, error) {
	object, err := ParseObject(o.Object)
	if err != nil {
		return nil, err
	}
	t := &target{client: c, o: o, object: object, keys: newChooser(o), names: object.Names(o.ReadBins)}
	if o.Workload == Query {
		return t, t.index(ctx)
	}
	return t, nil
}

// tasks returns what the workload does.
func (t *target) tasks() *tasks {
	mixed := func(read, write task) *tasks { return &tasks{all: []task{read, write}, readPercent: t.o.ReadPercent} }
	switch t.o.Workload {
	case Insert:
		return &tasks{all: []task{{"insert", t.insert}}, limit: t.o.Keys}
	case Batch:
		return mixed(task{"batch read", t.batchRead}, task{"batch write", t.batchWrite})
	case Scan:
		return &tasks{all: []task{{"scan", t.scan}}}
	case Query:
		return &tasks{all: []task{{"query", t.query}}}
	case Collections:
		return mixed(task{"look", t.look}, task{"change", t.change})
	default:
		return mixed(task{"read", t.read}, task{"update", t.update})
	}
}

// key returns a key by its number from 0.
func (t *target) key(number uint64) aero.Key {
	return aero.IntKey(t.o.Namespace, t.o.Set, t.o.FirstKey+int64(number))
}

// draw returns the key of a request.
func (t *target) draw(r *rand.Rand) aero.Key { return t.key(t.keys.draw(r)) }

// put writes a record.
func (t *target) put(ctx context.Context, key aero.Key, r *rand.Rand) (int, error) {
	bins, err := t.object.Bins(r)
	if err != nil {
		return 0, err
	}
	return 1, t.client.PutBins(ctx, key, bins, nil)
}

// insert writes the record whose turn it is.
func (t *target) insert(ctx context.Context, n int64, r *rand.Rand) (int, error) {
	return t.put(ctx, t.key(uint64(n)), r)
}

// update writes a record.
func (t *target) update(ctx context.Context, _ int64, r *rand.Rand) (int, error) {
	return t.put(ctx, t.draw(r), r)
}

// read reads a record.
func (t *target) read(ctx context.Context, _ int64, r *rand.Rand) (int, error) {
	_, err := t.client.Get(ctx, t.draw(r), nil, t.names...)
	return 1, err
}

// batchRead reads records with one request.
func (t *target) batchRead(ctx context.Context, _ int64, r *rand.Rand) (int, error) {
	entries := make([]client.BatchEntry, t.o.BatchSize)
	for i := range entries {
		entries[i] = client.BatchGet(t.draw(r), t.names...)
	}
	return t.batch(ctx, entries)
}

// batchWrite writes records with one request.
func (t *target) batchWrite(ctx context.Context, _ int64, r *rand.Rand) (int, error) {
	entries := make([]client.BatchEntry, t.o.BatchSize)
	for i := range entries {
		bins, err := t.object.Bins(r)
		if err != nil {
			return 0, err
		}
		entries[i] = client.BatchPut(t.draw(r), bins, nil)
	}
	return t.batch(ctx, entries)
}

// batch sends a batch. Records that are not there do not count; any other refusal fails it.
func (t *target) batch(ctx context.Context, entries []client.BatchEntry) (records int, err error) {
	results, err := t.client.Batch(ctx, entries, nil)
	for i := range results {
		switch {
		case results[i].Err == nil:
			records++
		case err == nil && !errors.Is(results[i].Err, aero.CodeNotFound):
			err = results[i].Err
		}
	}
	return records, err
}

// scan walks through a slice of the partitions.
func (t *target) scan(ctx context.Context, _ int64, r *rand.Rand) (int, error) {
	policy := &client.ScanPolicy{
		Bins: t.names, PartitionCount: t.o.ScanPartitions,
		FirstPartition: r.IntN(aero.PartitionCount - t.o.ScanPartitions + 1),
	}
	return count(t.client.Scan(ctx, t.o.Namespace, t.o.Set, policy))
}

// query asks for a range of the index that index made.
func (t *target) query(ctx context.Context, _ int64, r *rand.Rand) (int, error) {
	bin, span, _ := t.object.integer()
	width := max(1, uint64(float64(span)/float64(t.o.Keys)*float64(t.o.QueryRecords)))
	first := r.Uint64N(span - min(width, span) + 1)
	where := client.Between(bin, int64(first), int64(first+width-1))
	return count(t.client.Query(ctx, t.o.Namespace, t.o.Set, where, &client.ScanPolicy{Bins: t.names}))
}

// count walks through records.
func count(records iter.Seq2[*client.Record, error]) (n int, err error) {
	for _, err := range records {
		if err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// index makes sure that the first bin of integers has an index.
func (t *target) index(ctx context.Context) error {
	bin, _, ok := t.object.integer()
	if !ok {
		return fmt.Errorf("%w: object: the workload %s needs a bin of integers, such as I4", ErrOptions, Query)
	}
	name := "bench_" + t.o.Set + "_" + bin
	err := t.client.CreateIndex(ctx, aero.IndexDefinition{
		Namespace: t.o.Namespace, Set: t.o.Set, Name: name, Bin: bin, Type: aero.ParticleInteger,
	})
	if err != nil && !errors.Is(err, aero.CodeIndexFound) {
		return fmt.Errorf("create index %s: %w", name, err)
	}
	if err := t.client.IndexReady(ctx, t.o.Namespace, name); err != nil {
		return fmt.Errorf("build index %s: %w", name, err)
	}
	return nil
}
