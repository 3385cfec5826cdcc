package record

import (
	"errors"
	"runtime"
	"testing"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/sindex"
	"github.com/aerolith/aerolith/zerodb"
)

// surveyed waits until an index was surveyed and returns how its entries are spread.
func surveyed(s *Store, name string) (perValue, perRecord uint64) {
	n := s.namespaces["test"]
	for x := n.indexes.Load().find(name); !x.progress.surveyed.Load(); {
		runtime.Gosched()
	}
	for _, x := range s.Indexes("test") {
		if x.Definition.Name == name {
			return x.EntriesPerValue, x.EntriesPerRecord
		}
	}
	return 0, 0
}

// TestIndexSurvey builds indexes whose spread is known: 600 records with 10 different numbers, each with a list of 4 members out
// of 600 and one without any, and checks what a survey after the building says, and what one later says.
func TestIndexSurvey(t *testing.T) {
	options := memoryOptions(newClock())
	options.ScanChunkRecords, options.IndexSurveyInterval = 13, -1
	s := openStore(t, t.TempDir(), options)
	for i := range 600 {
		putBoth(t, s, i, "n", i%10)
		putBoth(t, s, i, "l", []any{i, (i + 1) % 600, (i + 2) % 600, (i + 3) % 600})
	}
	createIndex(t, s, onBin("numbers", "i", aero.ParticleInteger, aero.IndexValue))
	createIndex(t, s, onBin("members", "l", aero.ParticleInteger, aero.IndexListElements))
	createIndex(t, s, onBin("empty", "none", aero.ParticleInteger, aero.IndexListElements))
	for name, want := range map[string][2]uint64{"numbers": {1, 1}, "members": {4, 4}, "empty": {0, 0}} {
		if value, record := surveyed(s, name); [2]uint64{value, record} != want {
			t.Errorf("%s: %d entries a value, %d a record, want %v", name, value, record, want)
		}
	}
	for i := range 600 {
		want(t, s, inSet(put(i, "i", integer(int64(i%10))), "s"), aero.CodeOK, "")
	}
	s.namespaces["test"].surveyAll(everyIndex)
	if value, record := surveyed(s, "numbers"); value != 60 || record != 1 {
		t.Errorf("after the change: %d entries a value, %d a record", value, record)
	}
}

// TestDropOfLargeIndex drops indexes of different sizes and compares the pages that the transactions change: a drop must not
// cost more for a larger index. What it leaves is freed by later writes, bit by bit.
func TestDropOfLargeIndex(t *testing.T) {
	options := memoryOptions(newClock())
	s := openStore(t, t.TempDir(), options)
	const records = 3000
	elements := make([]any, 30)
	for i := range records {
		for j := range elements {
			elements[j] = i*len(elements) + j
		}
		putBoth(t, s, i, "l", elements)
	}
	createIndex(t, s, onBin("large", "l", aero.ParticleInteger, aero.IndexListElements))
	createIndex(t, s, onBin("middle", "i", aero.ParticleInteger, aero.IndexValue))
	db := s.namespaces["test"].db
	cost := map[string]uint64{}
	for _, name := range []string{"middle", "large"} {
		surveyed(s, name)
		before := db.Metrics().Pages
		if err := s.DropIndex("test", name); err != nil {
			t.Fatal(err)
		}
		after := db.Metrics().Pages
		cost[name] = after.Allocated + after.Freed - before.Allocated - before.Freed
	}
	// A step frees twice as many pages as it writes, and at least 64.
	if cost["large"] > 2*cost["middle"]+128 {
		t.Errorf("pages changed by drops: %v", cost)
	}
}

// TestCheckIndexesFinds takes an entry from an index and puts a wrong one into it: the check must report both.
func TestCheckIndexesFinds(t *testing.T) {
	options := memoryOptions(newClock())
	options.ScanChunkRecords = 5
	s := openStore(t, t.TempDir(), options)
	for i := range 40 {
		putBoth(t, s, i, "v", i)
	}
	createIndex(t, s, onBin("i", "v", aero.ParticleInteger, aero.IndexValue))
	n := s.namespaces["test"]
	digest := inSet(put(7, "i", integer(7)), "s").Digest
	err := n.db.Update(func(tx *zerodb.Tx) error {
		table, err := tx.Table((*n.indexes.Load())[0].table)
		if err != nil {
			return err
		}
		if err := table.Delete(sindex.AppendKey(nil, sindex.Number(7), digest)); err != nil {
			return err
		}
		return table.Put(sindex.AppendKey(nil, sindex.Number(8888), digest), nil)
	})
	if err != nil {
		t.Fatal(err)
	}
	var found []IndexFinding
	entries, err := s.CheckIndexes(t.Context(), "test", func(f IndexFinding) error {
		found = append(found, f)
		return nil
	})
	if err != nil || entries != 40 || len(found) != 2 || found[0].Missing || !found[1].Missing || found[0].Digest != digest || found[1].Digest != digest {
		t.Errorf("%d entries, %v, %v", entries, found, err)
	}
	stop := errors.New("stop")
	if _, err := s.CheckIndexes(t.Context(), "test", func(IndexFinding) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("an error of the reporter: %v", err)
	}
}
