package record

import (
	"testing"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/aero/cdt"
	"github.com/aerolith/aerolith/aero/op"
)

// one makes a case of one step on record 1.
func one(name string, step op.Step, want aero.ResultCode) codeCase {
	return codeCase{name: name, steps: []op.Step{step}, want: want}
}

// TestCodesOfLists pins the codes of operations on lists.
func TestCodesOfLists(t *testing.T) {
	l := cdt.List("l")
	unique := l.Under(cdt.ListUnordered, cdt.ListAddUnique)
	bounded := l.Under(cdt.ListUnordered, cdt.ListInsertBounded)
	runCodes(t, plainOptions, []codeCase{
		one("append", l.Append(4), aero.CodeOK),
		one("append to nothing", cdt.List("none").Append(4), aero.CodeOK),
		one("append to a number", cdt.List("i").Append(4), aero.CodeIncompatibleType),
		one("append to a map", cdt.List("m").Append(4), aero.CodeIncompatibleType),
		one("append what is there to unique elements", unique.Append(2), aero.CodeElementExists),
		one("append what is there without failing", l.Under(cdt.ListUnordered, cdt.ListAddUnique|cdt.ListNoFail).Append(2), aero.CodeOK),
		one("insert beyond a bounded end", bounded.Insert(9, 1), aero.CodeOpNotApplicable),
		one("insert beyond the end", l.Insert(9, 1), aero.CodeOK),
		one("insert far before the beginning", l.Insert(-9, 1), aero.CodeOpNotApplicable),
		one("set", l.Set(1, 9), aero.CodeOK),
		one("set far before the beginning", l.Set(-9, 9), aero.CodeOpNotApplicable),
		one("increment a number", l.Increment(0, 1), aero.CodeOK),
		one("increment by a text", l.Increment(0, "x"), aero.CodeParameter),
		one("get beyond the end", l.Get(9), aero.CodeOpNotApplicable),
		one("get a range beyond the end", l.GetRange(9, 2), aero.CodeOK),
		one("get by index beyond the end", l.GetByIndex(9, cdt.ReturnValue), aero.CodeOpNotApplicable),
		one("get by rank beyond the end", l.GetByRank(9, cdt.ReturnValue), aero.CodeOpNotApplicable),
		one("get by value that is not there", l.GetByValue(9, cdt.ReturnValue), aero.CodeOK),
		one("get keys of a list", l.GetByIndex(0, cdt.ReturnKey), aero.CodeOpNotApplicable),
		one("get from a number", cdt.List("i").Get(0), aero.CodeIncompatibleType),
		one("get from nothing", cdt.List("none").Get(0), aero.CodeOK),
		one("size of nothing", cdt.List("none").Size(), aero.CodeOK),
		one("pop beyond the end", l.Pop(9), aero.CodeOpNotApplicable),
		one("pop from nothing", cdt.List("none").Pop(0), aero.CodeOK),
		one("remove beyond the end", l.Remove(9), aero.CodeOpNotApplicable),
		one("sort", l.Sort(0), aero.CodeOK),
		one("sort a map", cdt.List("m").Sort(0), aero.CodeIncompatibleType),
		one("trim", l.Trim(0, 1), aero.CodeOK),
		one("an operation on maps", op.Packed(aero.OpCDTModify, "l", 250), aero.CodeIncompatibleType),
		one("an operation that is not there", op.Packed(aero.OpCDTModify, "l", 60), aero.CodeParameter),
		one("too few arguments", op.Packed(aero.OpCDTModify, "l", 1), aero.CodeParameter),
	})
}

// TestCodesOfMaps pins the codes of operations on maps, and of contexts.
func TestCodesOfMaps(t *testing.T) {
	m := cdt.Map("m")
	create := m.Under(aero.MapUnordered, cdt.MapCreateOnly)
	update := m.Under(aero.MapUnordered, cdt.MapUpdateOnly)
	runCodes(t, plainOptions, []codeCase{
		one("put", m.Put("b", 2), aero.CodeOK),
		one("put into nothing", cdt.Map("none").Put("b", 2), aero.CodeOK),
		one("put into a list", cdt.Map("l").Put("b", 2), aero.CodeIncompatibleType),
		one("create what is there", create.Put("a", 2), aero.CodeElementExists),
		one("create what is there without failing", m.Under(aero.MapUnordered, cdt.MapCreateOnly|cdt.MapNoFail).Put("a", 2), aero.CodeOK),
		one("update what is not there", update.Put("b", 2), aero.CodeElementNotFound),
		one("increment", m.Increment("a", 1), aero.CodeOK),
		one("increment by a text", m.Increment("a", "x"), aero.CodeParameter),
		one("get by key that is not there", m.GetByKey("z", cdt.ReturnValue), aero.CodeOK),
		one("get by index beyond the end", m.GetByIndex(9, cdt.ReturnValue), aero.CodeOpNotApplicable),
		one("get by rank beyond the end", m.GetByRank(9, cdt.ReturnValue), aero.CodeOpNotApplicable),
		one("get from a number", cdt.Map("i").GetByKey("a", cdt.ReturnValue), aero.CodeIncompatibleType),
		one("get from nothing", cdt.Map("none").GetByKey("a", cdt.ReturnValue), aero.CodeOK),
		one("remove by key that is not there", m.RemoveByKey("z", cdt.ReturnNone), aero.CodeOK),
		one("remove from nothing", cdt.Map("none").RemoveByKey("z", cdt.ReturnNone), aero.CodeOK),
		one("into a key that is not there", cdt.Map("m", cdt.Key("z")).Put("b", 2), aero.CodeOpNotApplicable),
		one("into a key that is created", cdt.Map("m", cdt.KeyCreateMap("z", aero.MapUnordered)).Put("b", 2), aero.CodeOK),
		one("into a number", cdt.Map("m", cdt.Key("a")).Put("b", 2), aero.CodeIncompatibleType),
		one("into an index beyond the end", cdt.List("l", cdt.Index(9)).Append(2), aero.CodeOpNotApplicable),
		one("read by a key that is not there", cdt.Map("m", cdt.Key("z")).Size(), aero.CodeOpNotApplicable),
	})
}

