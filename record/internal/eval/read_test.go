package eval

import (
	"strings"
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// TestRead asks a record with a=1 and s="x" in all ways, and a missing one.
func TestRead(t *testing.T) {
	read := func(flags aero.Flags, ops ...aero.Operation) aero.RecordCommand {
		return aero.RecordCommand{Flags: aero.FlagRead | flags, Operations: ops}
	}
	other := read(aero.FlagReadAllBins)
	other.Set = "other"
	filtered := read(aero.FlagReadAllBins)
	filtered.Filter = []byte{1}
	for name, test := range map[string]struct {
		cmd    aero.RecordCommand
		code   aero.ResultCode
		answer string
	}{
		"all bins":                {read(aero.FlagReadAllBins), aero.CodeOK, `a=1 s="x"`},
		"all bins and operations": {read(aero.FlagReadAllBins, read1("a")), aero.CodeOK, `a=1 s="x"`},
		"exists":                  {read(aero.FlagNoBinData), aero.CodeOK, ""},
		"some":                    {read(0, read1("s"), read1("z"), read1("s")), aero.CodeOK, `s="x" s="x"`},
		"none of them":            {read(0, read1("z")), aero.CodeOK, ""},
		"respond to all":          {read(aero.FlagRespondAllOps, read1("z"), read1("a")), aero.CodeOK, `z=nil a=1`},
		"nothing":                 {read(0), aero.CodeParameter, ""},
		"long name":               {read(0, read1(strings.Repeat("x", 16))), aero.CodeBinName, ""},
		"write operation":         {read(0, read1("a"), write1("a", integer(1))), aero.CodeParameter, ""},
		"malformed operation":     {read(0, op(aero.OpCDTRead, "a", blob(1))), aero.CodeParameter, ""},
		"unknown operation":       {read(0, op(200, "a", blob(1))), aero.CodeParameter, ""},
		"other set":               {other, aero.CodeParameter, ""},
		"filter":                  {filtered, aero.CodeParameter, ""},
	} {
		b := newBench(t)
		if code := b.do(test.cmd); code != aero.CodeNotFound {
			t.Errorf("%s, missing: %v", name, code)
		}
		b.put("a", 1)
		b.do(write(write1("s", text("x"))))
		if code := b.do(test.cmd); code != test.code || b.show() != test.answer {
			t.Errorf("%s: %v %s", name, code, b.show())
		}
		if b.res.Generation != 2 || b.res.VoidTime == 0 {
			t.Errorf("%s: generation %d, void time %d", name, b.res.Generation, b.res.VoidTime)
		}
	}
}

// TestAnswersDoNotAlias reads a record, overwrites the stored bytes and looks at the answer again: it must not have
// changed, for the engine reuses its pages.
func TestAnswersDoNotAlias(t *testing.T) {
	b := newBench(t)
	b.do(write(write1("s", text("hello")), write1("t", text("world"))))
	b.do(aero.RecordCommand{Flags: aero.FlagRead | aero.FlagReadAllBins})
	for i := range b.stored {
		b.stored[i] = 0xee
	}
	if got := b.show(); got != `s="hello" t="world"` {
		t.Fatalf("the answer became %s", got)
	}
}

// TestReadDoesNotAllocate measures reading all bins into a result that is used again.
func TestReadDoesNotAllocate(t *testing.T) {
	b := newBench(t)
	b.do(write(write1("a", integer(1)), write1("s", text("hello"))))
	cmd := aero.RecordCommand{Flags: aero.FlagRead | aero.FlagReadAllBins}
	cur := b.current()
	b.rules.Read(&cmd, cur, testNow, &b.res)
	if n := testing.AllocsPerRun(100, func() { b.rules.Read(&cmd, cur, testNow, &b.res) }); n != 0 {
		t.Fatalf("%v allocations", n)
	}
}

// TestWideReads reads so many bins by name that the index is used.
func TestWideReads(t *testing.T) {
	b := newBench(t)
	var writes, reads []aero.Operation
	for i := range 256 {
		name := "bin" + string(rune('a'+i%16)) + string(rune('a'+i/16))
		writes = append(writes, write1(name, integer(int64(i))))
		reads = append(reads, read1(name))
	}
	if code := b.do(write(writes...)); code != aero.CodeOK {
		t.Fatal(code)
	}
	b.do(aero.RecordCommand{Flags: aero.FlagRead, Operations: reads})
	for i, bin := range b.res.Bins {
		if bin.Name != reads[i].Bin || showValue(bin.Value) != showValue(integer(int64(i))) {
			t.Fatalf("bin %d: %s=%s", i, bin.Name, showValue(bin.Value))
		}
	}
	if len(b.res.Bins) != 256 {
		t.Fatalf("%d bins", len(b.res.Bins))
	}
}
