package operand

import (
	"bytes"
	"encoding/hex"
	"testing"
)

// decode returns bytes written in hexadecimal.
func decode(t testing.TB, digits string) []byte {
	t.Helper()
	b, err := hex.DecodeString(digits)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestInteger reads integers of every width, also as signed ones, as a table.
func TestInteger(t *testing.T) {
	for encoded, want := range map[string]int64{
		"05": 5, "7f": 127, "ff": -1, "e0": -32, "cc80": 128, "cd0102": 258, "ce01020304": 0x01020304,
		"cf8000000000000000": -1 << 63, "d07f": 127, "d080": -128, "d1ff00": -256, "d280000000": -1 << 31,
		"d3fffffffffffffffe": -2,
	} {
		r := NewReader(decode(t, encoded+"c0"))
		if got, ok := r.Int64(); !ok || got != want || r.Remaining() != 1 {
			t.Errorf("%s: %d, %v, %d bytes left; want %d", encoded, got, ok, r.Remaining(), want)
		}
	}
}

// TestBytes reads strings and binaries with heads of every width, as a table.
func TestBytes(t *testing.T) {
	for encoded, want := range map[string]string{
		"a0": "", "a26162": "6162", "c4026162": "6162", "d9026162": "6162", "c500026162": "6162",
		"da00026162": "6162", "c6000000026162": "6162", "db000000026162": "6162",
	} {
		r := NewReader(decode(t, encoded+"c0"))
		if got, ok := r.Bytes(); !ok || hex.EncodeToString(got) != want || r.Remaining() != 1 {
			t.Errorf("%s: %x, %v, %d bytes left; want %s", encoded, got, ok, r.Remaining(), want)
		}
	}
}

// TestList reads heads of lists, and booleans, as a table.
func TestList(t *testing.T) {
	for encoded, want := range map[string]uint32{"90": 0, "9f": 15, "dc0102": 258, "ddffffffff": 1<<32 - 1} {
		r := NewReader(decode(t, encoded+"c3"))
		if !r.AtList() {
			t.Errorf("%s is no list", encoded)
		}
		if got, ok := r.List(); !ok || got != want {
			t.Errorf("%s: %d, %v; want %d", encoded, got, ok, want)
		}
		if value, ok := r.Bool(); !ok || !value || r.AtList() {
			t.Errorf("behind %s: %v, %v", encoded, value, ok)
		}
	}
}

// TestRefusals reads what is cut off or of another kind with every method that must not take it.
func TestRefusals(t *testing.T) {
	integer := func(r *Reader) bool { _, ok := r.Uint64(); return ok }
	text := func(r *Reader) bool { _, ok := r.Bytes(); return ok }
	list := func(r *Reader) bool { _, ok := r.List(); return ok }
	boolean := func(r *Reader) bool { _, ok := r.Bool(); return ok }
	scalar := func(r *Reader) bool { _, ok := r.Scalar(); return ok }
	for _, test := range []struct {
		name      string
		read      func(r *Reader) bool
		malformed []string
	}{
		{"integer", integer, []string{"", "cc", "cd01", "ce010203", "cf01020304050607", "d0", "c0", "a0", "90", "cb"}},
		{"text", text, []string{"", "a1", "c4", "c402ff", "c500", "c6000000", "dbffffffff", "05", "90", "c7"}},
		{"list", list, []string{"", "dc", "dc00", "dd000000", "80", "a0", "05"}},
		{"boolean", boolean, []string{"", "c0", "01"}},
		{"scalar", scalar, []string{
			"", "90", "80", "c1", "dc0000", "de0000", "ca000000", "cb00000000000000", "cc", "a1", "c402ff", "c7", "c700",
			"c70100", "c8", "c80001", "c9ffffffff00", "d400", "d8000000000000000000000000000000", "d9", "da00",
		}},
	} {
		for _, digits := range test.malformed {
			r := NewReader(decode(t, digits))
			if test.read(&r) {
				t.Errorf("%s: %s was taken", test.name, digits)
			}
		}
	}
}

// TestScalar reads values that could be encoded shorter, and those that could not, as a table of both forms.
func TestScalar(t *testing.T) {
	long := func(head string, length int) string {
		return head + hex.EncodeToString(bytes.Repeat([]byte{0x61}, length))
	}
	for encoded, want := range map[string]string{
		"c0": "c0", "c2": "c2", "c3": "c3", "05": "05", "f0": "f0",
		"cc05": "05", "cc80": "cc80", "cd0080": "cc80", "cd0100": "cd0100", "ce0000ffff": "cdffff",
		"cf00000000ffffffff": "ceffffffff", "cfffffffffffffffff": "cfffffffffffffffff",
		"d005": "05", "d0ff": "ff", "d0df": "d0df", "d1ff80": "d080", "d100ff": "ccff", "d1ff38": "d1ff38",
		"d20000ffff": "cdffff", "d3ffffffffffffffff": "ff", "d3ffffffff80000000": "d280000000",
		"d30000000100000000": "cf0000000100000000",
		"ca3f800000":         "ca3f800000", "cb3ff0000000000000": "cb3ff0000000000000",
		"a26162": "a26162", "d9026162": "a26162", "c4026162": "a26162", "da00026162": "a26162", "c6000000026162": "a26162",
		long("c420", 32): long("c420", 32), long("d920", 32): long("d920", 32), long("c50020", 32): long("d920", 32),
		long("c50100", 256): long("c50100", 256), long("c600000100", 256): long("da0100", 256),
		"c7010561": "d40561", "c70005": "c70005", "c70305616263": "c70305616263", "c80002056162": "d5056162",
		"c90000000305616263": "c70305616263", "d5056162": "d5056162",
	} {
		r := NewReader(decode(t, encoded+"c0"))
		if got, ok := r.Scalar(); !ok || hex.EncodeToString(got) != want || r.Remaining() != 1 {
			t.Errorf("%s: %x, %v, %d bytes left; want %s", encoded, got, ok, r.Remaining(), want)
		}
	}
}

// FuzzScalar reads arbitrary bytes. What is read must be no longer than it was, and stay as it is when read again.
func FuzzScalar(f *testing.F) {
	for _, digits := range []string{"cf00000000ffffffff", "c6000000026162", "c7010561", "d1ff80", "c9ffffffff00"} {
		f.Add(decode(f, digits))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r := NewReader(data)
		once, ok := r.Scalar()
		if !ok {
			return
		}
		if len(once) > len(data)-r.Remaining() {
			t.Fatalf("%x became %x", data, once)
		}
		again := NewReader(once)
		if twice, ok := again.Scalar(); !ok || again.Remaining() != 0 || !bytes.Equal(once, twice) {
			t.Fatalf("%x became %x, then %x", data, once, twice)
		}
	})
}
