package expr

import (
	"testing"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/internal/exprcode"
)

// TestLiterals pins what stands for itself.
func TestLiterals(t *testing.T) {
	point := `{"type":"Point","coordinates":[1,2]}`
	check(t, []expectation{
		{nil, "nil"},
		{true, "true"},
		{5, "5"},
		{-5, "-5"},
		{2.5, "2.5f"},
		{"a", `"a"`},
		{blob("a"), "6:61"},
		{sketch("a"), "9:61"},
		{pairs{1, 2}, "5:82c70001c00102"},
		{code(exprcode.Quote, []any{1}), "4:9101"},
		{code(exprcode.Quote, 1), "refused"},
		{geoText(point), "8:7b2274797065223a22506f696e74222c22636f6f7264696e61746573223a5b312c325d7d"},
		{geoText("{}"), "refused"},
		{name("plain"), "refused"}, // its first letter is no type
		{name(""), "refused"},
		{raw{0xd4, 0xff, 0x00}, "refused"}, // a wildcard is no value
		{raw{}, "refused"},
		{[]any{}, "refused"},
		{[]any{200}, "refused"},
		{[]any{"x"}, "refused"},
		{raw(append(encode(5), 0)), "refused"},
		{code(exprcode.Remove), "remove"},
		{code(10), "refused"},
	})
}

// TestCond pins conditions.
func TestCond(t *testing.T) {
	check(t, []expectation{
		{code(exprcode.Cond, true, 1, 2), "1"},
		{code(exprcode.Cond, false, 1, 2), "2"},
		{code(exprcode.Cond, false, 1, true, 3, 2), "3"},
		{code(exprcode.Cond, noBool, 1, 2), "unknown"},
		{code(exprcode.Cond, false, 1, code(exprcode.Unknown)), "unknown"},
		{code(exprcode.Cond, true, 1, code(exprcode.Unknown)), "1"},
		{code(exprcode.Cond, true, code(exprcode.Unknown), 2), "unknown"},
		{code(exprcode.Cond, true, code(exprcode.Unknown), code(exprcode.Unknown)), "unknown"},
		{code(exprcode.Cond, true, 1, 2.0), "refused"},
		{code(exprcode.Cond, true, 1), "refused"},
		{code(exprcode.Cond, true, 1, true, 2), "refused"},
		{code(exprcode.Cond, 1, 1, 2), "refused"},
		{code(exprcode.Add, code(exprcode.Cond, true, 1, code(exprcode.Unknown)), 1), "2"},
	})
}

// TestVariables pins definitions and their scope.
func TestVariables(t *testing.T) {
	x, y := code(exprcode.Variable, name("x")), code(exprcode.Variable, name("y"))
	check(t, []expectation{
		{code(exprcode.Let, name("x"), 5, code(exprcode.Add, x, x)), "10"},
		{code(exprcode.Let, name("x"), 5, name("y"), code(exprcode.Add, x, 1), y), "6"},
		{code(exprcode.Let, name("x"), 5, code(exprcode.Let, name("y"), 1, code(exprcode.Add, x, y))), "6"},
		{code(exprcode.Add, code(exprcode.Let, name("x"), 5, x), code(exprcode.Let, name("x"), 6, x)), "11"},
		{code(exprcode.Let, name("x"), noInt, code(exprcode.Or, true, code(exprcode.Equal, x, 1))), "true"},
		{code(exprcode.Let, name("x"), noInt, x), "unknown"},
		{code(exprcode.Cond, true, 1, code(exprcode.Let, name("x"), 1, code(exprcode.Unknown))), "1"},
		{x, "refused"},
		{code(exprcode.Let, name("x"), x, 1), "refused"},
		{code(exprcode.Let, name("x"), 1, name("x"), 2, x), "refused"},
		{code(exprcode.Let, name("x"), 1, code(exprcode.Let, name("x"), 2, x)), "refused"},
		{code(exprcode.Let, name("1x"), 1, 1), "refused"},
		{code(exprcode.Let, name("x-"), 1, 1), "refused"},
		{code(exprcode.Let, name(""), 1, 1), "refused"},
		{code(exprcode.Let, name("x"), 1), "refused"},
		{code(exprcode.Let, 1), "refused"},
		{code(exprcode.Let, name("_x9"), 1, 2), "2"},
		{code(exprcode.And, code(exprcode.Let, name("x"), 1, true), code(exprcode.Equal, x, 1)), "refused"},
		{code(exprcode.Builtin, int(TypeInt), builtinIndex), "unknown"},
		{code(exprcode.Builtin, int(TypeString), builtinIndex), "refused"},
		{code(exprcode.Builtin, int(TypeString), builtins), "refused"},
	})
}

// The numbers of operations in these tests.
const (
	listAppend   = 1
	listSize     = 16
	listByIndex  = 19
	listByRank   = 21
	mapByKey     = 97
	mapPut       = 67
	bitGet       = 50
	bitNot       = 7
	returnsValue = 7
)

