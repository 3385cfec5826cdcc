package cdt

import (
	"encoding/hex"
	"testing"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/aero/op"
)

// TestEncoding compares operands with their known bytes: number and arguments, inside of a path if there is one.
func TestEncoding(t *testing.T) {
	cases := []struct {
		step op.Step
		kind aero.OpType
		want string
	}{
		{List("l").Append(5), aero.OpCDTModify, "9401050000"},
		{List("l").Under(ListOrdered, ListAddUnique).AppendAll(1, 2), aero.OpCDTModify, "940292010201" + "01"},
		{List("l").Size(), aero.OpCDTRead, "9110"},
		{List("l").GetRange(1, -1), aero.OpCDTRead, "921201"},
		{List("l").GetByInterval(1, nil, ReturnValue), aero.OpCDTRead, "93190701"},
		{List("l").RemoveByValue("x", ReturnCount|Inverted), aero.OpCDTModify, "9323ce00010005a20378"},
		{Map("m").Under(aero.MapKeyOrdered, MapCreateOnly).Put("k", 1), aero.OpCDTModify, "9543a2036b010101"},
		{Map("m").GetByRankRange(-2, 2, ReturnKeyValue), aero.OpCDTRead, "946a08fe02"},
		{List("m", Key("k"), Index(-1)).Get(0), aero.OpCDTRead, "93ccff9422a2036b10ff921100"},
		{Map("m", KeyCreateMap("k", aero.MapKeyOrdered)).Size(), aero.OpCDTRead, "93ccff92cca2a2036b9160"},
		{List("l").GetByInterval(1, Infinity(), ReturnCount), aero.OpCDTRead, "94190501d4ff01"},
		{Inside(op.Bits("b").Count(0, 8), Key("k")), aero.OpBitRead, "93ccff9222a2036b93330008"},
		{Inside(op.Bits("b").Not(0, 8)), aero.OpBitModify, "9407000800"},
	}
	for i, c := range cases {
		got := hex.EncodeToString(c.step.Operation.Value.Data)
		if c.step.Err != nil || c.step.Operation.Type != c.kind || got != c.want {
			t.Errorf("case %d: type %d, %s, %v; want %s", i, c.step.Operation.Type, got, c.step.Err, c.want)
		}
	}
	context, err := Context(Key("a"), Rank(0), Value(1), MapIndex(1), MapRank(2), MapValue(3))
	if want := "9c22a20361110013012001210223" + "03"; err != nil || hex.EncodeToString(context) != want {
		t.Errorf("context %x, %v; want %s", context, err, want)
	}
}

// TestFindersDiffer checks that the operations that lists and maps have in common have numbers of their own, and those of the
// kind that they find in.
func TestFindersDiffer(t *testing.T) {
	seen := make(map[string]string)
	for name, f := range map[string]Finder{"list": List("b").Finder, "map": Map("b").Finder} {
		for i, step := range []op.Step{
			f.GetByIndex(1, ReturnCount), f.RemoveByIndex(1, ReturnCount), f.GetByIndexRange(1, 2, ReturnCount),
			f.RemoveByIndexRange(1, 2, ReturnCount), f.GetByRank(1, ReturnCount), f.RemoveByRank(1, ReturnCount),
			f.GetByRankRange(1, 2, ReturnCount), f.RemoveByRankRange(1, 2, ReturnCount), f.GetByValue(1, ReturnCount),
			f.RemoveByValue(1, ReturnCount), f.GetByValues([]any{1}, ReturnCount), f.RemoveByValues([]any{1}, ReturnCount),
			f.GetByInterval(1, 2, ReturnCount), f.RemoveByInterval(1, 2, ReturnCount), f.GetByRelativeRank(1, 0, 2, ReturnCount),
			f.RemoveByRelativeRank(1, 0, 2, ReturnCount),
		} {
			kind, number := aero.OpCDTRead, step.Operation.Value.Data[1]
			if i%2 == 1 {
				kind = aero.OpCDTModify
			}
			text := hex.EncodeToString(step.Operation.Value.Data)
			if step.Err != nil || step.Operation.Type != kind || (number >= 0x40) != (name == "map") {
				t.Errorf("%s, step %d: type %d, %s, %v", name, i, step.Operation.Type, text, step.Err)
			}
			if other, again := seen[text]; again {
				t.Errorf("%s, step %d looks like %s", name, i, other)
			}
			seen[text] = name
		}
	}
}
