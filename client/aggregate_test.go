package client_test

import (
	"errors"
	"reflect"
	"testing"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/aerolithtest"
	"github.com/aerolith/aerolith/client"
)

// statistics are stream functions: sums by group, a sum that requires another module, one that fails on nodes and one that
// gives many results.
const statistics = `
local tools = require("tools")

function sums(stream, bin)
  return stream : aggregate(map(), function(groups, record)
    local group = tostring(record.group)
    groups[group] = (groups[group] or 0) + record[bin]
    return groups
  end) : reduce(function(a, b) return map.merge(a, b, function(x, y) return x + y end) end)
end

function total(stream) return stream : map(function(record) return record.n end) : reduce(tools.add) end
function broken(stream) return stream : map(function(record) return nothing.at.all end) end
function all(stream) return stream : map(function(record) return record.n end) end
`

// TestAggregate runs stream functions over scans and a query: nodes do the first part, the client the rest.
func TestAggregate(t *testing.T) {
	c := connect(t, aerolithtest.NewServer(t).Address(), nil)
	ctx := t.Context()
	must(t, c.RegisterModule(ctx, "tools.lua", []byte("return {add = function(a, b) return a + b end}")))
	must(t, c.RegisterModule(ctx, "statistics.lua", []byte(statistics)))
	for i := range 300 {
		must(t, c.Put(ctx, aero.IntKey("test", "numbers", int64(i)), client.Bins{"n": i, "group": i % 2}, nil))
	}
	must(t, c.CreateIndex(ctx, aero.IndexDefinition{Namespace: "test", Set: "numbers", Name: "n", Bin: "n", Type: aero.ParticleInteger}))
	must(t, c.IndexReady(ctx, "test", "n"))
	where := client.Between("n", 1, 10)
	run := func(a client.Aggregation) (results []any, err error) {
		a.Namespace, a.Set, a.Module = "test", "numbers", "statistics"
		for value, err := range c.Aggregate(ctx, a, nil) {
			if err != nil {
				return results, err
			}
			results = append(results, value)
		}
		return results, nil
	}
	results, err := run(client.Aggregation{Function: "sums", Arguments: []any{"n"}})
	must(t, err)
	groups, ok := results[0].(aero.Map)
	if !ok || len(results) != 1 {
		t.Fatalf("%v", results)
	}
	even, _ := groups.Get("0")
	odd, _ := groups.Get("1")
	if even != int64(149*150) || odd != int64(150*150) {
		t.Fatalf("%v, %v", even, odd)
	}
	results, err = run(client.Aggregation{Function: "total", Where: &where, Source: []byte(statistics)})
	if err != nil || !reflect.DeepEqual(results, []any{int64(55)}) {
		t.Fatalf("%v, %v", results, err)
	}
	if _, err = run(client.Aggregation{Function: "broken"}); !errors.Is(err, aero.CodeUDFExecution) {
		t.Fatal(err)
	}
	if _, err = run(client.Aggregation{Function: "total", Source: []byte("no lua")}); err == nil {
		t.Fatal("not compiled")
	}
	seen := 0
	for _, err := range c.Aggregate(ctx, client.Aggregation{Namespace: "test", Set: "numbers", Module: "statistics", Function: "all"}, nil) {
		must(t, err)
		if seen++; seen == 5 {
			break
		}
	}
	var e *client.Error
	for _, err = range c.Aggregate(ctx, client.Aggregation{Namespace: "test", Module: "missing", Function: "f"}, nil) {
		if !errors.As(err, &e) {
			t.Fatal(err)
		}
	}
	entries := []client.BatchEntry{client.BatchExecute(aero.IntKey("test", "numbers", 1), "missing", "f", []any{1}, nil)}
	batch, err := c.Batch(ctx, entries, nil)
	must(t, err)
	if _, err := batch[0].Returned(); !errors.Is(err, aero.CodeUDFExecution) {
		t.Fatal(err)
	}
}
