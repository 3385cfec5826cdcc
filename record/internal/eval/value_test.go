package eval

import (
	"testing"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/layout"
)

// TestValues stores values of every type, well-formed and not, and compares code and stored bytes.
func TestValues(t *testing.T) {
	hll := append([]byte{0, 4, 0}, make([]byte, 8+12)...)
	for _, test := range []struct {
		value aero.Particle
		code  aero.ResultCode
	}{
		{integer(-1), aero.CodeOK},
		{raw(aero.ParticleInteger), aero.CodeParameter},
		{raw(aero.ParticleInteger, 1, 2, 3), aero.CodeParameter},
		{float(1.5), aero.CodeOK},
		{raw(aero.ParticleFloat, 1, 2, 3, 4), aero.CodeParameter},
		{text(""), aero.CodeOK},
		{blob(0, 255), aero.CodeOK},
		{raw(aero.ParticleBool, 1), aero.CodeOK},
		{raw(aero.ParticleBool, 2), aero.CodeParameter},
		{raw(aero.ParticleBool), aero.CodeParameter},
		{raw(aero.ParticleHLL, hll...), aero.CodeOK},
		{raw(aero.ParticleHLL, hll[:len(hll)-1]...), aero.CodeParameter},
		{raw(aero.ParticleHLL, append([]byte{0, 3, 0}, hll[3:]...)...), aero.CodeParameter},
		{raw(aero.ParticleHLL), aero.CodeParameter},
		{raw(aero.ParticleGeoJSON, append([]byte{0, 0, 0}, testPoint...)...), aero.CodeOK},
		{raw(aero.ParticleGeoJSON, append([]byte{0, 0, 0}, `{"type":"Point"}`...)...), aero.CodeInvalidGeoJSON},
		{raw(aero.ParticleGeoJSON, append([]byte{0, 0, 1}, `{}`...)...), aero.CodeInvalidGeoJSON},
		{raw(aero.ParticleGeoJSON, append([]byte{0, 0, 0}, `{`...)...), aero.CodeInvalidGeoJSON},
		{raw(7, 1, 2), aero.CodeOK},
		{raw(13, 1), aero.CodeParameter},
		{raw(24, 1), aero.CodeParameter},
		{raw(aero.ParticleList, 0x92, 1, 2), aero.CodeOK},
		{raw(aero.ParticleMap, 0x92, 1, 2), aero.CodeUnknown},
	} {
		b := newBench(t)
		if code := b.do(write(write1("v", test.value))); code != test.code {
			t.Errorf("%v: %v, want %v", test.value, code, test.code)
			continue
		}
		if test.code == aero.CodeOK && b.record() != "v="+showValue(test.value) {
			t.Errorf("%v was stored as %s", test.value, b.record())
		}
	}
}

// TestStoredSize compares with sizes worked out by hand from the server's device format.
func TestStoredSize(t *testing.T) {
	name, _ := layout.MakeName("bin")
	for _, test := range []struct {
		h     layout.Header
		set   string
		key   aero.Particle
		value aero.Particle
		want  int
	}{
		{layout.Header{}, "", aero.Particle{}, integer(1), 39 + 1 + 4 + 3},
		{layout.Header{VoidTime: 1}, "set", aero.Particle{}, integer(-1), 39 + 4 + 4 + 1 + 4 + 10},
		{layout.Header{}, "", text("key"), text("four"), 39 + 1 + 4 + 1 + 4 + 5 + 4},
		{layout.Header{}, "", aero.Particle{}, float(1), 39 + 1 + 4 + 1 + 8},
		{layout.Header{}, "", aero.Particle{}, integer(256), 39 + 1 + 4 + 2 + 2},
		{layout.Header{}, "", aero.Particle{}, integer(65536), 39 + 1 + 4 + 2 + 4},
	} {
		bins := []layout.Bin{{Name: name, Value: test.value}}
		if got := storedSize(&test.h, test.set, test.key, bins); got != test.want {
			t.Errorf("%+v: %d", test, got)
		}
	}
}

// TestNamesAreKept asks for names twice, also beyond the limit of the table.
func TestNamesAreKept(t *testing.T) {
	names := NewNames(1)
	for _, s := range []string{"a", "b", "a", "b"} {
		name, _ := layout.MakeName(s)
		if got := names.String(name); got != s {
			t.Errorf("%q became %q", s, got)
		}
	}
	if n := len(*names.known.Load()); n != 1 {
		t.Errorf("%d names are kept", n)
	}
}
