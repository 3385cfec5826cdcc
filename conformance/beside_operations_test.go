package conformance

import (
	"reflect"
	"testing"

	as "github.com/aerospike/aerospike-client-go/v8"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/aero/cdt"
	"github.com/aerolith/aerolith/aero/op"
)

// TestBesideOperations carries out the same operations with both clients on two records: what they return and what they
// leave is the same.
func TestBesideOperations(t *testing.T) {
	theirs, ours := beside(t)
	set := setOf(t)
	theirKey, ourKey := keyIn(t, set, "theirs"), aero.StringKey(namespace, set, "ours")
	list, ordered, in := as.NewListPolicy(as.ListOrderUnordered, as.ListWriteFlagsDefault), as.NewMapPolicy(as.MapOrder.KEY_ORDERED, as.MapWriteMode.UPDATE), as.CtxMapKey(as.NewValue("in"))
	l, m, b, h := cdt.List("l"), cdt.Map("m").Under(aero.MapKeyOrdered, 0), op.Bits("b"), op.HLL("h")
	bits := as.DefaultBitPolicy()
	pairs := []struct {
		name   string
		theirs *as.Operation
		ours   op.Step
	}{
		{"append", as.ListAppendWithPolicyOp(list, "l", 5), l.Append(5)},
		{"append all", as.ListAppendWithPolicyOp(list, "l", 3, 9, 1), l.AppendAll(3, 9, 1)},
		{"insert", as.ListInsertOp("l", 1, 7), l.Insert(1, 7)},
		{"set", as.ListSetOp("l", 0, 6), l.Set(0, 6)},
		{"increment", as.ListIncrementOp("l", 0, 4), l.Increment(0, 4)},
		{"sort", as.ListSortOp("l", as.ListSortFlagsDescending), l.Sort(cdt.SortDescending)},
		{"size", as.ListSizeOp("l"), l.Size()},
		{"get", as.ListGetOp("l", 1), l.Get(1)},
		{"get range", as.ListGetRangeOp("l", 1, 2), l.GetRange(1, 2)},
		{"get range from", as.ListGetRangeFromOp("l", 2), l.GetRange(2, -1)},
		{"by index", as.ListGetByIndexOp("l", -1, as.ListReturnTypeValue), l.GetByIndex(-1, cdt.ReturnValue)},
		{"by index range", as.ListGetByIndexRangeOp("l", 1, as.ListReturnTypeRank), l.GetByIndexRange(1, -1, cdt.ReturnRank)},
		{"by rank", as.ListGetByRankOp("l", 0, as.ListReturnTypeIndex), l.GetByRank(0, cdt.ReturnIndex)},
		{"by rank range", as.ListGetByRankRangeCountOp("l", 0, 2, as.ListReturnTypeValue), l.GetByRankRange(0, 2, cdt.ReturnValue)},
		{"by value", as.ListGetByValueOp("l", 7, as.ListReturnTypeIndex), l.GetByValue(7, cdt.ReturnIndex)},
		{"by values", as.ListGetByValueListOp("l", []any{1, 9}, as.ListReturnTypeCount), l.GetByValues([]any{1, 9}, cdt.ReturnCount)},
		{"by interval", as.ListGetByValueRangeOp("l", 3, 9, as.ListReturnTypeValue), l.GetByInterval(3, 9, cdt.ReturnValue)},
		{"by relative rank", as.ListGetByValueRelativeRankRangeCountOp("l", 4, 0, 2, as.ListReturnTypeValue), l.GetByRelativeRank(4, 0, 2, cdt.ReturnValue)},
		{"remove by value", as.ListRemoveByValueOp("l", 9, as.ListReturnTypeCount), l.RemoveByValue(9, cdt.ReturnCount)},
		{"pop", as.ListPopOp("l", 0), l.Pop(0)},
		{"trim", as.ListTrimOp("l", 0, 2), l.Trim(0, 2)},
		{"map put", as.MapPutOp(ordered, "m", "a", 1), m.Put("a", 1)},
		{"map put items", as.MapPutItemsOp(ordered, "m", map[any]any{"b": 2, "c": 3}), m.PutAll(map[any]any{"b": 2, "c": 3})},
		{"map increment", as.MapIncrementOp(ordered, "m", "a", 5), m.Increment("a", 5)},
		{"map by key", as.MapGetByKeyOp("m", "b", as.MapReturnType.VALUE), m.GetByKey("b", cdt.ReturnValue)},
		{"map by key list", as.MapGetByKeyListOp("m", []any{"a", "c"}, as.MapReturnType.VALUE), m.GetByKeys([]any{"a", "c"}, cdt.ReturnValue)},
		{"map by key range", as.MapGetByKeyRangeOp("m", "a", "c", as.MapReturnType.KEY), m.GetByKeyInterval("a", "c", cdt.ReturnKey)},
		{"map by index", as.MapGetByIndexOp("m", 0, as.MapReturnType.KEY), m.GetByIndex(0, cdt.ReturnKey)},
		{"map by rank", as.MapGetByRankOp("m", -1, as.MapReturnType.KEY), m.GetByRank(-1, cdt.ReturnKey)},
		{"map by rank range", as.MapGetByRankRangeCountOp("m", 0, 2, as.MapReturnType.KEY), m.GetByRankRange(0, 2, cdt.ReturnKey)},
		{"map by value", as.MapGetByValueOp("m", 3, as.MapReturnType.KEY), m.GetByValue(3, cdt.ReturnKey)},
		{"map by relative index", as.MapGetByKeyRelativeIndexRangeCountOp("m", "b", 0, 1, as.MapReturnType.KEY), m.GetByKeyRelativeIndex("b", 0, 1, cdt.ReturnKey)},
		{"map remove", as.MapRemoveByKeyOp("m", "c", as.MapReturnType.VALUE), m.RemoveByKey("c", cdt.ReturnValue)},
		{"map in map", as.MapPutOp(ordered, "m", "in", map[any]any{}), m.Put("in", map[any]any{})},
		{"deep put", as.MapPutOp(ordered, "m", "x", 1, in), cdt.Map("m", cdt.Key("in")).Under(aero.MapKeyOrdered, 0).Put("x", 1)},
		{"deep get", as.MapGetByKeyOp("m", "x", as.MapReturnType.VALUE, in), cdt.Map("m", cdt.Key("in")).GetByKey("x", cdt.ReturnValue)},
		{"map size", as.MapSizeOp("m"), m.Size()},
		{"bits resize", as.BitResizeOp(bits, "b", 4, as.BitResizeFlagsDefault), b.Resize(4, 0)},
		{"bits set", as.BitSetOp(bits, "b", 4, 8, []byte{0xab}), b.Set(4, 8, []byte{0xab})},
		{"bits or", as.BitOrOp(bits, "b", 0, 8, []byte{0x11}), b.Or(0, 8, []byte{0x11})},
		{"bits xor", as.BitXorOp(bits, "b", 8, 8, []byte{0xff}), b.Xor(8, 8, []byte{0xff})},
		{"bits not", as.BitNotOp(bits, "b", 16, 8), b.Not(16, 8)},
		{"bits shift", as.BitLShiftOp(bits, "b", 0, 16, 3), b.ShiftLeft(0, 16, 3)},
		{"bits add", as.BitAddOp(bits, "b", 24, 8, 200, false, as.BitOverflowActionWrap), b.Add(24, 8, 200, op.Unsigned, op.OverflowWrap)},
		{"bits get", as.BitGetOp("b", 3, 20), b.Get(3, 20)},
		{"bits count", as.BitCountOp("b", 0, 32), b.Count(0, 32)},
		{"bits scan", as.BitLScanOp("b", 0, 32, true), b.ScanLeft(0, 32)},
		{"bits int", as.BitGetIntOp("b", 24, 8, true), b.GetInt(24, 8, op.Signed)},
		{"sketch add", as.HLLAddOp(as.DefaultHLLPolicy(), "h", []as.Value{as.NewValue("a"), as.NewValue(1)}, 8, -1), h.Add([]any{"a", 1}, 8, -1)},
		{"sketch count", as.HLLGetCountOp("h"), h.Count()},
		{"sketch describe", as.HLLDescribeOp("h"), h.Describe()},
	}
	for _, pair := range pairs {
		their, failure := theirs.Operate(nil, theirKey, pair.theirs)
		our, err := ours.Apply(t.Context(), ourKey, nil, pair.ours)
		if theirCode(failure) != codeOf(err) {
			t.Errorf("%s: theirs %v, ours %v", pair.name, failure, err)
			continue
		}
		if err != nil {
			t.Errorf("%s: both failed: %v", pair.name, err)
			continue
		}
		for _, bin := range our.Bins {
			value, err := bin.Value.Value()
			if want := their.Bins[bin.Name]; err != nil || !reflect.DeepEqual(plain(value), want) {
				t.Errorf("%s: theirs %#v, ours %#v, %v", pair.name, want, plain(value), err)
			}
		}
	}
	left, failure := theirs.Get(nil, theirKey)
	must(t, "get", failure)
	same, failure := theirs.Get(nil, keyIn(t, set, "ours"))
	must(t, "get", failure)
	if !reflect.DeepEqual(left.Bins, same.Bins) || left.Generation != same.Generation {
		t.Errorf("left by theirs %v\n left by ours %v", left.Bins, same.Bins)
	}
}
