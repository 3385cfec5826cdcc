package layout

import (
	"bytes"
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// mustName returns the Name for s and fails the test if there is none.
func mustName(t testing.TB, s string) Name {
	t.Helper()
	name, ok := MakeName(s)
	if !ok {
		t.Fatalf("no bin may be named %q", s)
	}
	return name
}

// sample returns a record with a key and bins of several kinds.
func sample(t testing.TB) (Header, aero.Particle, []Bin) {
	t.Helper()
	h := Header{Generation: 7, VoidTime: 0x1f2e3d4c, LastUpdate: 0x010203040506, SetID: 258}
	key := aero.Particle{Type: aero.ParticleString, Data: []byte("user-1")}
	return h, key, []Bin{
		{Name: mustName(t, "n"), Value: aero.Particle{Type: aero.ParticleInteger, Data: []byte{0, 0, 0, 0, 0, 0, 0, 42}}},
		{Name: mustName(t, "text"), Value: aero.Particle{Type: aero.ParticleString, Data: []byte("zerø")}},
		{Name: mustName(t, "exactly15bytes_"), Value: aero.Particle{Type: aero.ParticleBlob, Data: []byte{}}},
	}
}

// vector is the stored form of sample. docs/format/record.md shows it; every version must read it.
const vector = "01010700" + "4c3d2e1f" + "0605040302010000" + "0201" + "0300" +
	"0306" + "757365722d31" +
	"016e" + "0108" + "000000000000002a" +
	"0474657874" + "0305" + "7a6572c3b8" +
	"0f65786163746c79313562797465735f" + "0400"

// TestVector pins the format: the sample record must encode to the published bytes and decode from them.
func TestVector(t *testing.T) {
	h, key, bins := sample(t)
	got := hex.EncodeToString(Append(nil, h, key, bins))
	if got != vector {
		t.Fatalf("stored form\n got %s\nwant %s", got, vector)
	}
}

// TestRoundTrip decodes what Append wrote and compares every part.
func TestRoundTrip(t *testing.T) {
	h, key, bins := sample(t)
	r, err := Decode(Append([]byte("before")[6:], h, key, bins))
	if err != nil {
		t.Fatal(err)
	}
	if r.Header != h || r.Key.Type != key.Type || !bytes.Equal(r.Key.Data, key.Data) || r.BinCount() != len(bins) {
		t.Fatalf("decoded %+v", r)
	}
	reader := r.Bins()
	for i := range bins {
		bin, ok := reader.Next()
		if !ok || bin.Name != bins[i].Name || bin.Value.Type != bins[i].Value.Type ||
			!bytes.Equal(bin.Value.Data, bins[i].Value.Data) {
			t.Fatalf("bin %d: %+v %v", i, bin, ok)
		}
		if found, ok := r.Find(bin.Name); !ok || found.Type != bin.Value.Type {
			t.Fatalf("bin %d not found by name", i)
		}
	}
	if _, ok := reader.Next(); ok {
		t.Fatal("more bins than were written")
	}
	if _, ok := r.Find(mustName(t, "missing")); ok {
		t.Fatal("found a bin that was not written")
	}
}

// TestDecodeRefuses cuts, extends and damages a record in the ways that each check exists for.
func TestDecodeRefuses(t *testing.T) {
	h, key, bins := sample(t)
	good := Append(nil, h, key, bins)
	for cut := range good {
		if _, err := Decode(good[:cut]); !errors.Is(err, ErrMalformed) {
			t.Fatalf("the first %d bytes: %v", cut, err)
		}
	}
	for name, change := range map[string]func(b []byte) []byte{
		"trailing byte": func(b []byte) []byte { return append(b, 0) },
		"version":       func(b []byte) []byte { b[offsetVersion]++; return b },
		"unknown flag":  func(b []byte) []byte { b[offsetFlags] |= 2; return b },
		"generation 0":  func(b []byte) []byte { b[offsetGeneration] = 0; return b },
		"no bins":       func(b []byte) []byte { b[offsetBinCount] = 0; return b[:fixedSize+8] },
		"too many bins": func(b []byte) []byte { b[offsetBinCount+1] = 0x80; return b },
		"nil key":       func(b []byte) []byte { b[fixedSize] = 0; return b },
		"long name":     func(b []byte) []byte { b[fixedSize+8] = 16; return b },
		"zero in name":  func(b []byte) []byte { b[fixedSize+9] = 0; return b },
		"long length":   func(b []byte) []byte { b[fixedSize+1] = 0xff; return b },
	} {
		if _, err := Decode(change(bytes.Clone(good))); !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestDecodeRefusesLengthsInLongForm encodes a length in more bytes than it needs: two forms of one record would
// make comparisons by bytes lie.
func TestDecodeRefusesLengthsInLongForm(t *testing.T) {
	h, _, _ := sample(t)
	b := Append(nil, h, aero.Particle{}, []Bin{{Value: aero.Particle{Type: aero.ParticleBlob}}})
	b = append(b[:len(b)-1], 0x80, 0x00)
	if _, err := Decode(b); !errors.Is(err, ErrMalformed) {
		t.Fatalf("length 0 in two bytes: %v", err)
	}
}

// TestDecodeDoesNotAllocate measures decoding and walking a record.
func TestDecodeDoesNotAllocate(t *testing.T) {
	h, key, bins := sample(t)
	b := Append(nil, h, key, bins)
	allocations := testing.AllocsPerRun(100, func() {
		r, err := Decode(b)
		if err != nil {
			t.Fatal(err)
		}
		r.Find(bins[2].Name)
	})
	if allocations != 0 {
		t.Fatalf("%v allocations", allocations)
	}
}

// TestMakeName checks what may be a bin name.
func TestMakeName(t *testing.T) {
	for s, want := range map[string]bool{
		"": true, "a": true, "bin-ø": true, strings.Repeat("x", 15): true, strings.Repeat("x", 16): false, "a\x00b": false,
	} {
		name, ok := MakeName(s)
		if ok != want || (ok && name.String() != s) {
			t.Errorf("%q: %q %v", s, name.String(), ok)
		}
	}
}

// TestHeaderReplacement changes only the header of a stored record.
func TestHeaderReplacement(t *testing.T) {
	h, key, bins := sample(t)
	changed := Header{Generation: 9, VoidTime: 1, LastUpdate: 2, SetID: 3}
	if got := AppendWithHeader(nil, Append(nil, h, key, bins), changed); !bytes.Equal(got, Append(nil, changed, key, bins)) {
		t.Fatalf("%x", got)
	}
}

// TestKeys round-trips the table keys and checks that their order is that of partitions and of time.
func TestKeys(t *testing.T) {
	digest := aero.Digest{0xff, 0x2f, 3}
	key := AppendRecordKey(nil, digest)
	if got, err := DecodeRecordKey(key); err != nil || got != digest || len(key) != RecordKeySize {
		t.Fatalf("%v %v", got, err)
	}
	if !bytes.HasPrefix(key, AppendPartitionPrefix(nil, digest.Partition())) {
		t.Fatalf("%x does not begin with its partition", key)
	}
	key[0]++
	if _, err := DecodeRecordKey(key); !errors.Is(err, ErrMalformed) {
		t.Fatalf("partition of another digest: %v", err)
	}
	early, late := AppendExpiryKey(nil, 255, digest), AppendExpiryKey(nil, 256, aero.Digest{})
	if bytes.Compare(early, late) >= 0 {
		t.Fatal("the later void time sorts first")
	}
	if void, got, err := DecodeExpiryKey(early); err != nil || void != 255 || got != digest {
		t.Fatalf("%d %v %v", void, got, err)
	}
	if _, _, err := DecodeExpiryKey(early[1:]); !errors.Is(err, ErrMalformed) {
		t.Fatalf("short expiry key: %v", err)
	}
}
