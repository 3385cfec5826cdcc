package aero

import (
	"bytes"
	"encoding/hex"
	"errors"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
)

// clientValues are the Go values that the lines of testdata/values.txt were made of, in the types that decoding
// gives.
func clientValues() map[string]any {
	sixteen := make([]any, 16)
	for i := range sixteen {
		sixteen[i] = int64(i)
	}
	list := func(items ...any) List { return List{Items: append([]any{}, items...)} }
	return map[string]any{
		"list int edges": list(int64(0), int64(127), int64(128), int64(255), int64(256), int64(65535), int64(65536),
			int64(math.MaxUint32), int64(math.MaxUint32+1), int64(math.MaxInt64)),
		"list negative edges": list(int64(-1), int64(-32), int64(-33), int64(-128), int64(-129), int64(-32768),
			int64(-32769), int64(math.MinInt32), int64(math.MinInt32-1), int64(math.MinInt64)),
		"list uint64 max": list(uint64(math.MaxUint64)),
		"list scalars":    list(nil, true, false, 1.5, "text", []byte{1, 2}, ""),
		"list string 31": list(strings.Repeat("a", 30), strings.Repeat("a", 31), strings.Repeat("b", 254),
			strings.Repeat("b", 255)),
		"list geojson":           list(GeoJSON("{}")),
		"list nested":            list(list(int64(1), list(int64(2))), Map{Entries: []MapEntry{{"k", list()}}}),
		"list hll":               list([]byte{5, 6}),
		"list of 16":             list(sixteen...),
		"list infinity wildcard": list(Extension{0xff, []byte{1}}, Extension{0xff, []byte{0}}),
		"map one":                Map{Entries: []MapEntry{{"k", int64(1)}}},
		"map empty":              Map{Entries: []MapEntry{}},
		"list empty":             list(),
		"int":                    int64(-5), "float": -2.5, "string": "héllo", "blob": []byte{0, 255}, "bool": true,
		"geojson": GeoJSON("{}"), "hll": HLL{5, 6},
	}
}

// TestValuesMatchOfficialClient compares encoding and decoding with bytes that the official Go client sent for the
// same values.
func TestValuesMatchOfficialClient(t *testing.T) {
	values := clientValues()
	lines := readLines(t, "testdata/values.txt")
	if len(lines) != len(values) {
		t.Fatalf("%d vectors for %d values", len(lines), len(values))
	}
	for _, line := range lines {
		name, text, _ := strings.Cut(line, " = ")
		b, err := hex.DecodeString(text)
		if err != nil {
			t.Fatal(err)
		}
		want, particle := values[name], Particle{Type: ParticleType(b[0]), Data: b[1:]}
		got, err := particle.Value()
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: decoded %#v, %v; want %#v", name, got, err, want)
		}
		encoded, err := NewParticle(want)
		if err != nil || encoded.Type != particle.Type || !bytes.Equal(encoded.Data, particle.Data) {
			t.Errorf("%s: encoded %v, %v; want %v", name, encoded, err, particle)
		}
	}
}

// randomValue makes a value of the types that decoding gives, nested at most depth deep.
func randomValue(r *rand.Rand, depth int) any {
	kinds := 10
	if depth == 0 {
		kinds = 8
	}
	switch r.IntN(kinds) {
	case 0:
		return nil
	case 1:
		return r.IntN(2) == 0
	case 2:
		return int64(r.Uint64()) >> r.IntN(64)
	case 3:
		return r.Uint64() | 1<<63
	case 4:
		return r.NormFloat64()
	case 5:
		return strings.Repeat("x", r.IntN(300))
	case 6:
		return bytes.Repeat([]byte{byte(r.Uint32())}, r.IntN(300))
	case 7:
		return GeoJSON("{}")
	case 8:
		return randomList(r, depth-1)
	default:
		return randomMap(r, depth-1)
	}
}

// randomList makes a list with any marker.
func randomList(r *rand.Rand, depth int) List {
	l := List{Ordered: r.IntN(2) == 0, Indexed: r.IntN(4) == 0, Items: []any{}}
	for range r.IntN(20) {
		l.Items = append(l.Items, randomValue(r, depth))
	}
	return l
}

// randomMap makes a map with any marker.
func randomMap(r *rand.Rand, depth int) Map {
	orders := []MapOrder{MapUnordered, MapKeyOrdered, MapKeyValueOrdered}
	m := Map{Order: orders[r.IntN(3)], Indexed: r.IntN(4) == 0, Entries: []MapEntry{}}
	for range r.IntN(20) {
		m.Entries = append(m.Entries, MapEntry{randomValue(r, 0), randomValue(r, depth)})
	}
	return m
}

// TestValueRoundTrip encodes and decodes random values, the seed of which is printed on failure.
func TestValueRoundTrip(t *testing.T) {
	r, seed := seeded(t)
	for range 500 {
		var want any = randomList(r, 3)
		if r.IntN(2) == 0 {
			want = randomMap(r, 3)
		}
		p, err := NewParticle(want)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		got, err := p.Value()
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("seed %d: got %#v, %v; want %#v", seed, got, err, want)
		}
	}
}

// TestGoMapsAreStoredDeterministically checks that equal Go maps have equal bytes, whatever order they are walked in.
func TestGoMapsAreStoredDeterministically(t *testing.T) {
	byName, byAny := map[string]any{}, map[any]any{}
	for i := range 40 {
		byName[strings.Repeat("k", i)] = i
		byAny[i] = i
	}
	for _, v := range []any{byName, byAny} {
		first, err := NewParticle(v)
		if err != nil {
			t.Fatal(err)
		}
		for range 10 {
			if again, err := NewParticle(v); err != nil || !bytes.Equal(first.Data, again.Data) {
				t.Fatalf("%T: different bytes, %v", v, err)
			}
		}
	}
}

// TestMapGet looks up keys of several types, present and not.
func TestMapGet(t *testing.T) {
	m := Map{Entries: []MapEntry{{"s", int64(1)}, {int64(2), "two"}, {[]byte{3}, "three"}, {List{}, "list"}}}
	for key, want := range map[any]any{"s": int64(1), int64(2): "two"} {
		if got, ok := m.Get(key); !ok || got != want {
			t.Errorf("%v: %v, %v", key, got, ok)
		}
	}
	if got, ok := m.Get([]byte{3}); !ok || got != "three" {
		t.Errorf("bytes: %v, %v", got, ok)
	}
	for _, key := range []any{"x", 2, []byte{4}, List{}} {
		if _, ok := m.Get(key); ok {
			t.Errorf("%v was found", key)
		}
	}
}

// TestUnsupportedValues checks the errors for what cannot be stored.
func TestUnsupportedValues(t *testing.T) {
	for _, v := range []any{struct{}{}, uint64(math.MaxUint64), []any{make(chan int)}, map[any]any{struct{}{}: 1}, []string{"a"}} {
		if _, err := NewParticle(v); !errors.Is(err, ErrUnsupportedValue) {
			t.Errorf("%T: %v, want ErrUnsupportedValue", v, err)
		}
	}
	var deep any = List{}
	for range MaxValueDepth {
		deep = List{Items: []any{deep}}
	}
	if _, err := NewParticle(deep); !errors.Is(err, ErrTooDeep) {
		t.Errorf("deep value: %v, want ErrTooDeep", err)
	}
}
