package hll

import (
	"bytes"
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// TestRead reads sketches in every way, as a table of answers and codes.
func TestRead(t *testing.T) {
	a, b := build(t, 14, 0, list(0, 100)), build(t, 14, 0, list(50, 200))
	ma, mb, mc := build(t, 14, 10, list(0, 100)), build(t, 14, 10, list(50, 200)), build(t, 14, 10, list(0, 60))
	other, empty, emptyMinhash := build(t, 14, 12, list(0, 10)), build(t, 14, 0, nil), build(t, 14, 10, nil)
	for _, test := range []struct {
		name  string
		value sketch
		op    aero.Particle
		want  string
		code  aero.ResultCode
	}{
		{"count", a, encode(opGetCount), "99", aero.CodeOK},
		{"count of nothing", empty, encode(opGetCount), "0", aero.CodeOK},
		{"union count", a, encode(opUnionCount, b), "197", aero.CodeOK},
		{"union count of three", a, encode(opUnionCount, []any{b, mc}), "197", aero.CodeOK},
		{"intersect count", a, encode(opIntersectCount, b), "50", aero.CodeOK},
		{"intersect count by minhash", ma, encode(opIntersectCount, mb), "50", aero.CodeOK},
		{"intersect count of three", a, encode(opIntersectCount, []any{b, build(t, 14, 0, list(0, 60))}), "11", aero.CodeOK},
		{"intersect count of three by minhash", ma, encode(opIntersectCount, []any{mb, mc}), "10", aero.CodeOK},
		{"intersect count of four by minhash", ma, encode(opIntersectCount, []any{mb, mc, ma}), "10", aero.CodeOK},
		{"intersect with nothing", a, encode(opIntersectCount, empty), "0", aero.CodeOK},
		{"intersect nothing by minhash", emptyMinhash, encode(opIntersectCount, emptyMinhash), "0", aero.CodeOK},
		{"four without minhash", a, encode(opIntersectCount, []any{a, a, a}), "-", aero.CodeParameter},
		{"four with several minhashes", ma, encode(opSimilarity, []any{ma, other, ma}), "-", aero.CodeParameter},
		{"four with another minhash", other, encode(opSimilarity, []any{ma, ma, ma}), "-", aero.CodeOpNotApplicable},
		{"similarity", a, encode(opSimilarity, b), "0.253807", aero.CodeOK},
		{"similarity by minhash", ma, encode(opSimilarity, mb), "0.255101", aero.CodeOK},
		{"similarity with nothing", a, encode(opSimilarity, empty), "0.000000", aero.CodeOK},
		{"similarity by minhash with nothing", ma, encode(opSimilarity, emptyMinhash), "0.000000", aero.CodeOK},
		{"similarity of nothing", empty, encode(opSimilarity, empty), "NaN", aero.CodeOK},
		{"similarity of nothing by minhash", emptyMinhash, encode(opSimilarity, emptyMinhash), "NaN", aero.CodeOK},
		{"describe", ma, encode(opDescribe), "type 20: 920e0a", aero.CodeOK},
		{"may contain", a, encode(opMayContain, list(0, 100)), "1", aero.CodeOK},
		{"does not contain", a, encode(opMayContain, []any{1, "x"}), "0", aero.CodeOK},
		{"contain nothing", a, encode(opMayContain, []any{}), "-", aero.CodeParameter},
		{"missing", nil, encode(opGetCount), "-", aero.CodeOK},
		{"missing and malformed", nil, aero.Particle{}, "-", aero.CodeOK},
		{"with argument", a, encode(opGetCount, 1), "-", aero.CodeParameter},
		{"without argument", a, encode(opUnionCount), "-", aero.CodeParameter},
		{"a modification", a, encode(opInit, 4), "-", aero.CodeParameter},
		{"unknown", a, encode(opMayContain+1, list(0, 1)), "-", aero.CodeParameter},
	} {
		got, code := Read(bin(test.value), test.op)
		if code != test.code || show(got) != test.want {
			t.Errorf("%s: %s, %v; want %s, %v", test.name, show(got), code, test.want, test.code)
		}
	}
}

// TestGetUnion compares the union of sketches of several shapes with a sketch of all elements in their common shape.
func TestGetUnion(t *testing.T) {
	for _, test := range []struct{ a, b, want shape }{
		{shape{8, 0}, shape{8, 0}, shape{8, 0}},
		{shape{10, 0}, shape{8, 0}, shape{8, 0}},
		{shape{8, 10}, shape{8, 10}, shape{8, 10}},
		{shape{8, 10}, shape{12, 9}, shape{8, 0}},
	} {
		a, b := build(t, test.a.index, test.a.minhash, list(0, 300)), build(t, test.b.index, test.b.minhash, list(200, 900))
		got, code := Read(bin(a), encode(opGetUnion, b))
		if want := build(t, test.want.index, test.want.minhash, list(0, 900)); code != aero.CodeOK || !bytes.Equal(got.Data, want) {
			t.Errorf("%v: %v", test, code)
		}
	}
}

// TestCachedCount believes a count that came with a sketch until the next element changes a register.
func TestCachedCount(t *testing.T) {
	k := build(t, 8, 0, list(0, 100))
	k.setCount(7)
	if got, _ := Read(bin(k), encode(opGetCount)); show(got) != "7" {
		t.Errorf("cached: %s", show(got))
	}
	value, _, _ := Modify(unlimited, bin(k), encode(opAdd, list(0, 100)))
	if got, _ := Read(value, encode(opGetCount)); show(got) != "7" {
		t.Errorf("after adding nothing new: %s", show(got))
	}
	value, _, _ = Modify(unlimited, bin(k), encode(opAdd, list(0, 200)))
	if got, _ := Read(value, encode(opGetCount)); show(got) == "7" {
		t.Errorf("after adding: %s", show(got))
	}
	value, _, _ = Modify(unlimited, bin(k), encode(opUnion, k))
	if n := sketch(value.Data).count(); n != 0 {
		t.Errorf("cached after a union: %d", n)
	}
}