// TestCodesOfBits pins the codes of operations on bits.
func TestCodesOfBits(t *testing.T) {
	b := op.Bits("b")
	runCodes(t, plainOptions, []codeCase{
		one("set", b.Set(0, 8, []byte{9}), aero.CodeOK),
		one("set beyond the end", b.Set(64, 8, []byte{9}), aero.CodeOpNotApplicable),
		one("set in nothing", op.Bits("none").Set(0, 8, []byte{9}), aero.CodeBinNotFound),
		one("set in a number", op.Bits("i").Set(0, 8, []byte{9}), aero.CodeIncompatibleType),
		one("resize", b.Resize(9, 0), aero.CodeOK),
		one("create what is there", b.Under(op.CreateOnly).Resize(9, 0), aero.CodeBinExists),
		one("update what is not there", op.Bits("none").Under(op.UpdateOnly).Resize(9, 0), aero.CodeBinNotFound),
		one("add past the largest number", b.Add(0, 8, 255, op.Unsigned, op.OverflowFail), aero.CodeOpNotApplicable),
		one("add to more than 64 bits", b.Add(0, 65, 1, op.Unsigned, op.OverflowFail), aero.CodeParameter),
		one("get", b.Get(0, 8), aero.CodeOK),
		one("get beyond the end", b.Get(64, 8), aero.CodeOpNotApplicable),
		one("get from a number", op.Bits("i").Get(0, 8), aero.CodeIncompatibleType),
		one("get from nothing", op.Bits("none").Get(0, 8), aero.CodeOK),
		one("an operation that is not there", op.Packed(aero.OpBitModify, "b", 49), aero.CodeParameter),
	})
}

// TestCodesOfHLL pins the codes of operations on HyperLogLog values.
func TestCodesOfHLL(t *testing.T) {
	h := op.HLL("h")
	runCodes(t, plainOptions, []codeCase{
		one("add", h.Add([]any{"x"}, -1, -1), aero.CodeOK),
		one("add to nothing without a shape", op.HLL("none").Add([]any{"x"}, -1, -1), aero.CodeOpNotApplicable),
		one("add to a number", op.HLL("i").Add([]any{"x"}, 8, -1), aero.CodeIncompatibleType),
		one("init what is there", h.Under(op.CreateOnly).Init(8, 0), aero.CodeBinExists),
		one("init with too few bits", op.HLL("none").Init(3, 0), aero.CodeParameter),
		one("update what is not there", op.HLL("none").Under(op.UpdateOnly).Init(8, 0), aero.CodeBinNotFound),
		one("count", h.Count(), aero.CodeOK),
		one("count nothing", op.HLL("none").Count(), aero.CodeOK),
		one("count a number", op.HLL("i").Count(), aero.CodeIncompatibleType),
		one("fold to more bits", h.Fold(12), aero.CodeOpNotApplicable),
		one("fold nothing", op.HLL("none").Fold(6), aero.CodeBinNotFound),
	})
}

// TestCodesOfExpressions pins the codes of expressions as operations.
func TestCodesOfExpressions(t *testing.T) {
	number, unknown, malformed := []byte{7}, []byte{0x91, 0}, []byte{0xc1}
	runCodes(t, plainOptions, []codeCase{
		one("read", op.Expression("e", number, 0), aero.CodeOK),
		one("read a malformed one", op.Expression("e", malformed, 0), aero.CodeParameter),
		one("read what is unknown", op.Expression("e", unknown, 0), aero.CodeOpNotApplicable),
		one("read what is unknown without failing", op.Expression("e", unknown, op.ExpressionEvalNoFail), aero.CodeOK),
		one("write", op.PutExpression("e", number, 0), aero.CodeOK),
		one("write what is there", op.PutExpression("i", number, op.ExpressionCreateOnly), aero.CodeBinExists),
		one("write what is not there", op.PutExpression("e", number, op.ExpressionUpdateOnly), aero.CodeBinNotFound),
		one("write what is unknown", op.PutExpression("e", unknown, 0), aero.CodeOpNotApplicable),
		one("write over another type", op.PutExpression("s", number, 0), aero.CodeOK),
	})
}
