package typed

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// checkOrder encodes random keys, alone and as parts, compares their bytes as their values compare, and decodes them again.
func checkOrder[K any](t *testing.T, name string, c KeyCodec[K], draw func(r *rand.Rand) K, compare func(a, b K) int) {
	t.Helper()
	t.Run(name, func(t *testing.T) {
		r := rand.New(rand.NewPCG(1, 2))
		for range 5000 {
			a, b := draw(r), draw(r)
			want := compare(a, b)
			if got := bytes.Compare(c.AppendKey(nil, a), c.AppendKey(nil, b)); got != want {
				t.Fatalf("keys %v and %v: %d, want %d", a, b, got, want)
			}
			// What follows must not matter unless the parts are alike.
			pa, pb := append(c.AppendPart(nil, a), 0xff), append(c.AppendPart(nil, b), 0x00)
			if got := bytes.Compare(pa, pb); want != 0 && got != want || want == 0 && got != 1 {
				t.Fatalf("parts %v and %v: %d, want %d", a, b, got, want)
			}
			back, err := c.DecodeKey(c.AppendKey(nil, a))
			if err != nil || compare(back, a) != 0 {
				t.Fatalf("key %v became %v, %v", a, back, err)
			}
			part, rest, err := c.DecodePart(append(c.AppendPart(nil, a), "rest"...))
			if err != nil || compare(part, a) != 0 || string(rest) != "rest" {
				t.Fatalf("part %v became %v and %q, %v", a, part, rest, err)
			}
		}
	})
}

// number draws numbers of every magnitude, with the ends of their ranges.
func number[T ~int8 | ~int16 | ~int32 | ~int64 | ~int | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~uint](r *rand.Rand) T {
	return T(r.Uint64() >> r.IntN(64) * [...]uint64{1, math.MaxUint64}[r.IntN(2)])
}

// text draws strings of few bytes that matter to the codec.
func text(r *rand.Rand) string {
	b := make([]byte, r.IntN(5))
	for i := range b {
		b[i] = [...]byte{0, 1, 0xfe, 0xff, 'a'}[r.IntN(5)]
	}
	return string(b)
}

// float draws floats, special ones among them.
func float(r *rand.Rand) float64 {
	special := [...]float64{0, math.Copysign(0, -1), math.Inf(1), math.Inf(-1), math.NaN(), math.MaxFloat64, -math.SmallestNonzeroFloat64}
	if r.IntN(4) == 0 {
		return special[r.IntN(len(special))]
	}
	return math.Float64frombits(r.Uint64())
}

// moment draws times over all that a Time holds, and close ones.
func moment(r *rand.Rand) time.Time {
	if r.IntN(2) == 0 {
		return time.Unix(r.Int64N(3)-1, r.Int64N(1e9))
	}
	return time.Unix(int64(r.Uint64())>>8, r.Int64N(1e9)).In(time.FixedZone("east", 3600))
}

// celsius is a type of one's own.
type celsius float32

// TestOrderOfCodecs checks every codec.
func TestOrderOfCodecs(t *testing.T) {
	checkOrder(t, "uint8", Uint8[uint8]{}, number[uint8], cmp.Compare[uint8])
	checkOrder(t, "uint16", Uint16[uint16]{}, number[uint16], cmp.Compare[uint16])
	checkOrder(t, "uint32", Uint32[uint32]{}, number[uint32], cmp.Compare[uint32])
	checkOrder(t, "uint64", Uint64[uint64]{}, number[uint64], cmp.Compare[uint64])
	checkOrder(t, "uint", Uint64[uint]{}, number[uint], cmp.Compare[uint])
	checkOrder(t, "int8", Int8[int8]{}, number[int8], cmp.Compare[int8])
	checkOrder(t, "int16", Int16[int16]{}, number[int16], cmp.Compare[int16])
	checkOrder(t, "int32", Int32[int32]{}, number[int32], cmp.Compare[int32])
	checkOrder(t, "int64", Int64[int64]{}, number[int64], cmp.Compare[int64])
	checkOrder(t, "duration", Int64[time.Duration]{}, number[time.Duration], cmp.Compare[time.Duration])
	checkOrder(t, "float64", Float64[float64]{}, float, cmp.Compare[float64])
	checkOrder(t, "float32", Float32[celsius]{}, func(r *rand.Rand) celsius { return celsius(float(r)) }, cmp.Compare[celsius])
	checkOrder(t, "bool", Bool[bool]{}, func(r *rand.Rand) bool { return r.IntN(2) == 0 }, func(a, b bool) int {
		return bytes.Compare(Bool[bool]{}.AppendKey(nil, a), Bool[bool]{}.AppendKey(nil, b))
	})
	checkOrder(t, "string", String[string]{}, text, strings.Compare)
	checkOrder(t, "bytes", Bytes[[]byte]{}, func(r *rand.Rand) []byte { return []byte(text(r)) }, bytes.Compare)
	checkOrder(t, "time", Time{}, moment, time.Time.Compare)
	checkOrder(t, "descending string", Descending[string]{String[string]{}}, text, func(a, b string) int { return strings.Compare(b, a) })
}

