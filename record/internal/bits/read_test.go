package bits

import (
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// TestRead reads blobs in every way, as a table.
func TestRead(t *testing.T) {
	for _, test := range []struct {
		name  string
		value string
		op    aero.Particle
		want  string
		code  aero.ResultCode
	}{
		{"get", "123456", encode(opGet, 4, 12), "2340", aero.CodeOK},
		{"get one bit", "01", encode(opGet, 7, 1), "80", aero.CodeOK},
		{"get from the end", "123456", encode(opGet, -8, 8), "56", aero.CodeOK},
		{"get past the end", "12", encode(opGet, 4, 5), "-", aero.CodeOpNotApplicable},
		{"get behind the end", "12", encode(opGet, 8, 1), "-", aero.CodeOpNotApplicable},
		{"get before the start", "12", encode(opGet, -9, 1), "-", aero.CodeParameter},
		{"get nothing", "12", encode(opGet, 0, 0), "-", aero.CodeParameter},
		{"get from an empty blob", "", encode(opGet, 0, 1), "-", aero.CodeOpNotApplicable},
		{"count", "ffff", encode(opCount, 3, 9), "9", aero.CodeOK},
		{"count many", "ffffffffffffffffffffffff", encode(opCount, 1, 94), "94", aero.CodeOK},
		{"count within a byte", "ff", encode(opCount, 2, 3), "3", aero.CodeOK},
		{"left scan", "0010", encode(opLeftScan, 4, 12, true), "7", aero.CodeOK},
		{"left scan for zero", "ffef", encode(opLeftScan, 4, 12, false), "7", aero.CodeOK},
		{"left scan finds nothing", "0010", encode(opLeftScan, 4, 7, true), "-1", aero.CodeOK},
		{"right scan", "4010", encode(opRightScan, 0, 16, true), "11", aero.CodeOK},
		{"right scan for zero", "bfff", encode(opRightScan, 0, 16, false), "1", aero.CodeOK},
		{"right scan finds nothing", "0000", encode(opRightScan, 4, 12, true), "-1", aero.CodeOK},
		{"right scan, a bit before the range", "4000", encode(opRightScan, 4, 12, true), "-3", aero.CodeOK},
		{"scan for a number", "00", encode(opLeftScan, 0, 8, 1), "-", aero.CodeParameter},
		{"integer", "ffff", encode(opGetInteger, 4, 8), "255", aero.CodeOK},
		{"signed integer", "ffff", encode(opGetInteger, 4, 8, integerSigned), "-1", aero.CodeOK},
		{"64 bits", "80000000000000007f", encode(opGetInteger, 1, 64), "0", aero.CodeOK},
		{"64 bits unsigned", "ffffffffffffffff", encode(opGetInteger, 0, 64), "-1", aero.CodeOK},
		{"integer with saturation", "ff", encode(opGetInteger, 0, 8, integerSaturate), "-", aero.CodeParameter},
		{"65 bits", "800000000000000000", encode(opGetInteger, 0, 65), "-", aero.CodeParameter},
		{"missing", "-", encode(opGet, 0, 8), "-", aero.CodeOK},
		{"missing and malformed", "-", aero.Particle{}, "-", aero.CodeOK},
		{"a modification", "00", encode(opNot, 0, 8), "-", aero.CodeParameter},
		{"too few arguments", "00", encode(opGet, 0), "-", aero.CodeParameter},
		{"too many arguments", "00", encode(opGet, 0, 1, 0), "-", aero.CodeParameter},
		{"unknown", "00", encode(opGetInteger+1, 0, 1), "-", aero.CodeParameter},
	} {
		got, code := Read(blob(t, test.value), test.op)
		if code != test.code || show(got) != test.want {
			t.Errorf("%s: %s, %v; want %s, %v", test.name, show(got), code, test.want, test.code)
		}
	}
}

// TestWrongTypes applies operations to values that are no blobs, operations that are no blobs, and malformed ones.
func TestWrongTypes(t *testing.T) {
	text := aero.Particle{Type: aero.ParticleString, Data: []byte("x")}
	value, read, change := blob(t, "00"), encode(opGet, 0, 8), encode(opNot, 0, 8)
	for _, test := range []struct {
		value, read, change aero.Particle
		want                aero.ResultCode
	}{
		{text, read, change, aero.CodeIncompatibleType},
		{value, text, text, aero.CodeIncompatibleType},
		{value, blob(t, ""), blob(t, ""), aero.CodeParameter},
		{value, blob(t, "90"), blob(t, "90"), aero.CodeParameter},
		{value, blob(t, "93c3"), blob(t, "93c3"), aero.CodeParameter},
		{value, blob(t, "dd"), blob(t, "dd"), aero.CodeParameter},
		{value, blob(t, "ddffffffff32"), blob(t, "ddffffffff00"), aero.CodeParameter},
	} {
		if _, code := Read(test.value, test.read); code != test.want {
			t.Errorf("Read(%v, %v): %v", test.value, test.read, code)
		}
		if _, code := Modify(unlimited, test.value, test.change); code != test.want {
			t.Errorf("Modify(%v, %v): %v", test.value, test.change, code)
		}
	}
}

// TestNoMemory modifies blobs when the command has used up its memory.
func TestNoMemory(t *testing.T) {
	none := func(int) ([]byte, bool) { return nil, false }
	old := blob(t, "00")
	if got, code := Modify(none, old, encode(opNot, 0, 8)); code != aero.CodeRecordTooBig || show(got) != "00" {
		t.Errorf("%v, %v", got, code)
	}
}
