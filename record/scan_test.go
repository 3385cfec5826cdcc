package record

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/aerolith/aerolith/aero"
)

// fillForScan stores records 0 to n-1 in the sets "", "even" and "odd": every tenth in none. It keeps chunks small.
func fillForScan(t *testing.T, n int) *Store {
	t.Helper()
	options := memoryOptions(newClock())
	options.ScanChunkRecords, options.ScanChunkBytes = 7, 300
	s := openStore(t, t.TempDir(), options)
	for i := range n {
		cmd := put(i, "i", integer(int64(i)))
		cmd.Operations = append(cmd.Operations, aero.Operation{Type: aero.OpWrite, Bin: "half", Value: integer(int64(i / 2))})
		want(t, s, inSet(cmd, setOf(i)), aero.CodeOK, "")
	}
	return s
}

// setOf returns the set that fillForScan puts record i into.
func setOf(i int) string {
	switch {
	case i%10 == 0:
		return ""
	case i%2 == 0:
		return "even"
	}
	return "odd"
}

// TestScan scans a namespace, its sets and a set that does not exist.
func TestScan(t *testing.T) {
	const n = 300
	s := fillForScan(t, n)
	for set, count := range map[string]int{"": n, "even": n * 4 / 10, "odd": n / 2, "none": 0} {
		found := scanAll(t, s, &aero.ScanCommand{Namespace: "test", Set: set})
		if len(found) != count {
			t.Errorf("set %q: %d records, want %d", set, len(found), count)
		}
		for _, r := range found {
			if set != "" && r.Set != set {
				t.Errorf("set %q: record of set %q", set, r.Set)
			}
		}
		inOrder := slices.IsSortedFunc(found, func(a, b scanned) int {
			if p, q := a.Digest.Partition(), b.Digest.Partition(); p != q {
				return int(p) - int(q)
			}
			return bytes.Compare(a.Digest[:], b.Digest[:])
		})
		if !inOrder {
			t.Errorf("set %q: not in the order of partition and digest", set)
		}
	}
	checkCounts(t, s)
}

// TestScanBins selects bins: records without them are left out, and metadata needs none.
func TestScanBins(t *testing.T) {
	s := fillForScan(t, 20)
	do(t, s, put(100, "other", integer(1)))
	for _, r := range scanAll(t, s, &aero.ScanCommand{Namespace: "test", Bins: []string{"half", "none"}}) {
		if r.Bins == "" || r.Bins[:5] != "half=" {
			t.Errorf("bins %q", r.Bins)
		}
	}
	if found := scanAll(t, s, &aero.ScanCommand{Namespace: "test", Bins: []string{"i"}}); len(found) != 20 {
		t.Errorf("%d records", len(found))
	}
	for _, r := range scanAll(t, s, &aero.ScanCommand{Namespace: "test", NoBinData: true}) {
		if r.Bins != "" {
			t.Errorf("metadata with bins %q", r.Bins)
		}
	}
}

// TestScanResumes reads page after page of at most ten records, going on behind the last digest of each partition,
// and must see each record once.
func TestScanResumes(t *testing.T) {
	const n = 123
	s := fillForScan(t, n)
	seen := map[aero.Digest]int{}
	parts := allPartitions()
	for pages := 0; len(parts) > 0; pages++ {
		if pages > n {
			t.Fatal("paging does not end")
		}
		count, last, done := 0, map[aero.PartitionID]aero.Digest{}, map[aero.PartitionID]bool{}
		err := s.Scan(context.Background(), &aero.ScanCommand{Namespace: "test", Partitions: parts, MaxRecords: 10},
			func(res *aero.RecordResult) error {
				seen[res.Digest]++
				last[res.Digest.Partition()] = res.Digest
				count++
				return nil
			}, func(id aero.PartitionID, _ aero.ResultCode) error { done[id] = true; return nil })
		if err != nil || count > 10 {
			t.Fatalf("page of %d: %v", count, err)
		}
		var rest []aero.PartitionRange
		for _, p := range parts {
			if d, ok := last[p.ID]; ok {
				p.After = &d
			}
			if !done[p.ID] {
				rest = append(rest, p)
			}
		}
		parts = rest
	}
	for d, times := range seen {
		if times != 1 {
			t.Errorf("%x was yielded %d times", d, times)
		}
	}
	if len(seen) != n {
		t.Errorf("%d records, want %d", len(seen), n)
	}
}

