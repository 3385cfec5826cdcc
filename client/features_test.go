package client_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/aero/cdt"
	"github.com/aerolith/aerolith/aero/expr"
	"github.com/aerolith/aerolith/aero/op"
	"github.com/aerolith/aerolith/aerolithtest"
	"github.com/aerolith/aerolith/client"
	"github.com/aerolith/aerolith/wire"
)

// TestExpressionsOnSteps evaluates operations on lists, maps, bits and HyperLogLogs inside of expressions, on a server.
func TestExpressionsOnSteps(t *testing.T) {
	c := connect(t, aerolithtest.NewServer(t).Address(), nil)
	ctx, key := t.Context(), aero.StringKey("test", "demo", "steps")
	must(t, c.Put(ctx, key, client.Bins{
		"list": []any{3, 1, 2}, "map": map[string]any{"a": []any{7, 8}, "b": 2}, "blob": []byte{0xf0, 1},
	}, nil))
	_, err := c.Apply(ctx, key, nil, op.HLL("seen").Add([]any{"anna", "bert"}, 8, 0))
	must(t, err)
	list, mapped, blob := expr.ListBin("list"), expr.MapBin("map"), expr.Bin(expr.TypeBlob, "blob")
	cases := []struct {
		name string
		expr expr.Expression
		want any
	}{
		{"size", expr.On(list, expr.TypeInt, cdt.List("").Size()), int64(3)},
		{"rank", expr.On(list, expr.TypeInt, cdt.List("").GetByRank(-1, cdt.ReturnValue)), int64(3)},
		{"values", expr.On(list, expr.TypeInt, cdt.List("").GetByValues([]any{1, 2, 9}, cdt.ReturnCount)), int64(2)},
		{"path", expr.On(mapped, expr.TypeInt, cdt.List("", cdt.Key("a")).Get(1)), int64(8)},
		{"map", expr.On(mapped, expr.TypeInt, cdt.Map("").GetByKey("b", cdt.ReturnValue)), int64(2)},
		{"bits", expr.On(blob, expr.TypeInt, op.Bits("").Count(0, 16)), int64(5)},
		{"changed", expr.On(expr.On(list, expr.TypeList, cdt.List("").Append(4)), expr.TypeInt, cdt.List("").Size()), int64(4)},
		{"may contain", expr.On(expr.Bin(expr.TypeHLL, "seen"), expr.TypeInt, op.HLL("").MayContain([]any{"anna"})), int64(1)},
		{"may not", expr.On(expr.Bin(expr.TypeHLL, "seen"), expr.TypeInt, op.HLL("").MayContain([]any{"zoe"})), int64(0)},
	}
	for _, one := range cases {
		operation, err := expr.Read("x", one.expr, 0)
		must(t, err)
		record, err := c.Operate(ctx, key, []aero.Operation{operation}, nil)
		if err != nil {
			t.Errorf("%s: %v", one.name, err)
			continue
		}
		if got, err := record.Value("x"); err != nil || got != one.want {
			t.Errorf("%s: %v, %v; want %v", one.name, got, err, one.want)
		}
	}
	if _, err := expr.On(list, expr.TypeInt, op.Put("x", 1)).Encode(); !errors.Is(err, expr.ErrExpression) {
		t.Error(err)
	}
}

// TestWalks scans one node, a projection by operations, in a short query and with all consistencies of reads.
func TestWalks(t *testing.T) {
	cluster := aerolithtest.NewCluster(t, 3)
	c := connect(t, cluster.Hosts()[0], nil)
	ctx := t.Context()
	for i := range int64(60) {
		must(t, c.Put(ctx, aero.IntKey("test", "demo", i), client.Bins{"n": i}, &client.WritePolicy{MasterOnly: true}))
	}
	sum := 0
	for _, n := range c.Nodes() {
		for _, err := range c.Scan(ctx, "test", "demo", &client.ScanPolicy{Node: n.Name, MaxConcurrentNodes: 1}) {
			must(t, err)
			sum++
		}
	}
	if sum != 60 {
		t.Fatalf("%d records on all nodes together", sum)
	}
	for _, err := range c.Scan(ctx, "test", "", &client.ScanPolicy{Node: "nobody", Timing: client.Timing{Total: 1}}) {
		if !errors.Is(err, client.ErrNoNode) {
			t.Fatal(err)
		}
	}
	for consistency := client.ReadSession; consistency <= client.ReadUnavailable; consistency++ {
		_, err := c.Get(ctx, aero.IntKey("test", "demo", 1), &client.ReadPolicy{Consistency: consistency})
		must(t, err)
	}
	server := connect(t, aerolithtest.NewServer(t).Address(), nil)
	must(t, server.Put(ctx, aero.IntKey("test", "demo", 1), client.Bins{"n": 1, "list": []any{1, 2}}, nil))
	size, err := op.All(cdt.List("list").Size())
	must(t, err)
	for record, err := range server.Scan(ctx, "test", "demo", &client.ScanPolicy{Operations: size}) {
		must(t, err)
		if n, err := client.ValueAs[int64](record, "list"); err != nil || n != 2 {
			t.Fatalf("%d, %v", n, err)
		}
	}
}