// TestCall pins operations on lists, maps and blobs.
func TestCall(t *testing.T) {
	read := func(of Type, operation []any, on any) []any {
		return code(exprcode.Call, int(of), systemCollection, operation, on)
	}
	change := func(of Type, operation []any, on any) []any {
		return code(exprcode.Call, int(of), systemCollection|exprcode.CallModify, operation, on)
	}
	check(t, []expectation{
		{read(TypeInt, []any{listSize}, listBin), "3"},
		{read(TypeString, []any{listSize}, listBin), "unknown"},
		{read(TypeInt, []any{listByIndex, returnsValue, 1}, listBin), "2"},
		{read(TypeInt, []any{listByIndex, returnsValue, code(exprcode.Subtract, intBin, 5)}, listBin), "3"},
		{read(TypeInt, []any{listByIndex, returnsValue, noInt}, listBin), "unknown"},
		{read(TypeInt, []any{listByIndex, returnsValue, 9}, listBin), "unknown"},
		{read(TypeInt, []any{listSize}, noList), "unknown"},
		{read(TypeInt, []any{listSize}, intBin), "refused"},
		{read(TypeInt, []any{listSize}, nil), "unknown"},
		{read(TypeInt, []any{}, listBin), "refused"},
		{read(TypeInt, []any{mapByKey, returnsValue, "a"}, mapBin), "1"},
		{read(TypeInt, []any{callContext, []any{0x22, "b"}, []any{listByRank, returnsValue, -1}}, mapBin), "5"},
		{read(TypeInt, []any{callContext, []any{0x22, "c"}, []any{listByRank, returnsValue, -1}}, mapBin), "unknown"},
		{change(TypeList, []any{listAppend, 9}, listBin), "4:9401020309"},
		{change(TypeList, []any{listAppend, code(exprcode.Add, intBin, 1)}, listBin), "4:9401020308"},
		{change(TypeList, []any{listAppend, code(exprcode.Quote, []any{1})}, listBin), "4:940102039101"},
		{change(TypeList, []any{listAppend, 9}, nil), "4:9109"},
		{change(TypeMap, []any{mapPut, "a", 2}, mapBin), "5:83c70001c0a20361" + "02a2036291" + "05"},
		{code(exprcode.Call, int(TypeBlob), systemBits, []any{bitGet, 0, 8}, blobBin), "6:01"},
		{code(exprcode.Call, int(TypeBlob), systemBits|exprcode.CallModify, []any{bitNot, 0, 8, 0}, blobBin), "6:fe02"},
		{code(exprcode.Call, int(TypeBlob), systemBits, []any{bitGet, 0, 8}, nil), "unknown"},
		{code(exprcode.Call, int(TypeInt), systemHLL, []any{50}, nil), "unknown"},
		{code(exprcode.Call, int(TypeInt), systemHLL, []any{50}, blobBin), "refused"},
		{code(exprcode.Call, int(TypeInt), 3, []any{50}, blobBin), "refused"},
		{code(exprcode.MapKeys, mapBin), "4:92a20361a20362"},
		{code(exprcode.MapValues, mapBin), "4:92019105"},
		{code(exprcode.MapKeys, listBin), "unknown"},
	}[:])
}

// TestGeo pins the comparison of points and regions.
func TestGeo(t *testing.T) {
	circle := geoText(`{"type":"AeroCircle","coordinates":[[1,1],1000]}`)
	far := geoText(`{"type":"Point","coordinates":[20,1]}`)
	check(t, []expectation{
		{code(exprcode.Geo, geoBin, circle), "true"},
		{code(exprcode.Geo, circle, geoBin), "true"},
		{code(exprcode.Geo, far, circle), "false"},
		{code(exprcode.Geo, far, geoBin), "false"},
		{code(exprcode.Geo, circle, circle), "false"},
		{code(exprcode.Geo, geoBin, stringBin), "refused"},
		{code(exprcode.Geo, code(exprcode.Bin, int(TypeGeo), name("none")), circle), "unknown"},
	})
}

// TestProgram looks at what a program says of itself.
func TestProgram(t *testing.T) {
	p, ok := Compile(encode(code(exprcode.Add, intBin, intBin, code(exprcode.BinType, name("s")))))
	if !ok || len(p.Bins()) != 2 || !p.Indexable() || p.Type() != aero.ParticleInteger {
		t.Errorf("bins %v, indexable %v, type %v", p.Bins(), p.Indexable(), p.Type())
	}
	if p, _ := Compile(encode(code(exprcode.TTL))); p.Indexable() {
		t.Error("the time to live can be indexed")
	}
	if p, _ := Compile(encode(code(exprcode.DigestModulo, 2))); !p.Indexable() {
		t.Error("the digest cannot be indexed")
	}
	if p, _ := Compile(encode(5)); p.Indexable() {
		t.Error("a constant can be indexed")
	}
	if _, ok := CompileFilter(encode(intBin)); ok {
		t.Error("an integer is a filter")
	}
}

// TestMatch evaluates filters.
func TestMatch(t *testing.T) {
	for want, filter := range map[aero.ResultCode]any{
		aero.CodeOK:           code(exprcode.Equal, intBin, 7),
		aero.CodeFilteredOut:  noBool,
		aero.CodeRecordTooBig: code(exprcode.Equal, code(exprcode.MapKeys, mapBin), code(exprcode.Quote, []any{})),
	} {
		p, ok := CompileFilter(encode(filter))
		s := testSubject()
		if want == aero.CodeRecordTooBig {
			s.Budget = 5
		}
		if got := p.Match(s); !ok || got != want {
			t.Errorf("%v: %v, want %v", filter, got, want)
		}
	}
}

// TestDepth nests instructions up to the limit and beyond.
func TestDepth(t *testing.T) {
	nest := func(levels int) any {
		var e any = true
		for range levels - 1 {
			e = code(exprcode.Not, e)
		}
		return e
	}
	if _, ok := Compile(encode(nest(MaxDepth))); !ok {
		t.Error("the deepest expression is refused")
	}
	if _, ok := Compile(encode(nest(MaxDepth + 1))); ok {
		t.Error("a deeper expression is accepted")
	}
}
