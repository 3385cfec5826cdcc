package typedjson

import (
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// TestForms checks the JSON form of every kind of value, and that reading it gives the value again.
func TestForms(t *testing.T) {
	entries := []aero.MapEntry{{Key: "b", Value: int64(1)}, {Key: "a", Value: nil}}
	cases := []struct {
		value any
		text  string
	}{
		{nil, `null`},
		{true, `true`},
		{int64(math.MinInt64), `-9223372036854775808`},
		{uint64(math.MaxUint64), `18446744073709551615`},
		{1.0, `1.0`},
		{-0.5, `-0.5`},
		{1e21, `1e+21`},
		{math.Inf(-1), `{"$float":"-Inf"}`},
		{"a\"\\\n\x00é\u2028", `"a\"\\\n\u0000é\u2028"`},
		{"\xff", `{"$string":"/w=="}`},
		{[]byte{0, 1}, `{"$blob":"AAE="}`},
		{aero.HLL{1}, `{"$hll":"AQ=="}`},
		{aero.GeoJSON(`{"type":"Point"}`), `{"$geo":"{\"type\":\"Point\"}"}`},
		{aero.List{Items: []any{}}, `[]`},
		{aero.List{Items: []any{int64(1), []byte{}, aero.List{Items: []any{}}}}, `[1,{"$blob":""},[]]`},
		{aero.List{Items: []any{"x"}, Ordered: true, Indexed: true}, `{"$list":["x"],"ordered":true,"indexed":true}`},
		{aero.Map{Entries: []aero.MapEntry{}}, `{}`},
		{aero.Map{Entries: entries}, `{"b":1,"a":null}`},
		{aero.Map{Entries: entries, Order: aero.MapKeyOrdered}, `{"$map":{"b":1,"a":null},"order":"key"}`},
		{
			aero.Map{Entries: []aero.MapEntry{{Key: int64(1), Value: "x"}}, Order: aero.MapKeyValueOrdered, Indexed: true},
			`{"$map":[[1,"x"]],"order":"key-value","indexed":true}`,
		},
		{aero.Map{Entries: []aero.MapEntry{{Key: "$blob", Value: "x"}}}, `{"$map":[["$blob","x"]]}`},
		{aero.Opaque{Type: 7, Data: []byte{1}}, `{"$opaque":"AQ==","type":7}`},
		{aero.Extension{Type: 255, Data: []byte{0}}, `{"$extension":"AA==","type":255}`},
	}
	for _, c := range cases {
		text, err := Append(nil, c.value)
		if err != nil || string(text) != c.text {
			t.Errorf("%#v: %s, %v; want %s", c.value, text, err, c.text)
		}
		value, err := Decode([]byte(c.text))
		if err != nil || !reflect.DeepEqual(value, c.value) {
			t.Errorf("%s: %#v, %v", c.text, value, err)
		}
	}
}

// TestNaN keeps the bits of floats that are not numbers.
func TestNaN(t *testing.T) {
	for _, bits := range []uint64{math.Float64bits(math.NaN()), 0x7ff8dead00000001, 0xfff0000000000001} {
		text, err := Append(nil, math.Float64frombits(bits))
		if err != nil {
			t.Fatal(err)
		}
		v, err := Decode(text)
		if f, ok := v.(float64); err != nil || !ok || math.Float64bits(f) != bits {
			t.Errorf("%s: %v, %v", text, v, err)
		}
	}
	v, err := Decode([]byte("-0.0"))
	if f, ok := v.(float64); err != nil || !ok || !math.Signbit(f) {
		t.Errorf("negative zero: %v, %v", v, err)
	}
}

// TestDecodeRefuses gives texts that are no values, and expects ErrSyntax or ErrTooDeep.
func TestDecodeRefuses(t *testing.T) {
	for _, text := range []string{
		"", "x", "[", "[1", "{", `{"a"`, `{"a":1,"a":2}`, "1 2", "99999999999999999999", "1e999", "\"\xff\"",
		`{"$nope":1}`, `{"$blob":1}`, `{"$blob":"!"}`, `{"$blob":"AA==","x":1}`, `{"$blob":"","$hll":""}`, `{"$float":"1"}`,
		`{"$float":"0xzz"}`, `{"$list":1}`, `{"$list":[],"ordered":1}`, `{"$list":[],"order":"key"}`, `{"$map":1}`,
		`{"$map":[[1]]}`, `{"$map":[1]}`, `{"$map":{},"order":"x"}`, `{"$map":{},"indexed":"x"}`, `{"$opaque":"AA=="}`,
		`{"$opaque":"AA==","type":256}`, `{"$map":{"$map":{},"order":"key"}}`, `{"$list":{"$list":[],"ordered":true}}`,
		strings.Repeat("[", 5000), `{"x":}`, `[1,]`,
	} {
		if v, err := Decode([]byte(text)); !errors.Is(err, ErrSyntax) && !errors.Is(err, aero.ErrTooDeep) {
			t.Errorf("%.40q: %#v, %v", text, v, err)
		}
	}
	if _, err := Append(nil, make(chan int)); !errors.Is(err, ErrType) {
		t.Error(err)
	}
	if _, err := DecodeObject([]byte(`[1]`)); !errors.Is(err, ErrSyntax) {
		t.Error(err)
	}
	if fields, err := DecodeObject([]byte(`{"$x":1,"a":{"$blob":""}}`)); err != nil || len(fields) != 2 {
		t.Error(fields, err)
	}
}

// FuzzDecode checks that any text is refused or gives a value whose form is read back as the same form.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		`{"a":[1,2.5,"x",{"$blob":"AA=="}],"b":{"$map":[[1,2]],"order":"key"}}`, `{"$float":"0x7ff8000000000002"}`,
		`{"$list":[{"$geo":"{}"}],"ordered":true}`, `[18446744073709551615,-0.0,1e-7,"\ud800"]`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		v, err := Decode(text)
		if err != nil {
			return
		}
		first, err := Append(nil, v)
		if errors.Is(err, aero.ErrTooDeep) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		again, err := Decode(first)
		if err != nil {
			t.Fatalf("%s: %v", first, err)
		}
		second, err := Append(nil, again)
		if err != nil || string(first) != string(second) {
			t.Fatalf("%s became %s, %v", first, second, err)
		}
	})
}

// FuzzRoundTrip checks that every value that is decoded from stored bytes keeps its bytes through JSON.
func FuzzRoundTrip(f *testing.F) {
	f.Add(uint8(aero.ParticleString), []byte("x"))
	f.Add(uint8(aero.ParticleFloat), []byte{0x7f, 0xf8, 0, 0, 0, 0, 0, 1})
	f.Add(uint8(aero.ParticleList), []byte{0x92, 0x01, 0xa2, 0x03, 0x78})
	f.Add(uint8(aero.ParticleMap), []byte{0x82, 0xc7, 0x00, 0x01, 0xc0, 0xa2, 0x03, 0x78, 0x01})
	f.Fuzz(func(t *testing.T, kind uint8, data []byte) {
		v, err := aero.Particle{Type: aero.ParticleType(kind), Data: data}.Value()
		if err != nil {
			return
		}
		before, err := aero.NewParticle(v)
		if err != nil {
			return
		}
		text, err := Append(nil, v)
		if err != nil {
			t.Fatal(err)
		}
		w, err := Decode(text)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		after, err := aero.NewParticle(w)
		if err != nil || !reflect.DeepEqual(before, after) {
			t.Fatalf("%s: %x became %x, %v", text, before, after, err)
		}
	})
}