// TestWarmUp opens connections in advance, and finds them in the statistics.
func TestWarmUp(t *testing.T) {
	cluster := aerolithtest.NewCluster(t, 2)
	c := connect(t, cluster.Hosts()[0], func(o *client.Options) { o.MaxConnsPerNode = 6 })
	must(t, c.WarmUp(t.Context(), 5))
	must(t, c.Put(t.Context(), aero.IntKey("test", "demo", 1), client.Bins{"n": 1}, nil))
	stats := c.Stats()
	succeeded := uint64(0)
	for _, n := range stats.Nodes {
		if n.Connections < 5 || !n.Usable || n.Racks["test"] != 0 {
			t.Errorf("%+v", n)
		}
		succeeded += n.Succeeded
	}
	if len(stats.Nodes) != 2 || succeeded != 1 || stats.Rounds == 0 || stats.Passive || !c.Connected() {
		t.Errorf("%+v", stats)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := c.WarmUp(ended, 6); err == nil {
		t.Error("warm without a context")
	}
	c.Close()
	if c.Connected() {
		t.Error("connected after the end")
	}
}

// TestMinConns keeps connections open, and opens them again when the node has closed them.
func TestMinConns(t *testing.T) {
	cluster := aerolithtest.NewCluster(t, 2)
	c := connect(t, cluster.Hosts()[0], func(o *client.Options) { o.MinConnsPerNode, o.TendInterval = 4, 20*time.Millisecond })
	warm := func() bool {
		for _, n := range c.Nodes() {
			if n.Connections < 4 {
				return false
			}
		}
		return len(c.Nodes()) == 2
	}
	soon(t, "warm", warm)
	options := c.Options()
	options.MaxConnsPerNode = 3
	if err := c.Reconfigure(t.Context(), options); !errors.Is(err, client.ErrOptions) {
		t.Fatal(err)
	}
	options.MaxConnsPerNode = 5
	must(t, c.Reconfigure(t.Context(), options))
	soon(t, "warm again", warm)
}

// TestPayload sends a write that the caller has encoded, and refuses bytes that are none.
func TestPayload(t *testing.T) {
	c := connect(t, aerolithtest.NewServer(t).Address(), nil)
	ctx, key := t.Context(), aero.IntKey("test", "demo", 5)
	operations, err := op.All(op.Put("n", 9))
	must(t, err)
	payload, err := wire.AppendRecordRequest(nil, &aero.RecordCommand{
		Namespace: key.Namespace, Set: key.Set, Digest: key.Digest, Flags: aero.FlagWrite, Operations: operations,
	})
	must(t, err)
	must(t, c.PutPayload(ctx, key, payload, nil))
	record, err := c.Get(ctx, key, nil)
	must(t, err)
	if n, err := client.ValueAs[int64](record, "n"); err != nil || n != 9 {
		t.Fatalf("%d, %v", n, err)
	}
	for _, bad := range [][]byte{nil, payload[:9], append(payload, 0)} {
		if err := c.PutPayload(ctx, key, bad, nil); !errors.Is(err, client.ErrPayload) {
			t.Error(err)
		}
	}
}

// TestBackgroundFunction applies a function to many records while nobody waits.
func TestBackgroundFunction(t *testing.T) {
	c := connect(t, aerolithtest.NewServer(t).Address(), nil)
	ctx := t.Context()
	must(t, c.RegisterModule(ctx, "raise.lua", []byte("function by(r, n) r.n = r.n + n; aerospike:update(r) end")))
	for i := range int64(20) {
		must(t, c.Put(ctx, aero.IntKey("test", "demo", i), client.Bins{"n": i}, nil))
	}
	job, err := c.Start(ctx, client.Background{Namespace: "test", Set: "demo", Module: "raise", Function: "by", Arguments: []any{100}})
	must(t, err)
	must(t, job.Wait(ctx))
	results, err := c.Batch(ctx, client.BatchGets([]aero.Key{aero.IntKey("test", "demo", 3)}), nil)
	must(t, err)
	if n, err := client.ValueAs[int64](results[0].Record.Clone(), "n"); err != nil || n != 103 {
		t.Fatalf("%d, %v", n, err)
	}
	if err := c.SetShippingFilter(ctx, "dc", "test", nil); err == nil {
		t.Error("shipping where there is none")
	}
}

// TestCompress sends compressible requests in compressed form where servers take them, and as they are where they do not,
// with one warning.
func TestCompress(t *testing.T) {
	var told events
	observe := func(o *client.Options) { o.Observe = told.observe }
	plain := connect(t, aerolithtest.NewServer(t).Address(), observe)
	takes := connect(t, aerolithtest.NewServer(t, aerolithtest.WithEnterprise()).Address(), nil)
	ctx, long := t.Context(), strings.Repeat("compress me ", 100)
	for i, c := range []*client.Client{plain, takes} {
		for round := range int64(2) {
			key := aero.IntKey("test", "demo", round)
			must(t, c.Put(ctx, key, client.Bins{"text": long}, &client.WritePolicy{Compress: true}))
			record, err := c.Get(ctx, key, &client.ReadPolicy{Compress: true})
			must(t, err)
			results, err := c.Batch(ctx, client.BatchGets([]aero.Key{key, key, key, key, key, key, key, key, key}), &client.BatchPolicy{Compress: true})
			must(t, err)
			for _, one := range []*client.Record{record, results[8].Record} {
				if text, err := client.ValueAs[string](one, "text"); err != nil || text != long {
					t.Fatalf("client %d: %q, %v", i, text, err)
				}
			}
		}
	}
	if told.count(client.EventDegraded) != 1 || client.FeatureCompression.String() != "compression" {
		t.Fatalf("%d warnings", told.count(client.EventDegraded))
	}
}
