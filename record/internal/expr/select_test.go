package expr

import (
	"testing"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/internal/exprcode"
	"github.com/aerolith/aerolith/record/internal/cdt/pack"
)

// The numbers of paths in these tests.
const (
	pathIndex, pathRank, pathKey, pathValue, pathTruth, pathKeys = 0, 1, 2, 3, 4, 10
	pathAnd                                                      = 0x204

	tree, values, keysOnly, both, apply, lenient = 0, 1, 2, 3, 4, 0x10
)

// selection returns the operand of a selection.
func selection(path []any, flags int, modify ...any) []any {
	return append([]any{callSelect, path, flags}, modify...)
}

// The variables of the member under work.
var (
	theValue = code(exprcode.Builtin, int(TypeInt), builtinValue)
	theKey   = code(exprcode.Builtin, int(TypeString), builtinKey)
	theIndex = code(exprcode.Builtin, int(TypeInt), builtinIndex)
	isLarge  = code(exprcode.Greater, theValue, 10)
)

// shops is the value that the tests select from: a map of maps.
var shops = pairs{"a", pairs{"p", 5, "q", 20}, "b", pairs{"p", 15}, "n", 7}

// TestSelect selects from a map of maps, a list and an ordered list.
func TestSelect(t *testing.T) {
	every := []any{pathTruth, true}
	list := []any{3, 12, 40, 12}
	for _, c := range []struct {
		from    any
		operand []any
		want    any
		code    aero.ResultCode
	}{
		{shops, selection(append(every, pathTruth, isLarge), values), []any{20, 15}, 0},
		{shops, selection(append(every, pathTruth, isLarge), keysOnly), []any{"q", "p"}, 0},
		{shops, selection(append(every, pathTruth, isLarge), both), []any{"q", 20, "p", 15}, 0},
		{shops, selection(append(every, pathTruth, isLarge), tree), raw(unmarked(
			"a", raw(unmarked("q", 20)), "b", raw(unmarked("p", 15)), "n", 7)), 0},
		{shops, selection([]any{pathKey, "a", pathTruth, true}, values), []any{5, 20}, 0},
		{shops, selection([]any{pathKeys, []any{"b", "n", "z"}}, keysOnly), []any{"b", "n"}, 0},
		{shops, selection([]any{pathTruth, code(exprcode.Equal, theKey, "n")}, values), []any{7}, 0},
		{shops, selection([]any{pathIndex, -1}, both), []any{"n", 7}, 0},
		{shops, selection([]any{pathIndex, 9}, both), []any{}, 0},
		{shops, selection([]any{pathKey, "n", pathAnd, code(exprcode.Greater, theValue, 7)}, values), []any{}, 0},
		{shops, selection([]any{pathTruth, isLarge}, values), nil, aero.CodeParameter}, // unknown for the maps
		{shops, selection([]any{pathTruth, isLarge}, values|lenient), []any{}, 0},
		{shops, selection([]any{pathTruth | 0x10, true}, values), nil, aero.CodeParameter},
		{list, selection([]any{pathTruth, isLarge}, values), []any{12, 40, 12}, 0},
		{list, selection([]any{pathTruth, code(exprcode.Greater, theIndex, 1)}, tree), []any{40, 12}, 0},
		{list, selection([]any{pathValue, 12}, values), []any{12, 12}, 0},
		{list, selection([]any{pathRank, -1}, values), []any{40}, 0},
		{list, selection([]any{pathIndex, -1, pathAnd, isLarge}, values), []any{12}, 0},
		{list, selection(every, keysOnly), nil, aero.CodeIncompatibleType},
		{list, selection(every, keysOnly|lenient), []any{}, 0},
		{list, selection([]any{pathKey, 1}, values), nil, aero.CodeParameter},
		{list, selection([]any{}, values), nil, aero.CodeParameter},
		{list, selection([]any{pathTruth}, values), nil, aero.CodeParameter},
		{list, selection([]any{5, 1}, values), nil, aero.CodeParameter},
		{list, selection([]any{pathAnd, isLarge}, values), nil, aero.CodeParameter},
		{list, selection([]any{pathTruth, true, pathAnd, isLarge}, values), nil, aero.CodeParameter},
		{list, selection([]any{pathTruth, 1}, values), nil, aero.CodeParameter},
		{list, selection(every, 5), nil, aero.CodeParameter},
		{list, selection(every, values, theValue), nil, aero.CodeParameter},
		{list, selection(every, apply, theValue), nil, aero.CodeParameter}, // a read
		{list, selection([]any{pathTruth, intBin}, values), []any{}, aero.CodeParameter},
		{7, selection(every, values), nil, aero.CodeIncompatibleType},
	} {
		budget := 1 << 20
		got, code := ReadCollection(particleOf(c.from), encode(c.operand), &budget)
		if code != c.code || code == aero.CodeOK && string(got.Data) != string(encode(c.want)) {
			t.Errorf("%v from %v: %x, %v; want %x", c.operand, c.from, got.Data, code, encode(c.want))
		}
	}
}

