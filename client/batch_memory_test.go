package client

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/internal/sim"
)

// stored stores so many records, whose bin n is their number, and returns their keys.
func stored(t *testing.T, c *Client, count int) []aero.Key {
	t.Helper()
	keys := keysOf(count)
	for i, key := range keys {
		mustPut(t, c, key, i)
	}
	return keys
}

// mustBe checks that the results of a batch of consecutive keys are right.
func mustBe(t *testing.T, results []BatchResult, from int) {
	t.Helper()
	for i := range results {
		if results[i].Err != nil {
			t.Fatalf("entry %d: %v", i, results[i].Err)
		}
		if n, err := ValueAs[int64](results[i].Record, "n"); err != nil || n != int64(from+i) || results[i].Record.Key.Digest != keysOf(from + i + 1)[from+i].Digest {
			t.Fatalf("entry %d: %d, %v", i, n, err)
		}
	}
}

// TestBatchInto reads batches of all sizes into the same memory, on several nodes of which one or the other breaks now and
// then: each batch is right, and a clone stays what it is.
func TestBatchInto(t *testing.T) {
	for _, nodes := range []int{1, 3} {
		t.Run(fmt.Sprint(nodes), func(t *testing.T) {
			const count, rounds = 300, 20
			cluster, c := open(t, nodes, quick())
			keys := stored(t, c, count)
			random := rand.New(rand.NewPCG(1, uint64(nodes)))
			var memory BatchMemory
			results, err := c.BatchInto(t.Context(), &memory, BatchGets(keys[7:8]), nil)
			if err != nil {
				t.Fatal(err)
			}
			kept := results[0].Record.Clone()
			for round := range rounds {
				if round%4 == 3 {
					cluster.Node(random.IntN(nodes)).SetFault(sim.Fault{CutAfter: 1 + random.IntN(3000), Times: 1})
				}
				from := random.IntN(count)
				size := random.IntN(count - from + 1)
				results, err := c.BatchInto(t.Context(), &memory, BatchGets(keys[from:from+size]), nil)
				if err != nil || len(results) != size {
					t.Fatalf("%d of %d: %v", len(results), size, err)
				}
				mustBe(t, results, from)
			}
			mustBe(t, []BatchResult{{Record: kept}}, 7)
		})
	}
}

// TestBatchIntoMixed uses memory for batches of another kind: nothing of the batch before is left in the results.
func TestBatchIntoMixed(t *testing.T) {
	_, c := open(t, 3, quick())
	keys := stored(t, c, 20)
	var memory BatchMemory
	if _, err := c.BatchInto(t.Context(), &memory, BatchGets(keys), nil); err != nil {
		t.Fatal(err)
	}
	results, err := c.BatchInto(t.Context(), &memory, []BatchEntry{
		BatchDelete(keys[0], nil), BatchGet(keysOf(21)[20]), BatchGet(keys[1]).WithFilter([]byte{0xff}), BatchGet(keys[2]),
	}, nil)
	if err != nil || len(results) != 4 {
		t.Fatal(err)
	}
	if results[0].Err != nil || results[0].Record != nil || !errors.Is(results[1].Err, aero.CodeNotFound) || results[1].Record != nil {
		t.Errorf("%+v", results)
	}
	if results[2].Err == nil || results[2].Record != nil {
		t.Errorf("a filter that is none: %+v", results[2])
	}
	mustBe(t, results[3:], 2)
}

// TestBatchRepeats lets rows of a batch follow each other that differ in more than their digest: each gets its own answer.
func TestBatchRepeats(t *testing.T) {
	_, c := open(t, 1, quick())
	keys := stored(t, c, 40)
	var entries []BatchEntry
	for i, key := range keys {
		switch i % 5 {
		case 0, 1:
			entries = append(entries, BatchGet(key))
		case 2:
			entries = append(entries, BatchGet(key, "other"))
		case 3:
			entries = append(entries, BatchGetHeader(key))
		default:
			entries = append(entries, BatchGet(key, "n"))
		}
	}
	results, err := c.Batch(t.Context(), entries, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := range results {
		want := 1
		if i%5 == 2 || i%5 == 3 {
			want = 0
		}
		if results[i].Err != nil || len(results[i].Record.Bins) != want {
			t.Errorf("entry %d: %+v, want %d bins", i, results[i], want)
		}
		if want == 1 {
			mustBe(t, results[i:i+1], i)
		}
	}
}

// TestBatchRepeatsWithFilters lets reads that share their operations follow each other under different filters: each is answered
// as its own says.
func TestBatchRepeatsWithFilters(t *testing.T) {
	_, c := open(t, 1, quick())
	keys := stored(t, c, 3)
	operations := []aero.Operation{{Type: aero.OpRead, Bin: "n"}}
	broken := &WritePolicy{Filter: []byte("no expression")}
	results, err := c.Batch(t.Context(), []BatchEntry{
		BatchOperate(keys[0], operations, nil), BatchOperate(keys[1], operations, broken), BatchOperate(keys[2], operations, nil),
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if results[1].Err == nil {
		t.Error("the filter of one entry was not asked for")
	}
	mustBe(t, results[:1], 0)
	mustBe(t, results[2:], 2)
}

// TestBatchBreaks lets one of three nodes break in the middle of its answer, stall, and answer
// after the caller has left: reads are repeated, writes are in doubt, and what the other nodes answered counts.
func TestBatchBreaks(t *testing.T) {
	cluster, c := open(t, 3, quick())
	var entries []BatchEntry
	var writes []bool
	for i, key := range stored(t, c, 60) {
		if i%7 == 0 {
			entries = append(entries, BatchDelete(aero.StringKey("test", "gone", fmt.Sprint(i)), nil))
		} else {
			entries = append(entries, BatchGet(key))
		}
		writes = append(writes, i%7 == 0)
	}
	// The first batch makes the connections.
	if _, err := c.Batch(t.Context(), entries, nil); err != nil {
		t.Fatal(err)
	}
	cluster.Node(1).SetFault(sim.Fault{CutAfter: 100, Times: 1})
	results, err := c.Batch(t.Context(), entries, nil)
	doubtful := 0
	for i := range results {
		var e *Error
		switch {
		case writes[i] && errors.As(results[i].Err, &e) && e.InDoubt:
			doubtful++
		case writes[i] && !errors.Is(results[i].Err, aero.CodeNotFound):
			t.Errorf("entry %d: %v", i, results[i].Err)
		case !writes[i]:
			mustBe(t, results[i:i+1], i)
		}
	}
	if (doubtful > 0) != (err != nil) {
		t.Errorf("%d writes in doubt, %v", doubtful, err)
	}
	cluster.Node(2).SetFault(sim.Fault{Stall: true})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := c.Batch(ctx, entries, nil); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatal(err)
	}
	cluster.Node(2).SetFault(sim.Fault{})
	if _, err := c.Batch(t.Context(), entries, nil); err != nil {
		t.Fatal(err)
	}
}
