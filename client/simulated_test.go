package client

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/aero/cdt"
	"github.com/aerolith/aerolith/aero/expr"
	"github.com/aerolith/aerolith/aero/op"
	"github.com/aerolith/aerolith/internal/sim"
)

// numbersOn stores records 0 to count-1 with a number and a list, and indexes the numbers.
func numbersOn(t *testing.T, c *Client, count int) {
	t.Helper()
	for i := range count {
		if _, err := c.Apply(t.Context(), aero.IntKey("test", "demo", int64(i)), nil, op.Put("n", i), cdt.List("l").AppendAll(i, i+1)); err != nil {
			t.Fatal(err)
		}
	}
	definition := aero.IndexDefinition{Namespace: "test", Set: "demo", Name: "n", Bin: "n", Type: aero.ParticleInteger}
	if err := c.CreateIndex(t.Context(), definition); err != nil {
		t.Fatal(err)
	}
	if err := c.IndexReady(t.Context(), "test", "n"); err != nil {
		t.Fatal(err)
	}
}

// findings counts how often a query by number gives each record.
func findings(t *testing.T, c *Client, from, to int64) map[int64]int {
	t.Helper()
	counts := make(map[int64]int)
	for r, err := range c.Query(t.Context(), "test", "demo", Between("n", from, to), nil) {
		if err != nil {
			t.Fatal(err)
		}
		n, err := ValueAs[int64](r, "n")
		if err != nil {
			t.Fatal(err)
		}
		counts[n]++
	}
	return counts
}

// TestSimulatedCollections changes lists and sketches on nodes of which one dies then: what was answered is on the others, the
// generation counts on, and filters see it.
func TestSimulatedCollections(t *testing.T) {
	cluster, c := open(t, 3, resilient())
	ctx, key := t.Context(), keyOn(cluster, 1)
	for i := range 3 {
		if _, err := c.Apply(ctx, key, nil, cdt.List("l").Append(i), op.HLL("h").Add([]any{i}, 8, 0)); err != nil {
			t.Fatal(err)
		}
	}
	mustPut(t, c, key, 7)
	cluster.Kill(1)
	eventually(t, "the node is gone", func() bool { return len(c.Nodes()) == 2 })
	record, err := c.Apply(ctx, key, nil, cdt.List("l").Append(3), op.HLL("h").Count(), op.Get("n"))
	if err != nil {
		t.Fatal(err)
	}
	values := []int64{}
	for _, bin := range record.Bins {
		n, err := bin.Value.Value()
		if i, ok := n.(int64); ok && err == nil {
			values = append(values, i)
		}
	}
	if len(values) != 3 || values[0] != 4 || values[1] != 3 || values[2] != 7 || record.Generation != 5 {
		t.Fatalf("%v, generation %d", values, record.Generation)
	}
	for n, want := range map[int64]error{7: nil, 8: aero.CodeFilteredOut} {
		filter, err := expr.Equal(expr.IntBin("n"), expr.Int(n)).Encode()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Get(ctx, key, &ReadPolicy{Filter: filter}); !errors.Is(err, want) {
			t.Errorf("filter %d: %v", n, err)
		}
	}
}

// TestSimulatedQuery queries nodes while answers are cut and a node dies: each record is found exactly once.
func TestSimulatedQuery(t *testing.T) {
	cluster, c := open(t, 3, resilient())
	numbersOn(t, c, 60)
	for round := range 3 {
		switch round {
		case 1:
			cluster.Node(0).SetFault(sim.Fault{Times: 2, CutAfter: 200})
		case 2:
			cluster.Kill(2)
		}
		counts := findings(t, c, 10, 49)
		for n := range int64(60) {
			want := 0
			if n >= 10 && n < 50 {
				want = 1
			}
			if counts[n] != want {
				t.Errorf("round %d: record %d found %d times", round, n, counts[n])
			}
		}
	}
}

// TestSimulatedAggregation sums up a bin over nodes, one of which has died, and changes all records in the background before.
func TestSimulatedAggregation(t *testing.T) {
	cluster, c := open(t, 3, resilient())
	ctx := t.Context()
	numbersOn(t, c, 20)
	source := `
function sum(stream) return stream : map(function(r) return r.n end) : reduce(function(a, b) return a + b end) end
function raise(r, by) r.n = r.n + by aerospike:update(r) end`
	if err := c.RegisterModule(ctx, "sums.lua", []byte(source)); err != nil {
		t.Fatal(err)
	}
	job, err := c.Start(ctx, Background{Namespace: "test", Set: "demo", Module: "sums", Function: "raise", Arguments: []any{100}})
	if err != nil {
		t.Fatal(err)
	}
	if err := job.Wait(ctx); err != nil {
		t.Fatal(err)
	}
	cluster.Kill(0)
	eventually(t, "the node is gone", func() bool { return len(c.Nodes()) == 2 })
	for sum, err := range c.Aggregate(ctx, Aggregation{Namespace: "test", Set: "demo", Module: "sums", Function: "sum"}, nil) {
		if err != nil || sum != int64(190+20*100) {
			t.Fatalf("%v, %v", sum, err)
		}
	}
}

// TestSimulatedTransaction moves a number between records of two nodes while one of them dies: it arrives, exactly once.
func TestSimulatedTransaction(t *testing.T) {
	cluster, c := open(t, 3, resilient())
	ctx, from, to := t.Context(), keyOn(cluster, 0), keyOn(cluster, 1)
	mustPut(t, c, from, 10)
	err := c.Transact(ctx, TransactionOptions{Timeout: 2 * time.Minute}, func(ctx context.Context, tr *Transaction) error {
		with := &WritePolicy{Transaction: tr}
		if _, err := c.Apply(ctx, from, with, op.Add("n", -3)); err != nil {
			return err
		}
		cluster.Kill(1)
		_, err := c.Apply(ctx, to, with, op.Add("n", 3))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	mustGet(t, c, from, 7)
	mustGet(t, c, to, 3)
}