// TestOrderOfTuples checks pairs and triples, and tuples of tuples.
func TestOrderOfTuples(t *testing.T) {
	pairs := Pairs[string, int8]{String[string]{}, Int8[int8]{}}
	drawPair := func(r *rand.Rand) Pair[string, int8] { return Pair[string, int8]{text(r), number[int8](r)} }
	comparePair := func(a, b Pair[string, int8]) int {
		return cmp.Or(strings.Compare(a.First, b.First), cmp.Compare(a.Second, b.Second))
	}
	checkOrder(t, "pair", pairs, drawPair, comparePair)
	type nested = Pair[Pair[string, int8], string]
	checkOrder(t, "pair of pair", Pairs[Pair[string, int8], string]{pairs, String[string]{}},
		func(r *rand.Rand) nested { return nested{drawPair(r), text(r)} },
		func(a, b nested) int {
			return cmp.Or(comparePair(a.First, b.First), strings.Compare(a.Second, b.Second))
		})
	type triple = Triple[string, float64, string]
	checkOrder(t, "triple", Triples[string, float64, string]{String[string]{}, Float64[float64]{}, String[string]{}},
		func(r *rand.Rand) triple { return triple{text(r), float(r), text(r)} },
		func(a, b triple) int {
			return cmp.Or(strings.Compare(a.First, b.First), cmp.Compare(a.Second, b.Second), strings.Compare(a.Third, b.Third))
		})
	checkOrder(t, "latest first", Pairs[string, time.Time]{String[string]{}, Descending[time.Time]{Time{}}},
		func(r *rand.Rand) Pair[string, time.Time] { return Pair[string, time.Time]{text(r), moment(r)} },
		func(a, b Pair[string, time.Time]) int {
			return cmp.Or(strings.Compare(a.First, b.First), b.Second.Compare(a.Second))
		})
}

// FuzzDecode gives anything to every codec: an error, or a key that is written as it was.
func FuzzDecode(f *testing.F) {
	f.Add([]byte("a\x00\x01b\x00\xff\x00\x01"))
	f.Add(binary.BigEndian.AppendUint64(nil, 1<<63))
	f.Fuzz(func(t *testing.T, b []byte) {
		again(t, b, Uint32[uint32]{})
		again(t, b, Int64[int64]{})
		again(t, b, Bool[bool]{})
		again(t, b, Time{})
		again(t, b, String[string]{})
		again(t, b, Pairs[string, int16]{String[string]{}, Int16[int16]{}})
		again(t, b, Triples[[]byte, uint8, string]{Bytes[[]byte]{}, Uint8[uint8]{}, String[string]{}})
		again(t, b, Descending[string]{String[string]{}})
		if key, err := (Float64[float64]{}).DecodeKey(b); err == nil {
			back, err := Float64[float64]{}.DecodeKey(Float64[float64]{}.AppendKey(nil, key))
			if err != nil || cmp.Compare(back, key) != 0 {
				t.Fatalf("%v became %v, %v", key, back, err)
			}
		}
	})
}

// again decodes bytes and encodes what they mean.
func again[K any](t *testing.T, b []byte, c KeyCodec[K]) {
	t.Helper()
	key, err := c.DecodeKey(b)
	if err == nil {
		if got := c.AppendKey(nil, key); !bytes.Equal(got, b) {
			t.Fatalf("%T: % x became % x", c, b, got)
		}
		return
	}
	var wrong *DecodeError
	if !errors.As(err, &wrong) {
		t.Fatalf("%T: %v", c, err)
	}
	if fmt.Sprint(wrong) == "" {
		t.Fatal("an error without words")
	}
}
