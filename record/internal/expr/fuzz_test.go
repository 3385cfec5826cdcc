package expr

import (
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// FuzzCompile feeds arbitrary bytes: nothing panics, what compiles has a value of its type or none, and says the same
// twice.
func FuzzCompile(f *testing.F) {
	for _, e := range []any{
		code(opAnd, code(opEqual, intBin, 7), code(opNot, noBool)),
		code(opLet, name("x"), 5, code(opCond, boolBin, code(opVariable, name("x")), 6)),
		code(opCall, int(TypeInt), systemCollection, []any{listByIndex, returnsValue, code(opSubtract, intBin, 5)}, listBin),
		code(opCall, int(TypeBlob), systemBits|flagModify, []any{bitNot, 0, 8, 0}, blobBin),
		code(opCall, int(TypeHLL), systemHLL|flagModify, []any{0, 8}, nil),
		code(opGeo, geoBin, geoText(`{"type":"AeroCircle","coordinates":[[1,1],1000]}`)),
		code(opRegex, 1, name("^t.+t$"), stringBin),
		code(opInList, 2, listBin),
		code(opMapKeys, mapBin),
	} {
		f.Add(encode(e))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		p, ok := Compile(data)
		if !ok {
			return
		}
		first, code := p.Value(testSubject())
		second, again := p.Value(testSubject())
		if code != again || first.Type != second.Type || string(first.Data) != string(second.Data) {
			t.Fatalf("%v, %v, then %v, %v", first, code, second, again)
		}
		if code == aero.CodeOK && first.Type != p.Type() && p.root.op != opCall {
			t.Fatalf("a value of type %d from an expression of type %d", first.Type, p.Type())
		}
	})
}