// TestScanRefusals sends scans that cannot be carried out.
func TestScanRefusals(t *testing.T) {
	s := openStore(t, t.TempDir(), memoryOptions(newClock()))
	for _, c := range []struct {
		code aero.ResultCode
		cmd  aero.ScanCommand
	}{
		{aero.CodeNamespace, aero.ScanCommand{Namespace: "none"}},
		{aero.CodeParameter, aero.ScanCommand{Namespace: "test", Filter: []byte{1}}},
		{aero.CodeParameter, aero.ScanCommand{Namespace: "test", Partitions: []aero.PartitionRange{{ID: aero.PartitionCount}}}},
		{aero.CodeBinName, aero.ScanCommand{Namespace: "test", Bins: []string{"0123456789012345"}}},
	} {
		if err := s.Scan(context.Background(), &c.cmd, nil, nil); !errors.Is(err, c.code) {
			t.Errorf("%+v: %v", c.cmd, err)
		}
	}
}

// TestScanEnds ends scans by their consumer, at either function, and by their context.
func TestScanEnds(t *testing.T) {
	s := fillForScan(t, 50)
	enough := errors.New("enough")
	cmd := &aero.ScanCommand{Namespace: "test", Partitions: allPartitions()}
	ignore := func(*aero.RecordResult) error { return nil }
	ignoreDone := func(aero.PartitionID, aero.ResultCode) error { return nil }
	err := s.Scan(context.Background(), cmd, func(*aero.RecordResult) error { return enough }, ignoreDone)
	if !errors.Is(err, enough) {
		t.Errorf("yield: %v", err)
	}
	err = s.Scan(context.Background(), cmd, ignore, func(aero.PartitionID, aero.ResultCode) error { return enough })
	if !errors.Is(err, enough) {
		t.Errorf("partitionDone: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	err = s.Scan(ctx, cmd, func(*aero.RecordResult) error { cancel(); return nil }, ignoreDone)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("context: %v", err)
	}
}

// TestScanRate scans with a limited rate, on the real clock, and must not be faster.
func TestScanRate(t *testing.T) {
	options := memoryOptions(newClock())
	options.Now = time.Now
	s := openStore(t, t.TempDir(), options)
	for i := range 11 {
		do(t, s, put(i, "a", integer(1)))
	}
	began := time.Now()
	scanAll(t, s, &aero.ScanCommand{Namespace: "test", RecordsPerSecond: 100})
	if took := time.Since(began); took < 95*time.Millisecond {
		t.Errorf("11 records at 100 a second took %v", took)
	}
}

// TestScanBesideWrites changes and removes records while a scan runs: those that stay are yielded exactly once.
func TestScanBesideWrites(t *testing.T) {
	s := fillForScan(t, 100)
	seen := map[aero.Digest]int{}
	cmd := &aero.ScanCommand{Namespace: "test", Partitions: allPartitions()}
	step := 0
	err := s.Scan(context.Background(), cmd, func(res *aero.RecordResult) error {
		seen[res.Digest]++
		if step < 50 {
			do(t, s, inSet(put(step*2, "i", integer(0)), setOf(step*2)))
			do(t, s, remove(step*2+1))
		}
		step++
		return nil
	}, func(aero.PartitionID, aero.ResultCode) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	for i := range 50 {
		if seen[digestOf(i*2)] != 1 {
			t.Errorf("record %d was yielded %d times", i*2, seen[digestOf(i*2)])
		}
	}
	checkCounts(t, s)
}
