package client

import (
	"testing"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/internal/sim"
)

// TestScanReuses walks with memory that is used again, also beside answers that are cut: every record is given once, is
// right while it is valid, and stays what it is as a clone.
func TestScanReuses(t *testing.T) {
	const count = 2000
	cluster, c := open(t, 2, quick())
	values := make(map[aero.Digest]int64, count)
	for i, key := range keysOf(count) {
		mustPut(t, c, key, i)
		values[key.Digest] = int64(i)
	}
	cluster.Node(1).SetFault(sim.Fault{CutAfter: 20_000, Times: 1})
	var kept []*Record
	given := make(map[aero.Digest]bool, count)
	for record, err := range c.Scan(t.Context(), "test", "", &ScanPolicy{ReuseRecords: true}) {
		if err != nil {
			t.Fatal(err)
		}
		if given[record.Key.Digest] {
			t.Fatal("given twice")
		}
		given[record.Key.Digest] = true
		mustHold(t, record, values)
		kept = append(kept, record.Clone())
	}
	if len(kept) != count {
		t.Fatalf("%d records", len(kept))
	}
	for _, record := range kept {
		mustHold(t, record, values)
	}
}

// mustHold checks that a record has the value that belongs to its digest.
func mustHold(t *testing.T, record *Record, values map[aero.Digest]int64) {
	t.Helper()
	got, err := ValueAs[int64](record, record.Bins[0].Name)
	if err != nil || got != values[record.Key.Digest] {
		t.Fatalf("%d, %v, want %d", got, err, values[record.Key.Digest])
	}
}
