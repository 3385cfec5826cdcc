package hll

import (
	"bytes"
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// TestModifyFlags applies every modification to bins that exist and that do not, with every flag, as a table of shapes,
// answers and codes.
func TestModifyFlags(t *testing.T) {
	plain, minhash := build(t, 8, 0, list(0, 100)), build(t, 8, 10, list(0, 100))
	small, other := build(t, 6, 0, list(0, 50)), build(t, 8, 12, list(0, 50))
	one := []any{1}
	for _, test := range []struct {
		name   string
		old    sketch
		op     aero.Particle
		shape  shape // of the new value; zero if nothing changes
		answer string
		code   aero.ResultCode
	}{
		{"init", nil, encode(opInit, 4), shape{4, 0}, "-", aero.CodeOK},
		{"init with minhash", nil, encode(opInit, 16, 48), shape{16, 48}, "-", aero.CodeOK},
		{"init again", plain, encode(opInit), shape{8, 0}, "-", aero.CodeOK},
		{"init keeps index bits", plain, encode(opInit, -1, 20), shape{8, 20}, "-", aero.CodeOK},
		{"init keeps minhash", minhash, encode(opInit, 4, -1), shape{4, 10}, "-", aero.CodeOK},
		{"init without index bits", nil, encode(opInit), shape{}, "-", aero.CodeOpNotApplicable},
		{"init with too much together", build(t, 16, 0, nil), encode(opInit, -1, 51), shape{}, "-", aero.CodeOpNotApplicable},
		{"init with 65 bits", nil, encode(opInit, 16, 49), shape{}, "-", aero.CodeParameter},
		{"index bits 3", nil, encode(opInit, 3), shape{}, "-", aero.CodeParameter},
		{"index bits 17", nil, encode(opInit, 17), shape{}, "-", aero.CodeParameter},
		{"minhash 3", nil, encode(opInit, 4, 3), shape{}, "-", aero.CodeParameter},
		{"minhash 52", nil, encode(opInit, 4, 52), shape{}, "-", aero.CodeParameter},
		{"minhash -2", nil, encode(opInit, 4, -2), shape{}, "-", aero.CodeParameter},
		{"create only", plain, encode(opInit, 4, 0, createOnly), shape{}, "-", aero.CodeBinExists},
		{"create only, no fail", plain, encode(opInit, 4, 0, createOnly|noFail), shape{}, "-", aero.CodeOK},
		{"update only", nil, encode(opInit, 4, 0, updateOnly), shape{}, "-", aero.CodeBinNotFound},
		{"update only, no fail", nil, encode(opInit, 4, 0, updateOnly|noFail), shape{}, "-", aero.CodeOK},
		{"both", nil, encode(opInit, 4, 0, createOnly|updateOnly), shape{}, "-", aero.CodeParameter},
		{"init with fold", nil, encode(opInit, 4, 0, allowFold), shape{}, "-", aero.CodeParameter},
		{"no fail does not excuse all", nil, encode(opInit, -1, 0, noFail), shape{}, "-", aero.CodeOpNotApplicable},

		{"add", plain, encode(opAdd, list(90, 110)), shape{8, 0}, "8", aero.CodeOK},
		{"add ignores bits", plain, encode(opAdd, one, 4, 4), shape{8, 0}, "0", aero.CodeOK},
		{"add creates", nil, encode(opAdd, one, 5, 6), shape{5, 6}, "1", aero.CodeOK},
		{"add creates without bits", nil, encode(opAdd, one), shape{}, "-", aero.CodeOpNotApplicable},
		{"add nothing", plain, encode(opAdd, []any{}), shape{}, "-", aero.CodeParameter},
		{"add a list", plain, encode(opAdd, []any{one}), shape{}, "-", aero.CodeParameter},
		{"add, create only", plain, encode(opAdd, one, 4, 0, createOnly), shape{}, "-", aero.CodeBinExists},
		{"add, create only, no fail", plain, encode(opAdd, one, 4, 0, createOnly|noFail), shape{}, "-", aero.CodeOK},
		{"add, update only", plain, encode(opAdd, one, 4, 0, updateOnly), shape{}, "-", aero.CodeParameter},

		{"union", plain, encode(opUnion, []any{minhash}), shape{8, 0}, "-", aero.CodeOK},
		{"union of one", plain, encode(opUnion, plain), shape{8, 0}, "-", aero.CodeOK},
		{"union creates", nil, encode(opUnion, []any{plain, small}), shape{6, 0}, "-", aero.CodeOK},
		{"union creates with minhash", nil, encode(opUnion, minhash), shape{8, 10}, "-", aero.CodeOK},
		{"union of two minhashes", nil, encode(opUnion, []any{minhash, other}), shape{8, 0}, "-", aero.CodeOK},
		{"union would fold", plain, encode(opUnion, small), shape{}, "-", aero.CodeOpNotApplicable},
		{"union folds", plain, encode(opUnion, small, allowFold), shape{6, 0}, "-", aero.CodeOK},
		{"union would drop minhash", minhash, encode(opUnion, plain), shape{}, "-", aero.CodeOpNotApplicable},
		{"union drops minhash", minhash, encode(opUnion, other, allowFold), shape{8, 0}, "-", aero.CodeOK},
		{"union, no fail", minhash, encode(opUnion, plain, noFail), shape{}, "-", aero.CodeOpNotApplicable},
		{"union, create only", plain, encode(opUnion, plain, createOnly), shape{}, "-", aero.CodeBinExists},
		{"union, update only", nil, encode(opUnion, plain, updateOnly), shape{}, "-", aero.CodeBinNotFound},
		{"union of none", plain, encode(opUnion, []any{}), shape{}, "-", aero.CodeParameter},
		{"union with a number", plain, encode(opUnion, 1), shape{}, "-", aero.CodeParameter},
		{"union with a broken sketch", plain, encode(opUnion, plain[:100]), shape{}, "-", aero.CodeParameter},

		{"refresh", plain, encode(opRefreshCount), shape{8, 0}, "97", aero.CodeOK},
		{"refresh nothing", nil, encode(opRefreshCount), shape{}, "-", aero.CodeBinNotFound},
		{"refresh with argument", plain, encode(opRefreshCount, 1), shape{}, "-", aero.CodeParameter},
		{"fold", plain, encode(opFold, 4), shape{4, 0}, "-", aero.CodeOK},
		{"fold to the same", plain, encode(opFold, 8), shape{8, 0}, "-", aero.CodeOK},
		{"fold to more", plain, encode(opFold, 9), shape{}, "-", aero.CodeOpNotApplicable},
		{"fold to unset", plain, encode(opFold, -1), shape{}, "-", aero.CodeOpNotApplicable},
		{"fold minhash", minhash, encode(opFold, 4), shape{}, "-", aero.CodeOpNotApplicable},
		{"fold nothing", nil, encode(opFold, 4), shape{}, "-", aero.CodeBinNotFound},
		{"a reading", plain, encode(opGetCount), shape{}, "-", aero.CodeParameter},
		{"unknown", plain, encode(opFold+1, 4), shape{}, "-", aero.CodeParameter},
	} {
		before := bytes.Clone(test.old)
		value, answer, code := Modify(unlimited, bin(test.old), test.op)
		if code != test.code || show(answer) != test.answer {
			t.Errorf("%s: %s, %v; want %s, %v", test.name, show(answer), code, test.answer, test.code)
		}
		if !bytes.Equal(before, test.old) {
			t.Errorf("%s changed the old value", test.name)
		}
		if test.shape == (shape{}) {
			if !bytes.Equal(value.Data, test.old) {
				t.Errorf("%s changed the value", test.name)
			}
		} else if !Valid(value.Data) || sketch(value.Data).shape() != test.shape {
			t.Errorf("%s: %v", test.name, sketch(value.Data).shape())
		}
	}
}

// TestWrongBins applies operations to bins that hold something else, or broken sketches, and malformed operations.
func TestWrongBins(t *testing.T) {
	good := build(t, 4, 0, list(0, 3))
	broken := bytes.Clone(good)
	broken[flagsAt] = 1
	for _, test := range []struct {
		value, op aero.Particle
		want      aero.ResultCode
	}{
		{aero.Particle{Type: aero.ParticleBlob, Data: good}, encode(opRefreshCount, 1), aero.CodeIncompatibleType},
		{bin(broken), encode(opRefreshCount, 1), aero.CodeUnknown},
		{bin(good[:22]), encode(opRefreshCount), aero.CodeUnknown},
		{bin(good), aero.Particle{Type: aero.ParticleBlob}, aero.CodeParameter},
		{bin(good), aero.Particle{Type: aero.ParticleBlob, Data: []byte{0x90}}, aero.CodeParameter},
		{bin(good), aero.Particle{Type: aero.ParticleBlob, Data: []byte{0xdd, 0xff, 0xff, 0xff, 0xff, 0x03}}, aero.CodeParameter},
	} {
		if _, _, code := Modify(unlimited, test.value, test.op); code != test.want {
			t.Errorf("%v: %v", test, code)
		}
	}
	none := func(int) ([]byte, bool) { return nil, false }
	if value, _, code := Modify(none, bin(good), encode(opInit)); code != aero.CodeRecordTooBig || !bytes.Equal(value.Data, good) {
		t.Errorf("without memory: %v", code)
	}
}
