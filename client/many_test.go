package client

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/internal/sim"
)

// TestBatch mixes reads, writes, deletions and refusals over three nodes, in small requests.
func TestBatch(t *testing.T) {
	_, c := open(t, 3, once())
	keys := keysOf(100)
	value, err := aero.NewParticle(7)
	if err != nil {
		t.Fatal(err)
	}
	var entries []BatchEntry
	for _, key := range keys {
		entries = append(entries, BatchPut(key, []aero.Bin{{Name: "n", Value: value}}, nil))
	}
	small := &BatchPolicy{MaxEntriesPerRequest: 7, MaxConcurrentRequests: 2}
	results, err := c.Batch(t.Context(), entries, small)
	if err != nil || len(results) != 100 || results[99].Err != nil {
		t.Fatal(err)
	}
	entries = []BatchEntry{
		BatchGet(keys[0]), BatchGetHeader(keys[1]), BatchDelete(keys[2], nil), BatchGet(aero.IntKey("test", "demo", -1)),
		BatchGet(keys[3], "n"), BatchPut(keys[4], nil, &WritePolicy{Exists: CreateOnly}), BatchGet(aero.IntKey("none", "", 1)),
		BatchOperate(keys[5], []aero.Operation{{Type: aero.OpWrite, Bin: "m", Value: value}, {Type: aero.OpRead, Bin: "n"}}, nil),
	}
	results, err = c.Batch(t.Context(), entries, nil)
	if err != nil {
		t.Fatal(err)
	}
	wants := []error{nil, nil, nil, aero.CodeNotFound, nil, aero.CodeRecordExists, aero.CodeNamespace, nil}
	for i, want := range wants {
		if !errors.Is(results[i].Err, want) {
			t.Errorf("entry %d: %v, want %v", i, results[i].Err, want)
		}
	}
	if len(results[0].Record.Bins) != 1 || len(results[1].Record.Bins) != 0 || results[5].Record != nil {
		t.Errorf("%+v", results)
	}
}

// TestGetMany reads what is there, names what is not, and gives callers records that later calls leave alone.
func TestGetMany(t *testing.T) {
	_, c := open(t, 3, once())
	keys := keysOf(60)
	for i, key := range keys {
		mustPut(t, c, key, i)
	}
	first, err := c.GetMany(t.Context(), append(keys, aero.IntKey("test", "demo", -1)), nil, "n")
	if err != nil || len(first) != len(keys)+1 {
		t.Fatal(len(first), err)
	}
	if !errors.Is(first[len(keys)].Err, aero.CodeNotFound) {
		t.Error(first[len(keys)].Err)
	}
	reversed := slices.Clone(keys)
	slices.Reverse(reversed)
	if _, err := c.GetMany(t.Context(), reversed, nil); err != nil {
		t.Fatal(err)
	}
	for i := range keys {
		if n, err := ValueAs[int64](first[i].Record, "n"); err != nil || n != int64(i) || first[i].Record.Key.Digest != keys[i].Digest {
			t.Errorf("key %d: %d, %v", i, n, err)
		}
	}
	if none, err := c.GetMany(t.Context(), nil, nil); err != nil || len(none) != 0 {
		t.Error(none, err)
	}
}

// TestBatchRetries lets one node fail once: its reads are repeated, and its writes are in doubt.
func TestBatchRetries(t *testing.T) {
	cluster, c := open(t, 3, quick())
	reader, writer, elsewhere := keyOn(cluster, 0), keyOn(cluster, 0), keyOn(cluster, 1)
	mustPut(t, c, reader, 1)
	mustPut(t, c, elsewhere, 2)
	cluster.Node(0).SetFault(sim.Fault{Hang: true, Times: 1})
	value, err := aero.NewParticle(7)
	if err != nil {
		t.Fatal(err)
	}
	results, err := c.Batch(t.Context(), []BatchEntry{
		BatchGet(reader), BatchPut(writer, []aero.Bin{{Name: "n", Value: value}}, nil), BatchGet(elsewhere),
	}, nil)
	var whole, e *Error
	if !errors.As(err, &whole) || !errors.As(results[1].Err, &e) || !e.InDoubt || e.Retryable() {
		t.Fatalf("%v, %v", err, results[1].Err)
	}
	if results[0].Err != nil || results[2].Err != nil || results[0].Record == nil {
		t.Fatalf("%+v", results)
	}
}

