package expr

import (
	"testing"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/internal/exprcode"
)

// FuzzCompile feeds arbitrary bytes: nothing panics, what compiles has a value of its type or none, and says the same
// twice.
func FuzzCompile(f *testing.F) {
	for _, e := range []any{
		code(exprcode.And, code(exprcode.Equal, intBin, 7), code(exprcode.Not, noBool)),
		code(exprcode.Let, name("x"), 5, code(exprcode.Cond, boolBin, code(exprcode.Variable, name("x")), 6)),
		code(exprcode.Call, int(TypeInt), systemCollection, []any{listByIndex, returnsValue, code(exprcode.Subtract, intBin, 5)}, listBin),
		code(exprcode.Call, int(TypeBlob), systemBits|exprcode.CallModify, []any{bitNot, 0, 8, 0}, blobBin),
		code(exprcode.Call, int(TypeHLL), systemHLL|exprcode.CallModify, []any{0, 8}, nil),
		code(exprcode.Geo, geoBin, geoText(`{"type":"AeroCircle","coordinates":[[1,1],1000]}`)),
		code(exprcode.Regex, 1, name("^t.+t$"), stringBin),
		code(exprcode.InList, 2, listBin),
		code(exprcode.MapKeys, mapBin),
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
		if code == aero.CodeOK && first.Type != p.Type() && p.root.op != exprcode.Call {
			t.Fatalf("a value of type %d from an expression of type %d", first.Type, p.Type())
		}
	})
}
