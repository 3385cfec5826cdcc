package server

import (
	"bytes"
	"context"
	"encoding/binary"
	"slices"
	"sort"
	"sync"
	"sync/atomic"
	"time"

	"github.com/aerolith/aerolith/aero"
)

// fakeStore is a store in a map, good enough to try the server: it knows reads, writes, additions, touches and
// deletions.
type fakeStore struct {
	// gate is held by a test that wants writes to wait.
	gate sync.Mutex
	// executed gets a token for every Execute, as far as there is room.
	executed chan struct{}
	// hostile maps the name of a set to what reads of it do instead; it is filled before the server starts.
	hostile map[string]func() error

	// arrivals counts the writes that came.
	arrivals atomic.Int64

	// mu guards the records.
	mu      sync.Mutex
	records map[fakeKey]*fakeRecord
}

// fakeKey identifies a record in all namespaces.
type fakeKey struct {
	namespace string
	digest    aero.Digest
}

// fakeRecord is a stored record.
type fakeRecord struct {
	set        string
	key        aero.Particle
	generation uint32
	bins       []aero.Bin
}

// newFakeStore returns an empty store.
func newFakeStore() *fakeStore {
	return &fakeStore{
		executed: make(chan struct{}, 16),
		hostile:  make(map[string]func() error),
		records:  make(map[fakeKey]*fakeRecord),
	}
}

// Execute carries out a command at once.
func (f *fakeStore) Execute(_ context.Context, cmd *aero.RecordCommand, res *aero.RecordResult) error {
	if act, ok := f.hostile[cmd.Set]; ok {
		return act()
	}
	f.apply(cmd, res)
	select {
	case f.executed <- struct{}{}:
	default:
	}
	return nil
}

// Write carries out writes, one at a time while the gate is open.
func (f *fakeStore) Write(writes []aero.Write) {
	f.arrivals.Add(int64(len(writes)))
	for _, w := range writes {
		f.gate.Lock()
		f.apply(w.Command, w.Result)
		f.gate.Unlock()
	}
}

// apply carries out a command under the lock.
func (f *fakeStore) apply(cmd *aero.RecordCommand, res *aero.RecordResult) {
	f.mu.Lock()
	defer f.mu.Unlock()
	key := fakeKey{cmd.Namespace, cmd.Digest}
	record := f.records[key]
	switch {
	case cmd.Namespace != fakeNamespace:
		res.Code = aero.CodeNamespace
	case cmd.Flags&aero.FlagDelete != 0:
		if record == nil {
			res.Code = aero.CodeNotFound
		}
		delete(f.records, key)
	case cmd.Flags&aero.FlagWrite != 0:
		if record == nil {
			record = &fakeRecord{set: cmd.Set}
			f.records[key] = record
		}
		record.write(cmd)
		res.Generation = record.generation
	case record == nil:
		res.Code = aero.CodeNotFound
	default:
		record.read(cmd, res)
	}
}

// fakeNamespace is the one namespace of a fakeStore.
const fakeNamespace = "test"

// write applies the operations of a write.
func (r *fakeRecord) write(cmd *aero.RecordCommand) {
	r.generation++
	if cmd.Key.Type != aero.ParticleNil {
		r.key = aero.Particle{Type: cmd.Key.Type, Data: bytes.Clone(cmd.Key.Data)}
	}
	for _, op := range cmd.Operations {
		value := aero.Particle{Type: op.Value.Type, Data: bytes.Clone(op.Value.Data)}
		at := slices.IndexFunc(r.bins, func(b aero.Bin) bool { return b.Name == op.Bin })
		switch {
		case op.Type == aero.OpAdd && at >= 0 && r.bins[at].Value.Type == aero.ParticleInteger:
			sum := binary.BigEndian.Uint64(r.bins[at].Value.Data) + binary.BigEndian.Uint64(value.Data)
			r.bins[at].Value.Data = binary.BigEndian.AppendUint64(nil, sum)
		case op.Type != aero.OpWrite && op.Type != aero.OpAdd:
		case at >= 0:
			r.bins[at].Value = value
		default:
			r.bins = append(r.bins, aero.Bin{Name: op.Bin, Value: value})
		}
	}
}

// read copies the record, or the bins that the command names, into the result.
func (r *fakeRecord) read(cmd *aero.RecordCommand, res *aero.RecordResult) {
	res.Generation = r.generation
	if cmd.Flags&aero.FlagNoBinData != 0 {
		return
	}
	for _, bin := range r.bins {
		named := slices.ContainsFunc(cmd.Operations, func(op aero.Operation) bool { return op.Bin == bin.Name })
		if !named && cmd.Flags&aero.FlagReadAllBins == 0 {
			continue
		}
		start := len(res.Memory)
		res.Memory = append(res.Memory, bin.Value.Data...)
		res.Bins = append(res.Bins, aero.Bin{
			Name:  bin.Name,
			Value: aero.Particle{Type: bin.Value.Type, Data: res.Memory[start:len(res.Memory):len(res.Memory)]},
		})
	}
}