// TestBatchBadBytes gives answers that are none: nothing panics, nothing hangs, and every entry has an outcome.
func TestBatchBadBytes(t *testing.T) {
	cluster, c := open(t, 1, once())
	for _, garbage := range [][]byte{
		{2, 3, 0, 0, 0, 0, 0, 0},
		append([]byte{2, 3, 0, 0, 0, 0, 0, 22, 22, 0, 0, 0, 0, 0}, make([]byte, 16)...),
		append([]byte{2, 3, 0, 0, 0, 0, 0, 22, 22, 0, 0, 1, 0, 0}, make([]byte, 16)...),
		{2, 3, 0, 0, 0, 0, 0, 4, 1, 2, 3, 4},
	} {
		cluster.Node(0).SetFault(sim.Fault{Garbage: garbage})
		timing := Timing{Total: 200 * time.Millisecond}
		results, err := c.Batch(t.Context(), []BatchEntry{BatchGet(keysOf(1)[0]), BatchGet(keysOf(2)[1])}, &BatchPolicy{Timing: timing})
		if err == nil || results[0].Err == nil && results[1].Err == nil {
			t.Errorf("%x: %+v, %v", garbage, results, err)
		}
	}
}

// scanned collects the keys of a scan, and fails the test if one comes twice.
func scanned(t *testing.T, c *Client, policy *ScanPolicy, each func(int)) map[aero.Digest]bool {
	t.Helper()
	found := make(map[aero.Digest]bool)
	for record, err := range c.Scan(t.Context(), "test", "demo", policy) {
		if err != nil {
			t.Fatal(err)
		}
		if found[record.Key.Digest] || record.Key.User.Type != aero.ParticleInteger || record.Key.Set != "demo" {
			t.Fatalf("%+v", record.Key)
		}
		found[record.Key.Digest] = true
		each(len(found))
	}
	return found
}

// TestScan walks through all records of a set, some of them, and none of another set.
func TestScan(t *testing.T) {
	_, c := open(t, 3, quick())
	for i, key := range keysOf(300) {
		mustPut(t, c, key, i)
	}
	mustPut(t, c, aero.StringKey("test", "elsewhere", "k"), 1)
	ignore := func(int) {}
	if found := scanned(t, c, nil, ignore); len(found) != 300 {
		t.Fatalf("%d records", len(found))
	}
	if found := scanned(t, c, &ScanPolicy{MaxRecords: 120, HeaderOnly: true}, ignore); len(found) != 120 {
		t.Fatalf("%d records of 120", len(found))
	}
	seen := 0
	for _, err := range c.Scan(t.Context(), "test", "", nil) {
		if err != nil {
			t.Fatal(err)
		}
		if seen++; seen == 10 {
			break
		}
	}
	mustGet(t, c, keysOf(1)[0], 0)
	for _, err := range c.Scan(t.Context(), "nowhere", "", nil) {
		if !errors.Is(err, aero.CodeNamespace) {
			t.Fatal(err)
		}
	}
}

// TestScanResumes breaks the scan in two ways, by cutting answers and by killing a node; every record is still given
// exactly once.
func TestScanResumes(t *testing.T) {
	cluster, c := open(t, 3, quick())
	for i, key := range keysOf(300) {
		mustPut(t, c, key, i)
	}
	cluster.Node(2).SetFault(sim.Fault{CutAfter: 3000, Times: 2})
	found := scanned(t, c, nil, func(count int) {
		if count == 50 {
			cluster.Kill(0)
		}
	})
	if len(found) != 300 {
		t.Fatalf("%d records", len(found))
	}
}

// TestScanFails ends a scan that makes no progress with one error.
func TestScanFails(t *testing.T) {
	cluster, c := open(t, 1, quick())
	mustPut(t, c, keysOf(1)[0], 1)
	for _, fault := range []sim.Fault{{Hang: true}, {Refuse: aero.CodeForbidden}, {Stall: true}} {
		cluster.Node(0).SetFault(fault)
		count := 0
		policy := &ScanPolicy{Timing: Timing{Attempt: 50 * time.Millisecond, MaxRetries: 1}}
		for record, err := range c.Scan(t.Context(), "test", "", policy) {
			var e *Error
			if count++; record != nil || !errors.As(err, &e) {
				t.Fatalf("%v, %v", record, err)
			}
		}
		if count != 1 {
			t.Fatalf("%d errors", count)
		}
	}
}

// TestCallsWhileWalking calls for each record of a scan, over as few connections as there can be: neither waits for the other
// for ever.
func TestCallsWhileWalking(t *testing.T) {
	options := quick()
	options.MaxConnsPerNode, options.Shared.Off = 2, true
	_, c := open(t, 1, options)
	for i, key := range keysOf(200) {
		mustPut(t, c, key, i)
	}
	count := 0
	for record, err := range c.Scan(t.Context(), "test", "demo", nil) {
		if err != nil {
			t.Fatal(err)
		}
		n, err := ValueAs[int64](record, "n")
		if err != nil {
			t.Fatal(err)
		}
		mustGet(t, c, record.Key, n)
		count++
	}
	if count != 200 {
		t.Fatalf("%d records", count)
	}
}
