package hll

import (
	"encoding/binary"
	"encoding/hex"
	"hash/crc32"
	"math"
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// TestMurmur compares the hash with published values.
func TestMurmur(t *testing.T) {
	for text, want := range map[string][2]uint64{
		"":      {0, 0},
		"hello": {0xcbd8a7b341bd9b02, 0x5b1e906a48ae1d19},
		"The quick brown fox jumps over the lazy dog": {0xe34bbc7bbc071b6c, 0x7a433ca9c49a9347},
	} {
		if h1, h2 := murmur3([]byte(text)); h1 != want[0] || h2 != want[1] {
			t.Errorf("%q: %x, %x", text, h1, h2)
		}
	}
}

// TestGoldenSketches adds the same elements, two of them not in their shortest form, to sketches of several shapes and
// compares the bytes with those that a real server makes. docs/format/hll.md explains the first one.
func TestGoldenSketches(t *testing.T) {
	elements := []any{1, 2, 256, -1, "aerolith", 1.5}
	for _, test := range []struct {
		index, minhash int
		want           string
		count          string
	}{
		{4, 0, "0004000000000000000000004040005040000000080005", "7"},
		{4, 4, "00040400000000000000000004507c00000560440000000000000b80000052", "7"},
		{6, 10, "00060a000000000000000000000000000000000000000000000000000000000000000000000000000000000000114d" +
			"000000000000000007f80000000000000000000000000000000000000000000000000000000016a100000000000000" +
			"00000000000a4300000000165800000000047b0000000000000000000000000000000000000000000000000000", "6"},
	} {
		value, added, code := Modify(unlimited, aero.Particle{}, encode(opAdd, elements, test.index, test.minhash))
		if hex.EncodeToString(value.Data) != test.want || show(added) != "6" || code != aero.CodeOK {
			t.Errorf("%d, %d: %x, %s, %v", test.index, test.minhash, value.Data, show(added), code)
		}
		value, count, _ := Modify(unlimited, value, encode(opRefreshCount))
		cached := sketch(value.Data).count()
		if show(count) != test.count || show(number(cached)) != test.count {
			t.Errorf("%d, %d: count %s, cached %d", test.index, test.minhash, show(count), cached)
		}
	}
}

// TestGoldenEstimates compares sketches of 0 to 9,999 and 5,000 to 19,999, how many elements changed something, and every
// estimate of them with those of a real server.
func TestGoldenEstimates(t *testing.T) {
	for _, test := range []struct {
		index, minhash   int
		addedA, addedB   string
		count, union     string
		common           string
		similarity       float64
		checksumOfSketch uint32
	}{
		{4, 0, "86", "100", "7183", "13099", "7183", 0x1.18c2f73998396p-1, 0xe291501e},
		{8, 0, "842", "904", "9827", "20435", "5184", 0x1.03c552316f01ap-2, 0x22cac2e2},
		{12, 20, "6163", "7734", "9991", "19644", "5001", 0x1.04ab0bdefc7dbp-2, 0x490b5586},
		{16, 48, "9631", "14163", "9988", "19897", "4999", 0x1.0140bb17cde2ap-2, 0x0e93b6fa},
		{10, 51, "2925", "3379", "9893", "20236", "5197", 0x1.06fffffffffffp-2, 0x33b41d6c},
	} {
		a, addedA, _ := Modify(unlimited, aero.Particle{}, encode(opAdd, list(0, 10_000), test.index, test.minhash))
		b, addedB, _ := Modify(unlimited, aero.Particle{}, encode(opAdd, list(5_000, 20_000), test.index, test.minhash))
		if show(addedA) != test.addedA || show(addedB) != test.addedB || crc32.ChecksumIEEE(a.Data) != test.checksumOfSketch {
			t.Errorf("%d, %d: added %s and %s, %x", test.index, test.minhash, show(addedA), show(addedB), crc32.ChecksumIEEE(a.Data))
		}
		for number, want := range map[int]string{
			opGetCount: test.count, opUnionCount: test.union, opIntersectCount: test.common,
		} {
			op := encode(number, sketch(b.Data))
			if number == opGetCount {
				op = encode(number)
			}
			if got, code := Read(a, op); show(got) != want || code != aero.CodeOK {
				t.Errorf("%d, %d: operation %d: %s, %v; want %s", test.index, test.minhash, number, show(got), code, want)
			}
		}
		got, _ := Read(a, encode(opSimilarity, sketch(b.Data)))
		if x := math.Float64frombits(binary.BigEndian.Uint64(got.Data)); math.Abs(x-test.similarity) > 1e-13 {
			t.Errorf("%d, %d: similarity %v, want %v", test.index, test.minhash, x, test.similarity)
		}
	}
}
