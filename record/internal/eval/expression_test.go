package eval

import (
	"testing"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/aero/expr"
)

// encoded returns the encoding of an expression.
func encoded(t *testing.T, e expr.Expression) []byte {
	t.Helper()
	data, err := e.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// readExpr returns the operation that reads an expression.
func readExpr(t *testing.T, e expr.Expression, flags expr.ReadFlags) aero.Operation {
	t.Helper()
	op, err := expr.Read("x", e, flags)
	if err != nil {
		t.Fatal(err)
	}
	return op
}

// writeExpr returns the operation that writes an expression.
func writeExpr(t *testing.T, bin string, e expr.Expression, flags expr.WriteFlags) aero.Operation {
	t.Helper()
	op, err := expr.Write(bin, e, flags)
	if err != nil {
		t.Fatal(err)
	}
	return op
}

// newPerson returns a bench with the bins age=7 and name="x".
func newPerson(t *testing.T) *bench {
	t.Helper()
	b := newBench(t)
	b.put("age", 7)
	if code := b.do(write(write1("name", text("x")))); code != aero.CodeOK {
		t.Fatal(code)
	}
	return b
}

// TestFilter sends commands of every kind with a filter that matches, one that does not, one that is unknown and one
// that makes no sense, to a record that exists and one that does not.
func TestFilter(t *testing.T) {
	for name, filter := range map[string]struct {
		encoded []byte
		want    aero.ResultCode
	}{
		"matches":  {encoded(t, expr.Equal(expr.IntBin("age"), expr.Int(7))), aero.CodeOK},
		"differs":  {encoded(t, expr.Greater(expr.IntBin("age"), expr.Int(7))), aero.CodeFilteredOut},
		"unknown":  {encoded(t, expr.Equal(expr.IntBin("name"), expr.Int(7))), aero.CodeFilteredOut},
		"metadata": {encoded(t, expr.Greater(expr.TTL(), expr.Int(1<<40))), aero.CodeFilteredOut},
		"integer":  {encoded(t, expr.Int(1)), aero.CodeParameter},
		"garbage":  {[]byte{0xc1}, aero.CodeParameter},
	} {
		for kind, cmd := range map[string]aero.RecordCommand{
			"get":    {Flags: aero.FlagRead | aero.FlagReadAllBins},
			"exists": {Flags: aero.FlagRead | aero.FlagNoBinData},
			"put":    write(write1("age", integer(8))),
			"touch":  write(op(aero.OpTouch, "", aero.Particle{})),
			"delete": {Flags: aero.FlagWrite | aero.FlagDelete},
		} {
			cmd.Filter = filter.encoded
			missing := aero.CodeNotFound
			if kind == "put" {
				missing = aero.CodeOK
			}
			if code := newBench(t).do(cmd); code != missing {
				t.Errorf("%s, filter %s, no record: %v", kind, name, code)
			}
			if code := newPerson(t).do(cmd); code != filter.want {
				t.Errorf("%s, filter %s: %v", kind, name, code)
			}
		}
	}
}

// TestReadExpression reads expressions, alone and in a command that writes.
func TestReadExpression(t *testing.T) {
	older := expr.Add(expr.IntBin("age"), expr.Int(1))
	unknown := expr.Add(expr.IntBin("none"), expr.Int(1))
	for name, c := range map[string]struct {
		op     aero.Operation
		want   aero.ResultCode
		answer string
	}{
		"value":            {readExpr(t, older, 0), aero.CodeOK, "x=8"},
		"list":             {readExpr(t, expr.List(1, 2), 0), aero.CodeOK, "x=20:920102"},
		"boolean":          {readExpr(t, expr.True(), 0), aero.CodeOK, "x=17:01"},
		"nil":              {readExpr(t, expr.Nil(), 0), aero.CodeOK, ""},
		"unknown":          {readExpr(t, unknown, 0), aero.CodeOpNotApplicable, ""},
		"unknown, excused": {readExpr(t, unknown, expr.ReadEvalNoFail), aero.CodeOK, ""},
		"flags of a write": {readExpr(t, older, 1), aero.CodeParameter, ""},
		"no list":          {op(aero.OpExpressionRead, "x", blob(1)), aero.CodeParameter, ""},
		"empty list":       {op(aero.OpExpressionRead, "x", blob(0x90)), aero.CodeParameter, ""},
		"three elements":   {op(aero.OpExpressionRead, "x", blob(0x93, 1, 0, 0)), aero.CodeParameter, ""},
		"no flags":         {op(aero.OpExpressionRead, "x", blob(0x91, 1)), aero.CodeOK, "x=1"},
		"flags missing":    {op(aero.OpExpressionRead, "x", blob(0x92, 1)), aero.CodeParameter, ""},
	} {
		b := newPerson(t)
		code := b.do(aero.RecordCommand{Flags: aero.FlagRead, Operations: []aero.Operation{c.op}})
		if code != c.want || b.show() != c.answer {
			t.Errorf("%s: %v %s", name, code, b.show())
		}
		b = newPerson(t)
		if code := b.do(write(c.op, write1("age", integer(8)))); code != c.want || b.show() != c.answer {
			t.Errorf("%s in a write: %v %s", name, code, b.show())
		}
	}
}

// TestWriteExpression writes expressions to a bin that exists and one that does not, with every flag.
func TestWriteExpression(t *testing.T) {
	older := expr.Add(expr.IntBin("age"), expr.Int(1))
	unknown := expr.IntBin("none")
	for _, c := range []struct {
		bin   string
		e     expr.Expression
		flags expr.WriteFlags
		want  aero.ResultCode
		left  string
	}{
		{"age", older, 0, aero.CodeOK, `age=8 name="x"`},
		{"new", older, 0, aero.CodeOK, `age=7 name="x" new=8`},
		{"age", older, expr.WriteCreateOnly, aero.CodeBinExists, ""},
		{"age", older, expr.WriteCreateOnly | expr.WritePolicyNoFail, aero.CodeOK, `age=7 name="x"`},
		{"new", older, expr.WriteUpdateOnly, aero.CodeBinNotFound, ""},
		{"new", older, expr.WriteUpdateOnly | expr.WritePolicyNoFail, aero.CodeOK, `age=7 name="x"`},
		{"age", unknown, 0, aero.CodeOpNotApplicable, ""},
		{"age", unknown, expr.WritePolicyNoFail, aero.CodeOpNotApplicable, ""},
		{"age", unknown, expr.WriteEvalNoFail, aero.CodeOK, `age=7 name="x"`},
		{"age", expr.Nil(), 0, aero.CodeOpNotApplicable, ""},
		{"age", expr.Nil(), expr.WriteAllowDelete, aero.CodeOK, `name="x"`},
		{"age", expr.Nil(), expr.WriteUpdateOnly, aero.CodeOK, `age=7 name="x"`},
		{"new", expr.Nil(), 0, aero.CodeOK, `age=7 name="x"`},
		{"age", older, 32, aero.CodeParameter, ""},
		{"new", expr.List(aero.GeoJSON("x"), 2), 0, aero.CodeOK, `age=7 name="x" new=20:92a2177802`},
		{"new", expr.Map(aero.Map{Entries: []aero.MapEntry{{Key: 2, Value: 1}, {Key: 1, Value: 1}}}), 0, aero.CodeOK, `age=7 name="x" new=19:8201010201`},
	} {
		b := newPerson(t)
		if code := b.do(write(writeExpr(t, c.bin, c.e, c.flags))); code != c.want {
			t.Errorf("%s, flags %d: %v, want %v", c.bin, c.flags, code, c.want)
		}
		if c.left == "" {
			c.left = `age=7 name="x"`
		}
		if got := b.record(); got != c.left {
			t.Errorf("%s, flags %d: %s", c.bin, c.flags, got)
		}
	}
}

// TestExpressionsInOrder lets expressions see what operations before them did, in a new record.
func TestExpressionsInOrder(t *testing.T) {
	b := newBench(t)
	code := b.do(write(
		write1("a", integer(1)),
		writeExpr(t, "b", expr.Add(expr.IntBin("a"), expr.Int(1)), 0),
		readExpr(t, expr.Multiply(expr.IntBin("b"), expr.Int(10)), 0),
		readExpr(t, expr.RecordSize(), 0),
	))
	if code != aero.CodeOK || b.show() != "x=20 x=0" || b.record() != "a=1 b=2" {
		t.Errorf("%v %s %s", code, b.show(), b.record())
	}
}

// TestExpressionBudget evaluates more than one command may work through.
func TestExpressionBudget(t *testing.T) {
	b := newBench(t)
	if code := b.do(write(write1("v", blob(make([]byte, 1<<19)...)))); code != aero.CodeOK {
		t.Fatal(code)
	}
	ops := make([]aero.Operation, 40)
	for i := range ops {
		ops[i] = readExpr(t, expr.Equal(expr.Bin(expr.TypeBlob, "v"), expr.Bin(expr.TypeBlob, "v")), 0)
	}
	if code := b.do(aero.RecordCommand{Flags: aero.FlagRead, Operations: ops}); code != aero.CodeRecordTooBig {
		t.Errorf("a read: %v", code)
	}
	if code := b.do(write(ops...)); code != aero.CodeRecordTooBig {
		t.Errorf("a write: %v", code)
	}
}
