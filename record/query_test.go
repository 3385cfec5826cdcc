package record

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// yielded is a record as a query yielded it.
type yielded struct {
	digest aero.Digest
	value  int64
}

// queryEntries runs a query and returns what it yields, in order.
func queryEntries(t testing.TB, s *Store, cmd *aero.ScanCommand) []yielded {
	t.Helper()
	var found []yielded
	ended := 0
	err := s.Scan(context.Background(), cmd, func(res *aero.RecordResult) error {
		found = append(found, yielded{res.Digest, res.IndexValue})
		return nil
	}, func(aero.PartitionID, aero.ResultCode) error { ended++; return nil })
	if err != nil {
		t.Fatal(err)
	}
	if ended != len(cmd.Partitions) {
		t.Fatalf("%d of %d partitions ended", ended, len(cmd.Partitions))
	}
	return found
}

// TestQueryPartitions asks for random sets of partitions, some of them from behind a random entry, and compares with what
// all entries say. Some values are shared by many records, so that the search for the next wanted entry is used.
func TestQueryPartitions(t *testing.T) {
	const records, rounds = 1500, 60
	random := randomFrom(seedFromEnvironment(t))
	options := memoryOptions(newClock())
	options.ScanChunkRecords = 50
	s := openStore(t, t.TempDir(), options)
	createIndex(t, s, onBin("i", "v", aero.ParticleInteger, aero.IndexValue))
	for i := range records {
		do(t, s, inSet(put(i*53, "v", integer(int64(random.IntN(6)*random.IntN(3)))), "s"))
	}
	cmd := &aero.ScanCommand{Namespace: "test", Partitions: allPartitions()}
	cmd.Index = &aero.IndexRange{Name: "i", Type: aero.ParticleInteger, From: 0, To: 100}
	all := queryEntries(t, s, cmd)
	byPartition := map[aero.PartitionID][]yielded{}
	for _, e := range all {
		byPartition[e.digest.Partition()] = append(byPartition[e.digest.Partition()], e)
	}
	for range rounds {
		cmd.Partitions = cmd.Partitions[:0]
		var want []yielded
		from, to := int64(random.IntN(5)), int64(random.IntN(12))
		cmd.Index.From, cmd.Index.To = from, max(from, to)
		for id := range aero.PartitionID(aero.PartitionCount) {
			if random.IntN(3) == 0 {
				continue
			}
			part := aero.PartitionRange{ID: id}
			own := byPartition[id]
			if len(own) > 0 && random.IntN(2) == 0 {
				at := random.IntN(len(own))
				part.After, part.AfterValue = &own[at].digest, own[at].value
				own = own[at+1:]
			}
			cmd.Partitions = append(cmd.Partitions, part)
			want = append(want, own...)
		}
		want = slices.DeleteFunc(want, func(e yielded) bool { return e.value < cmd.Index.From || e.value > cmd.Index.To })
		slices.SortFunc(want, compareEntries)
		if got := queryEntries(t, s, cmd); !slices.Equal(got, want) {
			t.Fatalf("%d entries, want %d", len(got), len(want))
		}
	}
}

// compareEntries orders entries as an index does.
func compareEntries(a, b yielded) int {
	return cmp.Or(cmp.Compare(a.value, b.value), cmp.Compare(a.digest.Partition(), b.digest.Partition()),
		bytes.Compare(a.digest[:], b.digest[:]))
}

// TestQueryRefusals asks for indexes that do not exist, are not ready or do not fit.
func TestQueryRefusals(t *testing.T) {
	s := openStore(t, t.TempDir(), memoryOptions(newClock()))
	createIndex(t, s, onBin("i", "v", aero.ParticleInteger, aero.IndexValue))
	for name, c := range map[string]struct {
		index aero.IndexRange
		code  aero.ResultCode
	}{
		"no such name":   {aero.IndexRange{Name: "j", Type: aero.ParticleInteger}, aero.CodeIndexNotFound},
		"other bin":      {aero.IndexRange{Bin: "w", Type: aero.ParticleInteger}, aero.CodeIndexNotFound},
		"other type":     {aero.IndexRange{Bin: "v", Type: aero.ParticleString}, aero.CodeIndexNotFound},
		"other source":   {aero.IndexRange{Bin: "v", Type: aero.ParticleInteger, Source: aero.IndexMapKeys}, aero.CodeIndexNotFound},
		"other context":  {aero.IndexRange{Bin: "v", Type: aero.ParticleInteger, Context: []byte{0x92, 0x10, 1}}, aero.CodeIndexNotFound},
		"type by name":   {aero.IndexRange{Name: "i", Type: aero.ParticleString}, aero.CodeParameter},
		"range reversed": {aero.IndexRange{Name: "i", Type: aero.ParticleInteger, From: 1}, aero.CodeParameter},
		"by bin":         {aero.IndexRange{Bin: "v", Type: aero.ParticleInteger}, aero.CodeOK},
	} {
		code := aero.CodeOK
		cmd := &aero.ScanCommand{Namespace: "test", Set: "s", Partitions: allPartitions(), Index: &c.index}
		err := s.Scan(context.Background(), cmd, func(*aero.RecordResult) error { return nil }, ignorePartition)
		if err != nil && !errors.As(err, &code) || code != c.code {
			t.Errorf("%s: %v, want %v", name, err, c.code)
		}
	}
}

// TestQueryDuringDrop drops the index under a query, which must end with "index not found".
func TestQueryDuringDrop(t *testing.T) {
	options := memoryOptions(newClock())
	options.ScanChunkRecords = 2
	s := openStore(t, t.TempDir(), options)
	for i := range 50 {
		putBoth(t, s, i, "v", i)
	}
	createIndex(t, s, onBin("i", "v", aero.ParticleInteger, aero.IndexValue))
	cmd := &aero.ScanCommand{Namespace: "test", Partitions: allPartitions()}
	cmd.Index = &aero.IndexRange{Name: "i", Type: aero.ParticleInteger, To: 100}
	err := s.Scan(context.Background(), cmd, func(*aero.RecordResult) error { return s.DropIndex("test", "i") }, ignorePartition)
	if !errors.Is(err, aero.CodeIndexNotFound) {
		t.Errorf("query on an index that was dropped: %v", err)
	}
}
