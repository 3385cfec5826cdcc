package conformance

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"testing"

	as "github.com/aerospike/aerospike-client-go/v8"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/aero/cdt"
	"github.com/aerolith/aerolith/aero/expr"
	"github.com/aerolith/aerolith/aero/op"
	"github.com/aerolith/aerolith/client"
)

// TestBesideExpressions compares the bytes of expressions of both clients.
func TestBesideExpressions(t *testing.T) {
	list, blob, hll := expr.ListBin("l"), expr.Bin(expr.TypeBlob, "b"), expr.Bin(expr.TypeHLL, "h")
	theirList, theirBlob, theirHLL := as.ExpListBin("l"), as.ExpBlobBin("b"), as.ExpHLLBin("h")
	one, two := as.ExpIntVal(1), as.ExpIntVal(2)
	cases := map[string]struct {
		ours   expr.Expression
		theirs *as.Expression
	}{
		"compare": {expr.Greater(expr.IntBin("n"), expr.Int(5)), as.ExpGreater(as.ExpIntBin("n"), as.ExpIntVal(5))},
		"and": {
			expr.And(expr.KeyExists(), expr.Not(expr.IsTombstone())), as.ExpAnd(as.ExpKeyExists(), as.ExpNot(as.ExpIsTombstone())),
		},
		"list size": {expr.On(list, expr.TypeInt, cdt.List("").Size()), as.ExpListSize(theirList)},
		"list rank": {
			expr.On(list, expr.TypeInt, cdt.List("").GetByRank(2, cdt.ReturnValue)),
			as.ExpListGetByRank(as.ListReturnTypeValue, as.ExpTypeINT, two, theirList),
		},
		"list values": {
			expr.On(list, expr.TypeInt, cdt.List("").GetByValues([]any{1, 2}, cdt.ReturnCount)),
			as.ExpListGetByValueList(as.ListReturnTypeCount, as.ExpListVal(as.NewValue(1), as.NewValue(2)), theirList),
		},
		"list in a map": {
			expr.On(expr.MapBin("m"), expr.TypeInt, cdt.List("", cdt.Key("k")).Size()),
			as.ExpListSize(as.ExpMapBin("m"), as.CtxMapKey(as.NewValue("k"))),
		},
		"map key": {
			expr.On(expr.MapBin("m"), expr.TypeInt, cdt.Map("").GetByKey("k", cdt.ReturnValue)),
			as.ExpMapGetByKey(as.MapReturnType.VALUE, as.ExpTypeINT, as.ExpStringVal("k"), as.ExpMapBin("m")),
		},
		"bits":   {expr.On(blob, expr.TypeInt, op.Bits("").Count(1, 2)), as.ExpBitCount(one, two, theirBlob)},
		"sketch": {expr.On(hll, expr.TypeInt, op.HLL("").Count()), as.ExpHLLGetCount(theirHLL)},
		"sketch may contain": {
			expr.On(hll, expr.TypeInt, op.HLL("").MayContain([]any{"a"})),
			as.ExpHLLMayContain(as.ExpListVal(as.NewValue("a")), theirHLL),
		},
	}
	for name, c := range cases {
		got, err := c.ours.Encode()
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		want, failure := c.theirs.Base64()
		must(t, name, failure)
		if text := base64.StdEncoding.EncodeToString(got); text != want {
			theirBytes, _ := base64.StdEncoding.DecodeString(want)
			t.Errorf("%s: %x, theirs %x", name, got, theirBytes)
		}
	}
}

// aggregation sums up by group.
const aggregation = `
function sums(stream, bin)
  return stream : map(function(record) return record[bin] end) : reduce(function(a, b) return a + b end)
end
`

// TestBesideAggregation runs the same stream function, and the same function in a batch, with both clients.
func TestBesideAggregation(t *testing.T) {
	theirs, ours := beside(t)
	set, ctx := setOf(t), t.Context()
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "sums.lua"), []byte(aggregation), 0o600); err != nil {
		t.Fatal(err)
	}
	as.SetLuaPath(folder + "/")
	if err := ours.RegisterModule(ctx, "sums.lua", []byte(aggregation)); err != nil {
		t.Fatal(err)
	}
	if err := ours.RegisterModule(ctx, "twice.lua", []byte("function twice(r, bin) return r[bin] * 2 end")); err != nil {
		t.Fatal(err)
	}
	var theirKeys []*as.Key
	var entries []client.BatchEntry
	for i := range 50 {
		key := keyIn(t, set, i)
		must(t, "put", theirs.Put(nil, key, as.BinMap{"n": i}))
		theirKeys = append(theirKeys, key)
		entries = append(entries, client.BatchExecute(aero.IntKey(namespace, set, int64(i)), "twice", "twice", []any{"n"}, nil))
	}
	found, failure := theirs.QueryAggregate(nil, as.NewStatement(namespace, set), "sums", "sums", as.NewValue("n"))
	must(t, "aggregate", failure)
	var want any
	for result := range found.Results() {
		must(t, "aggregate", result.Err)
		want = result.Record.Bins["SUCCESS"]
	}
	a := client.Aggregation{Namespace: namespace, Set: set, Module: "sums", Function: "sums", Arguments: []any{"n"}}
	for got, err := range ours.Aggregate(ctx, a, nil) {
		if err != nil || got != int64(49*25) || want != float64(49*25) && want != 49*25 {
			t.Fatalf("ours %v, %v; theirs %#v", got, err, want)
		}
	}
	theirResults, failure := theirs.BatchExecute(nil, nil, theirKeys, "twice", "twice", as.NewValue("n"))
	must(t, "batch", failure)
	ourResults, err := ours.Batch(ctx, entries, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := range ourResults {
		got, err := ourResults[i].Returned()
		if err != nil || plain(got) != theirResults[i].Record.Bins["SUCCESS"] {
			t.Errorf("entry %d: ours %v, %v; theirs %v", i, got, err, theirResults[i].Record.Bins)
		}
	}
}