// Batch carries out the entries in order.
func (f *fakeStore) Batch(_ context.Context, cmd *aero.BatchCommand, yield func(int, *aero.RecordResult) error) error {
	for i := range cmd.Entries {
		var res aero.RecordResult
		f.apply(&cmd.Entries[i], &res)
		if err := yield(i, &res); err != nil {
			return err
		}
	}
	return nil
}

// Scan yields the records of the partitions by digest.
func (f *fakeStore) Scan(ctx context.Context, cmd *aero.ScanCommand, yield func(*aero.RecordResult) error,
	partitionDone func(aero.PartitionID, aero.ResultCode) error,
) error {
	if cmd.Namespace != fakeNamespace {
		return aero.CodeNamespace
	}
	for _, part := range cmd.Partitions {
		for _, digest := range f.digests(cmd.Set, part.ID) {
			if err := ctx.Err(); err != nil {
				return err
			}
			if part.After != nil && bytes.Compare(digest[:], part.After[:]) <= 0 {
				continue
			}
			f.mu.Lock()
			record := f.records[fakeKey{fakeNamespace, digest}]
			res := aero.RecordResult{Digest: digest, Set: record.set, Key: record.key}
			record.read(&aero.RecordCommand{Flags: aero.FlagReadAllBins}, &res)
			f.mu.Unlock()
			if err := yield(&res); err != nil {
				return err
			}
		}
		if err := partitionDone(part.ID, aero.CodeOK); err != nil {
			return err
		}
	}
	return nil
}

// digests returns the digests of a set's records, or all for an empty set, in a partition, in order.
func (f *fakeStore) digests(set string, id aero.PartitionID) []aero.Digest {
	f.mu.Lock()
	defer f.mu.Unlock()
	var result []aero.Digest
	for key, record := range f.records {
		if key.digest.Partition() == id && (set == "" || set == record.set) {
			result = append(result, key.digest)
		}
	}
	sort.Slice(result, func(i, j int) bool { return bytes.Compare(result[i][:], result[j][:]) < 0 })
	return result
}

// Truncate removes the records of a set.
func (f *fakeStore) Truncate(namespace, set string, _ time.Time) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	for key, record := range f.records {
		if key.namespace == namespace && (set == "" || set == record.set) {
			delete(f.records, key)
		}
	}
	return nil
}

// Namespaces names the one namespace.
func (f *fakeStore) Namespaces() []string { return []string{fakeNamespace} }

// NamespaceStats counts the records.
func (f *fakeStore) NamespaceStats(namespace string) (NamespaceStats, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return NamespaceStats{Objects: uint64(len(f.records)), MaxRecordSize: 1 << 20}, namespace == fakeNamespace
}

// SetStats counts the records of each set.
func (f *fakeStore) SetStats(string) []SetStats {
	f.mu.Lock()
	defer f.mu.Unlock()
	counts := make(map[string]uint64)
	for _, record := range f.records {
		counts[record.set]++
	}
	var result []SetStats
	for set, count := range counts {
		result = append(result, SetStats{Name: set, Objects: count})
	}
	sort.Slice(result, func(i, j int) bool { return result[i].Name < result[j].Name })
	return result
}

// CreateIndex refuses every definition.
func (f *fakeStore) CreateIndex(*aero.IndexDefinition) error { return aero.CodeParameter }

// DropIndex finds nothing to remove.
func (f *fakeStore) DropIndex(string, string) error { return nil }

// Indexes returns no index.
func (f *fakeStore) Indexes(string) []IndexStats { return nil }

// StartWrite refuses every job.
func (f *fakeStore) StartWrite(*aero.BackgroundCommand) error { return aero.CodeForbidden }

// Jobs returns no job.
func (f *fakeStore) Jobs() []JobStats { return nil }

// AbortJob finds no job.
func (f *fakeStore) AbortJob(uint64) bool { return false }

// AbortJobs finds no job.
func (f *fakeStore) AbortJobs() int { return 0 }

// PartitionObjects counts nothing.
func (f *fakeStore) PartitionObjects(string) ([]uint64, error) {
	return make([]uint64, aero.PartitionCount), nil
}

// CheckIndexes finds nothing wrong.
func (f *fakeStore) CheckIndexes(string) (entries, missing, extra uint64, err error) {
	return 3, 0, 0, nil
}
