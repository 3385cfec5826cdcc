package cdt

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/cdt/pack"
)

// testLimit is how large values may become in these tests.
const testLimit = 1 << 20

// The values that no bin can hold.
var (
	wildcard = aero.Extension{Type: 0xff, Data: []byte{0}}
	infinity = aero.Extension{Type: 0xff, Data: []byte{1}}
)

// l returns an unordered list.
func l(values ...any) aero.List { return aero.List{Items: values} }

// ol returns an ordered list.
func ol(values ...any) aero.List { return aero.List{Items: values, Ordered: true} }

// m returns an unordered map of keys and values in turn.
func m(keysAndValues ...any) aero.Map {
	var m aero.Map
	for i := 0; i+1 < len(keysAndValues); i += 2 {
		m.Entries = append(m.Entries, aero.MapEntry{Key: keysAndValues[i], Value: keysAndValues[i+1]})
	}
	return m
}

// om returns a map ordered by key.
func om(keysAndValues ...any) aero.Map {
	ordered := m(keysAndValues...)
	ordered.Order = aero.MapKeyOrdered
	return ordered
}

// particle returns a value as a particle.
func particle(t testing.TB, value any) aero.Particle {
	t.Helper()
	p, err := aero.NewParticle(value)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// operand returns the operand of an operation. A nil argument is nil, an absent one is left out.
func operand(t testing.TB, code opCode, args ...any) []byte {
	t.Helper()
	return particle(t, l(append([]any{uint64(code)}, plain(args)...)...)).Data
}

// plain returns the arguments with return types as numbers.
func plain(args []any) []any {
	numbers := slices.Clone(args)
	for i, arg := range numbers {
		if as, ok := arg.(returnType); ok {
			numbers[i] = int64(as)
		}
	}
	return numbers
}

// inside returns the operand of an operation within a context of types and values in turn.
func inside(t testing.TB, context []any, code opCode, args ...any) []byte {
	t.Helper()
	inner := l(append([]any{uint64(code)}, plain(args)...)...)
	return particle(t, l(uint64(opContext), l(context...), inner)).Data
}

// show writes a value in a short notation: lists in brackets, maps in braces, each after o if ordered, kv if ranks are
// kept, p if made for an answer, and x if indexed.
func show(t testing.TB, p aero.Particle) string {
	t.Helper()
	if p.Type == aero.ParticleNil {
		return "none"
	}
	if p.Type == aero.ParticleList || p.Type == aero.ParticleMap {
		return showPacked(t, p.Data)
	}
	v, err := p.Value()
	if err != nil {
		t.Fatalf("%x: %v", p.Data, err)
	}
	return fmt.Sprintf("%v", v)
}

// showPacked is show for a packed value.
func showPacked(t testing.TB, b []byte) string {
	t.Helper()
	head, ok := pack.ReadHead(b)
	if !ok {
		if pack.KindOf(b) == pack.KindNil {
			return "nil"
		}
		p, ok := pack.Particle(b)
		if !ok {
			return fmt.Sprintf("%x", b)
		}
		return show(t, p)
	}
	r, words := reader{rest: b[head.Size:]}, []string(nil)
	for range head.Count {
		word := ""
		if head.Kind == pack.KindMap {
			word = showNext(t, &r) + ":"
		}
		words = append(words, word+showNext(t, &r))
	}
	brackets := "[]"
	if head.Kind == pack.KindMap {
		brackets = "{}"
	}
	return showFlags(head.Flags) + brackets[:1] + strings.Join(words, " ") + brackets[1:]
}

// showNext writes the next value of the reader.
func showNext(t testing.TB, r *reader) string {
	t.Helper()
	value, _, ok := r.value()
	if !ok {
		t.Fatalf("%x is cut off", r.rest)
	}
	return showPacked(t, value)
}

// showFlags writes the flags of a marker.
func showFlags(flags uint8) string {
	words := ""
	for _, flag := range []struct {
		bit  uint8
		word string
	}{{pack.FlagOrdered, "o"}, {pack.FlagValueOrdered, "v"}, {pack.FlagPreserveOrder, "p"}, {pack.FlagIndexed, "x"}} {
		if flags&flag.bit != 0 {
			words += flag.word
		}
	}
	return words
}

// example is an operation on a value: what it answers with, and what the value becomes, or the code of its refusal.
type example struct {
	value   any // nil for no bin
	operand []byte
	result  string
	after   string // empty if nothing changes
	code    aero.ResultCode
}

// check carries examples out, those that do not change anything also as reads where the operation is one.
func check(t *testing.T, examples map[string]example) {
	t.Helper()
	for _, name := range sortedNames(examples) {
		e := examples[name]
		var value aero.Particle
		if e.value != nil {
			value = particle(t, e.value)
		}
		before := show(t, value)
		if e.after == "" {
			e.after = before
		}
		out, code := apply(value, e.operand)
		got := fmt.Sprintf("%v %s %s", code, show(t, out.Result), show(t, out.Value))
		want := fmt.Sprintf("%v %s %s", e.code, e.result, e.after)
		if e.code != aero.CodeOK {
			got, want = fmt.Sprint(code), fmt.Sprint(e.code)
		}
		if got != want {
			t.Errorf("%s on %s:\n got %s\nwant %s", name, before, got, want)
		}
		if show(t, value) != before {
			t.Errorf("%s changed the old value to %s", name, show(t, value))
		}
	}
}

// sortedNames returns the names of the examples in order.
func sortedNames(examples map[string]example) []string {
	var names []string
	for name := range examples {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// apply reads if the operation is one that reads, else modifies.
func apply(value aero.Particle, operand []byte) (Outcome, aero.ResultCode) {
	req, ok := parseRequest(operand)
	if ok && req.code == opContext {
		_, _, ok = req.rest.value()
		if ok {
			req, ok = req.rest.request()
		}
	}
	if op, known := lookup(req.code); ok && known && !op.modifies && value.Type != aero.ParticleNil {
		result, code := Read(value, operand)
		return Outcome{Value: value, Result: result}, code
	}
	return Modify(value, operand, testLimit)
}
