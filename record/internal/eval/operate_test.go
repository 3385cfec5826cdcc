package eval

import (
	"math"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// TestOperate runs lists of operations on a record with a=1 and s="x" and compares answer and record.
func TestOperate(t *testing.T) {
	none := aero.Particle{}
	respond := aero.FlagRespondAllOps
	for name, test := range map[string]struct {
		flags          aero.Flags
		ops            []aero.Operation
		answer, record string
	}{
		"reads see earlier writes": {
			0, []aero.Operation{read1("a"), write1("a", integer(2)), read1("a")}, "a=1 a=2", `a=2 s="x"`,
		},
		"missing bins are left out": {
			0, []aero.Operation{read1("z"), read1("a")}, "a=1", `a=1 s="x"`,
		},
		"respond to all": {
			respond, []aero.Operation{
				read1("z"), write1("b", integer(5)), op(aero.OpAdd, "b", integer(1)), read1("b"),
				op(aero.OpTouch, "", none), write1("b", none), read1("b"),
			}, "z=nil b=nil b=nil b=6 b=nil b=nil", `a=1 s="x"`,
		},
		"delete, then write": {
			respond, []aero.Operation{op(aero.OpDelete, "", none), write1("n", text("new"))}, "=nil n=nil", `n="new"`,
		},
		"read all": {
			aero.FlagReadAllBins, []aero.Operation{write1("b", integer(5)), read1("")}, `a=1 s="x" b=5`, `a=1 s="x" b=5`,
		},
		"read all of a record being emptied": {
			aero.FlagReadAllBins, []aero.Operation{read1(""), op(aero.OpDelete, "", none)}, `a=1 s="x"`, ``,
		},
		"add to integer": {0, []aero.Operation{op(aero.OpAdd, "a", integer(-3))}, "", `a=-2 s="x"`},
		"add creates":    {0, []aero.Operation{op(aero.OpAdd, "f", float(0.5))}, "", `a=1 s="x" f=0.50`},
		"append creates any type": {
			0, []aero.Operation{op(aero.OpAppend, "i", integer(7))}, "", `a=1 s="x" i=7`,
		},
		"append and prepend": {
			0, []aero.Operation{
				op(aero.OpAppend, "s", text("yz")), op(aero.OpAppend, "s", text("!")), op(aero.OpPrepend, "s", text("<")),
				read1("s"), op(aero.OpPrepend, "s", text("((")), op(aero.OpAppend, "s", text("")),
			}, `s="<xyz!"`, `a=1 s="((<xyz!"`,
		},
		"the last bin takes the place of a removed one": {
			0, []aero.Operation{write1("c", integer(3)), write1("a", none)}, "", `c=3 s="x"`,
		},
		"narrow integers are unsigned": {
			0, []aero.Operation{
				write1("a", raw(aero.ParticleInteger, 0xff)), op(aero.OpAdd, "a", raw(aero.ParticleInteger, 0xff, 0xff)),
			}, "", `a=65790 s="x"`,
		},
		"empty bin name": {0, []aero.Operation{write1("", integer(1))}, "", `a=1 s="x" =1`},
	} {
		b := newBench(t)
		b.put("a", 1)
		b.do(write(write1("s", text("x"))))
		if code := b.do(with(write(test.ops...), test.flags)); code != aero.CodeOK {
			t.Errorf("%s: %v", name, code)
			continue
		}
		if got := b.show(); got != test.answer {
			t.Errorf("%s: answer %s, want %s", name, got, test.answer)
		}
		if got := b.record(); got != test.record {
			t.Errorf("%s: record %s, want %s", name, got, test.record)
		}
	}
}

// TestAddWraps adds past the ends of the integers, as the server's 64-bit arithmetic does, and adds floats.
func TestAddWraps(t *testing.T) {
	for _, test := range []struct{ old, operand, want aero.Particle }{
		{integer(math.MaxInt64), integer(1), integer(math.MinInt64)},
		{integer(math.MinInt64), integer(-1), integer(math.MaxInt64)},
		{float(1.5), float(-2), float(-0.5)},
		{float(math.MaxFloat64), float(math.MaxFloat64), float(math.Inf(1))},
	} {
		b := newBench(t)
		b.do(write(write1("n", test.old), op(aero.OpAdd, "n", test.operand)))
		if got := b.record(); got != "n="+showValue(test.want) {
			t.Errorf("%s + %s = %s", showValue(test.old), showValue(test.operand), got)
		}
	}
}

// TestTypeMismatch modifies bins with operands that do not fit.
func TestTypeMismatch(t *testing.T) {
	list, geo := raw(aero.ParticleList, 0x90), raw(aero.ParticleGeoJSON, append([]byte{0, 0, 0}, testPoint...)...)
	for _, test := range []struct {
		old     aero.Particle
		kind    aero.OpType
		operand aero.Particle
		want    aero.ResultCode
	}{
		{integer(1), aero.OpAdd, float(1), aero.CodeIncompatibleType},
		{float(1), aero.OpAdd, integer(1), aero.CodeIncompatibleType},
		{text("1"), aero.OpAdd, integer(1), aero.CodeIncompatibleType},
		{raw(aero.ParticleBool, 1), aero.OpAdd, raw(aero.ParticleBool, 1), aero.CodeIncompatibleType},
		{list, aero.OpAdd, integer(1), aero.CodeIncompatibleType},
		{geo, aero.OpAdd, integer(1), aero.CodeUnknown},
		{integer(1), aero.OpAdd, raw(aero.ParticleInteger, 1, 2, 3), aero.CodeParameter},
		{integer(1), aero.OpAdd, aero.Particle{}, aero.CodeParameter},
		{integer(1), aero.OpAdd, raw(99, 1), aero.CodeParameter},
		{integer(1), aero.OpAppend, integer(1), aero.CodeIncompatibleType},
		{text("a"), aero.OpAppend, blob('b'), aero.CodeIncompatibleType},
		{blob('a'), aero.OpPrepend, text("b"), aero.CodeIncompatibleType},
		{list, aero.OpAppend, list, aero.CodeIncompatibleType},
		{geo, aero.OpPrepend, text("b"), aero.CodeUnknown},
		{text("a"), aero.OpAppend, aero.Particle{}, aero.CodeParameter},
	} {
		b := newBench(t)
		if code := b.do(write(write1("v", test.old))); code != aero.CodeOK {
			t.Fatalf("%+v: %v", test, code)
		}
		if code := b.do(write(op(test.kind, "v", test.operand))); code != test.want {
			t.Errorf("%+v: %v", test, code)
		}
	}
}

// TestManyBins keeps a record with more bins than are searched one by one, removing and adding in between, and
// compares with what a map says.
func TestManyBins(t *testing.T) {
	b := newBench(t)
	want := map[string]int64{}
	for round := range int64(200) {
		name := strings.Repeat("b", int(round%7)+1) + string(rune('A'+round%53))
		if round%5 == 4 {
			b.do(write(write1(name, aero.Particle{}), write1("keep", integer(0))))
			delete(want, name)
		} else {
			b.put(name, round)
			want[name] = round
		}
	}
	b.do(write(write1("keep", aero.Particle{})))
	var ops []aero.Operation
	for name := range want {
		ops = append(ops, read1(name))
	}
	b.do(aero.RecordCommand{Flags: aero.FlagRead, Operations: ops})
	if len(b.res.Bins) != len(want) {
		t.Fatalf("%d bins, want %d", len(b.res.Bins), len(want))
	}
	for _, bin := range b.res.Bins {
		if showValue(bin.Value) != showValue(integer(want[bin.Name])) {
			t.Errorf("%s = %s", bin.Name, showValue(bin.Value))
		}
	}
}

// TestBoundedWork sends commands whose operations would multiply memory; they are refused instead.
func TestBoundedWork(t *testing.T) {
	big := raw(aero.ParticleBlob, make([]byte, 1<<19)...)
	var appends, prepends, reads []aero.Operation
	for range 100 {
		appends = append(appends, op(aero.OpAppend, "v", big))
		prepends = append(prepends, op(aero.OpPrepend, "v", blob(1)))
		reads = append(reads, read1("v"))
	}
	for name, ops := range map[string][]aero.Operation{"append": appends, "prepend": prepends, "read": reads} {
		b := newBench(t)
		if code := b.do(write(write1("v", big))); code != aero.CodeOK {
			t.Fatal(code)
		}
		if code := b.do(write(ops...)); code != aero.CodeRecordTooBig {
			t.Errorf("%s: %v", name, code)
		}
	}
}
