package expr

import (
	"fmt"
	"testing"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/internal/exprcode"
	"github.com/aerolith/aerolith/record/internal/cdt/pack"
	"github.com/aerolith/aerolith/record/internal/layout"
)

// name is a string that is encoded without an inner type, as names of bins and variables are.
type name string

// blob is bytes that are encoded as a blob.
type blob string

// sketch is bytes that are encoded as a HyperLogLog.
type sketch string

// geoText is a string that is encoded as GeoJSON.
type geoText string

// raw is an encoding that stands as it is.
type raw []byte

// pairs is a map: keys and values in turn, in order of the keys.
type pairs []any

// code is an instruction: opcode and elements.
func code(op opcode, elements ...any) []any { return append([]any{int(op)}, elements...) }

// encode returns the encoding of a test's description of an expression.
func encode(v any) []byte {
	switch v := v.(type) {
	case nil:
		return pack.AppendNil(nil)
	case bool:
		return pack.AppendBool(nil, pack.Truth(v))
	case int:
		return pack.AppendInteger(nil, int64(v))
	case float64:
		return pack.AppendFloat(nil, v)
	case string:
		return pack.AppendText(nil, aero.ParticleString, []byte(v))
	case blob:
		return pack.AppendText(nil, aero.ParticleBlob, []byte(v))
	case sketch:
		return pack.AppendText(nil, aero.ParticleHLL, []byte(v))
	case geoText:
		return pack.AppendText(nil, aero.ParticleGeoJSON, []byte(v))
	case name:
		return append([]byte{0xd9, byte(len(v))}, v...)
	case raw:
		return v
	case pairs:
		out := pack.AppendHead(nil, pack.KindMap, pack.FlagOrdered, len(v)/2)
		for i := range v {
			out = append(out, encode(v[i])...)
		}
		return out
	case []any:
		out := pack.AppendHead(nil, pack.KindList, 0, len(v))
		for i := range v {
			out = append(out, encode(v[i])...)
		}
		return out
	}
	panic(fmt.Sprintf("no encoding for %T", v))
}

// testBins are bins by name.
type testBins map[string]aero.Particle

// Find implements Source.
func (b testBins) Find(n layout.Name) (aero.Particle, bool) {
	p, ok := b[n.String()]
	return p, ok
}

// Size implements Source.
func (testBins) Size() int { return 128 }

// particleOf returns the particle of a packed value.
func particleOf(v any) aero.Particle {
	p, ok := pack.Particle(encode(v))
	if !ok {
		panic(fmt.Sprintf("no particle for %v", v))
	}
	return p
}

// testSubject returns a record with bins of every type.
func testSubject() *Subject {
	s := &Subject{
		Bins: testBins{
			"i": particleOf(7), "f": particleOf(1.5), "s": particleOf("text"), "b": particleOf(blob("\x01\x02")),
			"t": particleOf(true), "l": particleOf([]any{1, 2, 3}), "m": particleOf(pairs{"a", 1, "b", []any{5}}),
			"g": particleOf(geoText(`{"type":"Point","coordinates":[1,1]}`)),
		},
		SetName: "people", Key: particleOf("me"), VoidTime: 1000, LastUpdate: 500_000, Now: 600_000, Budget: 1 << 20,
	}
	copy(s.Digest[digestNumberAt:], []byte{0x0a, 0, 0, 0})
	return s
}

// show describes what an expression comes to.
func show(t *testing.T, expression any) string {
	t.Helper()
	p, ok := Compile(encode(expression))
	if !ok {
		return "refused"
	}
	v, exhausted := p.run(testSubject())
	if exhausted {
		return "exhausted"
	}
	switch v.typ {
	case TypeNil:
		return "nil"
	case TypeBool:
		return fmt.Sprint(v.isTrue())
	case TypeInt:
		return fmt.Sprint(v.int())
	case TypeFloat:
		return fmt.Sprintf("%gf", v.float())
	case TypeString:
		return fmt.Sprintf("%q", v.data)
	case TypeBlob, TypeList, TypeMap, TypeHLL, TypeGeo, typeOther:
		return fmt.Sprintf("%d:%x", v.typ, v.data)
	case typeRemove:
		return "remove"
	}
	return "unknown"
}

// expectation is an expression and what it comes to.
type expectation struct {
	expression any
	want       string
}

// check evaluates expressions and compares.
func check(t *testing.T, cases []expectation) {
	t.Helper()
	for _, c := range cases {
		if got := show(t, c.expression); got != c.want {
			t.Errorf("%v: %s, want %s", c.expression, got, c.want)
		}
	}
}

// The bins of the test record, and one that it does not have.
var (
	intBin    = code(exprcode.Bin, int(TypeInt), name("i"))
	floatBin  = code(exprcode.Bin, int(TypeFloat), name("f"))
	stringBin = code(exprcode.Bin, int(TypeString), name("s"))
	blobBin   = code(exprcode.Bin, int(TypeBlob), name("b"))
	boolBin   = code(exprcode.Bin, int(TypeBool), name("t"))
	listBin   = code(exprcode.Bin, int(TypeList), name("l"))
	mapBin    = code(exprcode.Bin, int(TypeMap), name("m"))
	geoBin    = code(exprcode.Bin, int(TypeGeo), name("g"))
	noInt     = code(exprcode.Bin, int(TypeInt), name("none"))
	noBool    = code(exprcode.Bin, int(TypeBool), name("none"))
	noList    = code(exprcode.Bin, int(TypeList), name("none"))
)
