package record

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// ofSet returns the definition of an index of a set's records.
func ofSet(name, set string) *aero.IndexDefinition {
	return &aero.IndexDefinition{Namespace: "test", Set: set, Name: name, Source: aero.IndexSet}
}

// putInSets stores records 0 to count-1, each in one of three sets.
func putInSets(t testing.TB, s *Store, count int) {
	t.Helper()
	for i := range count {
		want(t, s, inSet(put(i, "i", integer(int64(i))), fmt.Sprintf("s%d", i%3)), aero.CodeOK, "")
	}
}

// pages scans a set in pages of some records, each going on where the one before it stood, and returns the digests as they
// come.
func pages(t testing.TB, s *Store, set string, size uint64) (found []aero.Digest) {
	t.Helper()
	last := make([]aero.PartitionRange, aero.PartitionCount)
	for i := range last {
		last[i].ID = aero.PartitionID(i)
	}
	for len(last) > 0 {
		cmd := &aero.ScanCommand{Namespace: "test", Set: set, Partitions: last, MaxRecords: size}
		after, done := map[aero.PartitionID]aero.Digest{}, map[aero.PartitionID]bool{}
		err := s.Scan(context.Background(), cmd, func(res *aero.RecordResult) error {
			found = append(found, res.Digest)
			after[res.Digest.Partition()] = res.Digest
			return nil
		}, func(id aero.PartitionID, _ aero.ResultCode) error {
			done[id] = true
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		var rest []aero.PartitionRange
		for _, part := range last {
			if digest, ok := after[part.ID]; ok {
				part.After = &digest
			}
			if !done[part.ID] {
				rest = append(rest, part)
			}
		}
		last = rest
	}
	return found
}

// TestSetIndexScans compares scans of sets with and without an index, whole and in pages, for chunks that end anywhere: they
// must be the same, in the same order.
func TestSetIndexScans(t *testing.T) {
	options := memoryOptions(newClock())
	options.ScanChunkRecords = 7
	s := openStore(t, t.TempDir(), options)
	putInSets(t, s, 900)
	for _, set := range []string{"s0", "s1", "s2"} {
		before := [][]aero.Digest{pages(t, s, set, 0), pages(t, s, set, 11)}
		if len(before[0]) != 300 || len(before[1]) != 300 {
			t.Fatalf("set %s: %d and %d records", set, len(before[0]), len(before[1]))
		}
		createIndex(t, s, ofSet("members of "+set, set))
		after := [][]aero.Digest{pages(t, s, set, 0), pages(t, s, set, 11)}
		if fmt.Sprint(after) != fmt.Sprint(before) {
			t.Errorf("set %s: the index changes what a scan yields", set)
		}
	}
	if got := pages(t, s, "none", 0); len(got) > 0 {
		t.Errorf("a set that is not there has %d records", len(got))
	}
	if entries := checkIndexes(t, s); entries != 900 {
		t.Errorf("%d entries", entries)
	}
}

// TestSetIndexReadsLess counts what scans look at: with an index no record of another set.
func TestSetIndexReadsLess(t *testing.T) {
	s := openStore(t, t.TempDir(), memoryOptions(newClock()))
	putInSets(t, s, 30)
	createIndex(t, s, ofSet("i", "s1"))
	sc, err := s.namespaces["test"].newScan(&aero.ScanCommand{Namespace: "test", Set: "s1", Partitions: allPartitions()},
		func(*aero.RecordResult) error { return nil }, func(aero.PartitionID, aero.ResultCode) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	if sc.members == "" {
		t.Error("a scan of the set does not use its index")
	}
	if err := s.DropIndex("test", "i"); err != nil {
		t.Fatal(err)
	}
	if err := sc.run(context.Background()); err != nil || sc.yielded != 10 || sc.members != "" {
		t.Errorf("after the index was dropped: %d records, %v", sc.yielded, err)
	}
}

// TestSetIndexBesideWrites builds indexes of sets while records move and go. At the end both must agree.
func TestSetIndexBesideWrites(t *testing.T) {
	options := memoryOptions(newClock())
	options.ScanChunkRecords, options.CleanStep = 16, 8
	s := openStore(t, t.TempDir(), options)
	putInSets(t, s, 300)
	var running sync.WaitGroup
	for w := range 3 {
		running.Go(func() {
			for i := w; i < 900; i += 3 {
				set := fmt.Sprintf("s%d", i%3)
				do(t, s, inSet(remove(i%300), set))
				if i%5 != 0 {
					do(t, s, inSet(put(i%300, "i", integer(int64(i))), set))
				}
			}
		})
	}
	running.Go(func() {
		for _, set := range []string{"s0", "s1"} {
			if err := s.CreateIndex(ofSet(set, set)); err != nil {
				t.Error(err)
			}
			checkIndexes(t, s)
		}
	})
	running.Wait()
	awaitIndexes(s)
	checkIndexes(t, s)
}

// TestSetIndexModes follows how an index is switched on and off, named and dropped, and what of it a restart keeps.
func TestSetIndexModes(t *testing.T) {
	options := fileOptions(newClock(), memfs.New(memfs.Options{}))
	const path = "/store"
	s, err := Open(path, options)
	if err != nil {
		t.Fatal(err)
	}
	putInSets(t, s, 9)
	names := func() (names string) {
		for _, x := range s.Indexes("test") {
			names += x.Definition.Name + "|" + x.Definition.Set + ";"
		}
		return names
	}
	for i, step := range []struct {
		do   func() error
		code aero.ResultCode
		want string
	}{
		{func() error { return s.EnableSetIndex("test", "s1") }, aero.CodeOK, "|s1;"},
		{func() error { return s.EnableSetIndex("test", "s1") }, aero.CodeOK, "|s1;"},
		{func() error { return s.DisableSetIndex("test", "s1") }, aero.CodeOK, ""},
		{func() error { return s.DisableSetIndex("test", "s1") }, aero.CodeOK, ""},
		{func() error { return s.EnableSetIndex("test", "s1") }, aero.CodeOK, "|s1;"},
		{func() error { return s.CreateIndex(ofSet("i", "s1")) }, aero.CodeOK, "i|s1;"},
		{func() error { return s.CreateIndex(ofSet("j", "s1")) }, aero.CodeOK, "j|s1;"},
		{func() error { return s.EnableSetIndex("test", "s1") }, aero.CodeIndexFound, "j|s1;"},
		{func() error { return s.DisableSetIndex("test", "s1") }, aero.CodeIndexFound, "j|s1;"},
		{func() error { return s.EnableSetIndex("test", "s2") }, aero.CodeOK, "|s2;j|s1;"},
		{func() error { return s.EnableSetIndex("test", "") }, aero.CodeParameter, "|s2;j|s1;"},
		{func() error { return s.CreateIndex(ofSet("\x00s0", "s0")) }, aero.CodeParameter, "|s2;j|s1;"},
		{func() error { return s.CreateIndex(ofSet("k", "")) }, aero.CodeParameter, "|s2;j|s1;"},
		{func() error { return s.EnableSetIndex("none", "s") }, aero.CodeNamespace, "|s2;j|s1;"},
		{func() error { return s.DisableSetIndex("none", "s") }, aero.CodeNamespace, "|s2;j|s1;"},
	} {
		code, err := aero.CodeOK, step.do()
		if err != nil && !errors.As(err, &code) {
			t.Fatal(err)
		}
		if code != step.code || names() != step.want {
			t.Errorf("step %d: code %d, indexes %q; want %d, %q", i, code, names(), step.code, step.want)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = openStore(t, path, options)
	awaitIndexes(s)
	if entries := checkIndexes(t, s); names() != "|s2;j|s1;" || entries != 6 {
		t.Errorf("after a restart: %q, %d entries", names(), entries)
	}
	for _, stat := range s.SetStats("test") {
		if stat.Indexed != (stat.Name != "s0") || stat.IndexPopulating || stat.Indexes != 0 {
			t.Errorf("set %+v", stat)
		}
	}
}
