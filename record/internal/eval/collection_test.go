package eval

import (
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// TestCollectionOperations runs operations on a list in reads and writes and compares answer and record: what finds
// nothing is answered with nil in a write only, results come in order, and an emptied list stays.
func TestCollectionOperations(t *testing.T) {
	const cdtSize, cdtGetByValue, cdtAppend, cdtClear = 0x10, 0x14, 1, 0x0b
	modify := func(bin string, operand ...byte) aero.Operation { return op(aero.OpCDTModify, bin, blob(operand...)) }
	look := func(bin string, operand ...byte) aero.Operation { return op(aero.OpCDTRead, bin, blob(operand...)) }
	missing := look("l", 0x93, cdtGetByValue, 7, 9)
	for name, test := range map[string]struct {
		cmd            aero.RecordCommand
		code           aero.ResultCode
		answer, record string
	}{
		"read":                  {reading(0, look("l", 0x91, cdtSize), missing, look("none", 0x91, cdtSize)), 0, "l=2", "l=20:920102"},
		"read, all answered":    {reading(aero.FlagRespondAllOps, missing, look("none", 0x91, cdtSize)), 0, "l=nil none=nil", "l=20:920102"},
		"read in a write":       {write(missing, look("none", 0x91, cdtSize)), 0, "l=nil", "l=20:920102"},
		"append twice":          {write(modify("l", 0x92, cdtAppend, 3), modify("l", 0x92, cdtAppend, 4)), 0, "l=3 l=4", "l=20:9401020304"},
		"append and read":       {write(modify("l", 0x92, cdtAppend, 3), read1("l")), 0, "l=3 l=20:93010203", "l=20:93010203"},
		"new, index unseen":     {write(modify("n", 0x93, cdtAppend, 3, 0x11), read1("n")), 0, "n=1 n=20:92c7000103", "l=20:920102 n=20:92c7000103"},
		"clear":                 {write(modify("l", 0x91, cdtClear)), 0, "", "l=20:90"},
		"clear what is not":     {write(modify("n", 0x91, cdtClear)), 0, "", "l=20:920102"},
		"clear, all answered":   {with(write(modify("l", 0x91, cdtClear)), aero.FlagRespondAllOps), 0, "l=nil", "l=20:90"},
		"wrong kind":            {write(modify("l", 0x91, 0x4b)), aero.CodeIncompatibleType, "", "l=20:920102"},
		"undone as a whole":     {write(modify("l", 0x92, cdtAppend, 3), modify("l", 0x91, 0x4b)), aero.CodeIncompatibleType, "", "l=20:920102"},
		"modifying read":        {reading(0, look("l", 0x92, cdtAppend, 3)), aero.CodeParameter, "", "l=20:920102"},
		"too much padding":      {write(modify("l", 0x93, 3, 0xce, 0x40, 0, 0, 0, 1)), aero.CodeRecordTooBig, "", "l=20:920102"},
		"canonical when stored": {write(write1("m", raw(aero.ParticleMap, 0x82, 2, 2, 0xcc, 1, 1))), 0, "", "l=20:920102 m=19:8201010202"},
	} {
		b := newBench(t)
		if code := b.do(write(write1("l", raw(aero.ParticleList, 0x92, 1, 2)))); code != aero.CodeOK {
			t.Fatal(code)
		}
		if code := b.do(test.cmd); code != test.code {
			t.Errorf("%s: %v, want %v", name, code, test.code)
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

// TestCollectionChain appends to a large list again and again in one command, more often than could be copied within
// the command's memory; but not without end.
func TestCollectionChain(t *testing.T) {
	b := newBench(t)
	list := append([]byte{0x91, 0xdb, 0, 8, 0, 0, 4}, make([]byte, 1<<19-1)...)
	if code := b.do(write(write1("l", raw(aero.ParticleList, list...)))); code != aero.CodeOK {
		t.Fatal(code)
	}
	var ops []aero.Operation
	for range 100 {
		ops = append(ops, op(aero.OpCDTModify, "l", blob(0x92, 1, 5)))
	}
	if code := b.do(write(ops...)); code != aero.CodeOK {
		t.Error(code)
	}
	if code := b.do(write(append(append(ops, ops...), ops...)...)); code != aero.CodeRecordTooBig {
		t.Error(code)
	}
}

// reading returns a command that only reads.
func reading(flags aero.Flags, ops ...aero.Operation) aero.RecordCommand {
	return aero.RecordCommand{Flags: aero.FlagRead | flags, Operations: ops}
}