// unmarked returns a map without a marker.
func unmarked(pairs ...any) []byte {
	out := pack.AppendHead(nil, pack.KindMap, 0, len(pairs)/2)
	for i := range pairs {
		out = append(out, encode(pairs[i])...)
	}
	return out
}

// TestApply changes what a path leads to.
func TestApply(t *testing.T) {
	every := []any{pathTruth, true}
	sorted := raw(append(pack.AppendHead(nil, pack.KindList, pack.FlagOrdered, 3), 1, 2, 3))
	resorted := raw(append(pack.AppendHead(nil, pack.KindList, pack.FlagOrdered, 3), 7, 8, 9))
	double := code(exprcode.Multiply, theValue, 2)
	for _, c := range []struct {
		from   any
		change []any
		want   any
		code   aero.ResultCode
	}{
		{
			shops, selection(append(every, pathTruth, isLarge), apply, double),
			pairs{"a", pairs{"p", 5, "q", 40}, "b", pairs{"p", 30}, "n", 7},
			0,
		},
		{
			shops, selection(append(every, pathTruth, isLarge), apply, code(exprcode.Remove)),
			pairs{"a", pairs{"p", 5}, "b", pairs{}, "n", 7},
			0,
		},
		{[]any{1, 2}, selection(every, apply, code(exprcode.Quote, []any{raw{0x81, 0x02, 0x01}})), []any{[]any{raw{0x81, 0x02, 0x01}}, []any{raw{0x81, 0x02, 0x01}}}, 0},
		{sorted, selection(every, apply, code(exprcode.Subtract, 10, theValue)), resorted, 0},
		{[]any{1, "x"}, selection(every, apply, double), nil, aero.CodeUnknown},
		{[]any{1, "x"}, selection(every, apply|lenient, double), []any{2, "x"}, 0},
		{[]any{1}, selection(every, apply), nil, aero.CodeParameter},
		{[]any{}, selection(every, apply, double), []any{}, 0},
		{[]any{1}, selection(every, apply, code(exprcode.Quote, make([]any, 100))), nil, aero.CodeRecordTooBig},
	} {
		budget := 1 << 20
		got, code := ModifyCollection(particleOf(c.from), encode(c.change), 90, &budget)
		if code != c.code || code == aero.CodeOK && string(got.Value.Data) != string(encode(c.want)) {
			t.Errorf("%v on %v: %x, %v; want %x", c.change, c.from, got.Value.Data, code, encode(c.want))
		}
	}
	budget := 5
	if _, code := ReadCollection(particleOf([]any{1}), encode(selection(every, values)), &budget); code != aero.CodeRecordTooBig {
		t.Errorf("past the budget: %v", code)
	}
}

// TestSelectInExpression selects within an expression.
func TestSelectInExpression(t *testing.T) {
	check(t, []expectation{
		{code(exprcode.Call, int(TypeList), systemCollection, selection([]any{pathTruth, code(exprcode.Greater, theValue, 1)}, values), listBin), "4:920203"},
		{code(exprcode.Call, int(TypeList), systemCollection|exprcode.CallModify, selection([]any{pathTruth, true}, apply, code(exprcode.Add, theValue, 1)), listBin), "4:93020304"},
		{code(exprcode.Call, int(TypeList), systemCollection, selection([]any{pathTruth, true}, 9), listBin), "unknown"},
		{code(exprcode.Call, int(TypeList), systemCollection, selection([]any{pathTruth, true}, values, 1, 2), listBin), "refused"},
	})
}

// FuzzSelect feeds arbitrary operands: nothing panics, and a changed value is canonical.
func FuzzSelect(f *testing.F) {
	f.Add(encode(shops), encode(selection([]any{pathTruth, true, pathTruth, isLarge}, apply, code(exprcode.Remove))))
	f.Add(encode([]any{1, 2}), encode(selection([]any{pathRank, -1, pathAnd, isLarge}, values)))
	f.Fuzz(func(t *testing.T, from, operand []byte) {
		canonical, ok := pack.Canonical(nil, from, pack.PlaceBin, 0)
		if !ok {
			return
		}
		value, ok := pack.Particle(canonical)
		if !ok {
			return
		}
		budget := 1 << 20
		out, code := ModifyCollection(value, operand, 1<<16, &budget)
		if code != aero.CodeOK || out.Value.Type != aero.ParticleList && out.Value.Type != aero.ParticleMap {
			return
		}
		again, ok := pack.Canonical(nil, out.Value.Data, pack.PlaceBin, 0)
		if !ok || string(again) != string(out.Value.Data) {
			t.Fatalf("%x became %x, which is not canonical", from, out.Value.Data)
		}
	})
}
