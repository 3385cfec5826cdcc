package eval

import (
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// Operations on blobs and sketches in their encoded form.
var (
	bitNot        = blob(0x93, 7, 0, 8)             // the first eight bits
	bitCount      = blob(0x93, 51, 0, 8)            // likewise
	bitResize     = blob(0x92, 0, 2)                // to two bytes
	bitUpdateOnly = blob(0x93, 0, 2, 6)             // likewise, but only what exists, without failing
	hllAdd        = blob(0x94, 1, 0x92, 5, 6, 4, 0) // 5 and 6, with 4 index bits
	hllInit       = blob(0x92, 0, 4)                // with 4 index bits
	hllUpdateOnly = blob(0x94, 0, 4, 0, 6)          // likewise, but only what exists, without failing
	hllCount      = blob(0x91, 50)                  // how many
	hllRefresh    = blob(0x91, 3)                   // how many, to be kept
	hllMinhash    = blob(0x93, 0, 16, 0x30)         // with 16 index bits and 48 of minimum hash
)

// TestBitAndHLLOperations runs lists of operations on a record with b=0f in all kinds of places and compares answer and
// record.
func TestBitAndHLLOperations(t *testing.T) {
	const sketch = "18:00040000000000000000000000010000000c0000000000"
	respond := aero.FlagRespondAllOps
	for name, test := range map[string]struct {
		flags          aero.Flags
		ops            []aero.Operation
		code           aero.ResultCode
		answer, record string
	}{
		"change, then read": {
			0,
			[]aero.Operation{op(aero.OpBitModify, "b", bitResize), op(aero.OpBitModify, "b", bitNot), op(aero.OpBitRead, "b", bitCount)},
			aero.CodeOK, "b=4", "b=4:f000",
		},
		"a change answers nothing": {
			respond,
			[]aero.Operation{op(aero.OpBitModify, "b", bitNot), op(aero.OpBitRead, "z", bitCount)},
			aero.CodeOK, "b=nil z=nil", "b=4:f0",
		},
		"create": {0, []aero.Operation{op(aero.OpBitModify, "c", bitResize)}, aero.CodeOK, "", "b=4:0f c=4:0000"},
		"an excused change creates nothing": {
			0,
			[]aero.Operation{op(aero.OpBitModify, "c", bitUpdateOnly), op(aero.OpHLLModify, "h", hllUpdateOnly)},
			aero.CodeOK, "", "b=4:0f",
		},
		"change what is missing": {0, []aero.Operation{op(aero.OpBitModify, "c", bitNot)}, aero.CodeBinNotFound, "", "b=4:0f"},
		"replace": {
			aero.FlagCreateOrReplace, []aero.Operation{op(aero.OpBitModify, "b", bitNot)}, aero.CodeParameter, "", "b=4:0f",
		},
		"an operation that is no blob": {
			0, []aero.Operation{op(aero.OpBitModify, "b", text("x"))}, aero.CodeIncompatibleType, "", "b=4:0f",
		},
		"add answers, init does not": {
			0, []aero.Operation{
				op(aero.OpHLLModify, "h", hllInit), op(aero.OpHLLModify, "h", hllAdd), op(aero.OpHLLRead, "h", hllCount),
			}, aero.CodeOK, "h=2 h=2", "b=4:0f h=" + sketch,
		},
		"all are answered": {
			respond,
			[]aero.Operation{op(aero.OpHLLModify, "h", hllInit), op(aero.OpHLLModify, "h", hllRefresh)},
			aero.CodeOK, "h=nil h=0", "b=4:0f h=18:0004000000000000000000000000000000000000000000",
		},
		"an answer beside all bins": {
			aero.FlagReadAllBins, []aero.Operation{op(aero.OpHLLModify, "h", hllAdd), read1("")}, aero.CodeParameter, "", "b=4:0f",
		},
		"a blob is no sketch": {
			0, []aero.Operation{op(aero.OpHLLRead, "b", hllCount)}, aero.CodeIncompatibleType, "", "b=4:0f",
		},
	} {
		b := newBench(t)
		b.do(write(write1("b", blob(0x0f))))
		code := b.do(with(write(test.ops...), test.flags))
		if got := b.show(); code != test.code || got != test.answer {
			t.Errorf("%s: %v, answer %s; want %v, %s", name, code, got, test.code, test.answer)
		}
		if got := b.record(); got != test.record {
			t.Errorf("%s: record %s, want %s", name, got, test.record)
		}
	}
}

// TestBitAndHLLReads reads blobs and sketches in commands that only read.
func TestBitAndHLLReads(t *testing.T) {
	b := newBench(t)
	b.do(write(write1("b", blob(0x0f)), op(aero.OpHLLModify, "h", hllAdd)))
	code := b.do(aero.RecordCommand{Flags: aero.FlagRead, Operations: []aero.Operation{
		op(aero.OpBitRead, "b", bitCount), op(aero.OpHLLRead, "h", hllCount), op(aero.OpHLLRead, "z", hllCount),
	}})
	if got := b.show(); code != aero.CodeOK || got != "b=4 h=2" {
		t.Errorf("%v: %s", code, got)
	}
	for _, write := range []aero.OpType{aero.OpBitModify, aero.OpHLLModify} {
		refused := aero.RecordCommand{Flags: aero.FlagRead, Operations: []aero.Operation{op(write, "b", bitNot)}}
		if code := b.do(refused); code != aero.CodeParameter {
			t.Errorf("type %d in a read: %v", write, code)
		}
	}
}

// TestBoundedBitAndHLLWork sends commands with many operations on one large value; they are refused after some.
func TestBoundedBitAndHLLWork(t *testing.T) {
	repeat := func(o aero.Operation) []aero.Operation {
		ops := make([]aero.Operation, MaxOperations)
		for i := range ops {
			ops[i] = o
		}
		return ops
	}
	for name, o := range map[string]aero.Operation{
		"change bits": op(aero.OpBitModify, "b", bitNot), "read bits": op(aero.OpBitRead, "b", bitCount),
		"change a sketch": op(aero.OpHLLModify, "h", hllRefresh), "read a sketch": op(aero.OpHLLRead, "h", hllCount),
	} {
		b := newBench(t)
		big := raw(aero.ParticleBlob, make([]byte, 1<<19)...)
		if code := b.do(write(write1("b", big), op(aero.OpHLLModify, "h", hllMinhash))); code != aero.CodeOK {
			t.Fatal(code)
		}
		if code := b.do(write(repeat(o)...)); code != aero.CodeRecordTooBig {
			t.Errorf("%s: %v", name, code)
		}
		reads := aero.RecordCommand{Flags: aero.FlagRead, Operations: repeat(o)}
		if code := b.do(reads); code != aero.CodeRecordTooBig && code != aero.CodeParameter {
			t.Errorf("%s in a read: %v", name, code)
		}
	}
}
