package typed

import (
	"bytes"
	"math"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/aerolith/aerolith/zerodb/internal/formatdoc"
)

// TestDocumentedVectors holds the bytes of the codecs fast: later versions must write the same.
func TestDocumentedVectors(t *testing.T) {
	docs := os.DirFS("../../docs/format")
	pair := Pairs[string, int16]{String[string]{}, Int16[int16]{}}.AppendKey(nil, Pair[string, int16]{"a\x00", -2})
	if want := formatdoc.Vector(t, docs, "typed.md", "pair"); !bytes.Equal(pair, want) {
		t.Errorf("pair: % x, want % x", pair, want)
	}
	latest := Descending[time.Time]{Time{}}.AppendKey(nil, time.Unix(0, -1))
	if want := formatdoc.Vector(t, docs, "typed.md", "time"); !bytes.Equal(latest, want) {
		t.Errorf("time: % x, want % x", latest, want)
	}
	for name, got := range map[string][]byte{
		"uint8": Uint8[uint8]{}.AppendKey(nil, 0x12), "uint16": Uint16[uint16]{}.AppendKey(nil, 0x1234),
		"uint32": Uint32[uint32]{}.AppendKey(nil, 0x12345678), "uint64": Uint64[uint64]{}.AppendKey(nil, 0x123456789abcdef0),
		"int8": Int8[int8]{}.AppendKey(nil, -2), "int32": Int32[int32]{}.AppendKey(nil, -2), "int64": Int64[int64]{}.AppendKey(nil, 2),
		"float32": Float32[float32]{}.AppendKey(nil, -1.5), "float64": Float64[float64]{}.AppendKey(nil, 1.5),
		"minus-zero": Float64[float64]{}.AppendKey(nil, math.Copysign(0, -1)), "nan": Float64[float64]{}.AppendKey(nil, math.NaN()),
		"nan32":  Float32[float32]{}.AppendKey(nil, float32(math.NaN())),
		"bools":  Bool[bool]{}.AppendKey(Bool[bool]{}.AppendKey(nil, false), true),
		"string": String[string]{}.AppendKey(nil, "a\x00"), "bytes": Bytes[[]byte]{}.AppendPart(nil, []byte("a\x00")),
		"triple": Triples[string, uint8, string]{String[string]{}, Uint8[uint8]{}, String[string]{}}.AppendKey(nil, Triple[string, uint8, string]{"a", 7, "b"}),
		"json":   valueOf(t, JSON[[]int]{}, []int{1, 2}), "same": valueOf(t, Same[string]{String[string]{}}, "a"),
		"values": slices.Concat(valueOf(t, Raw{}, []byte("r")), valueOf(t, Copied{}, []byte("c")), valueOf(t, Text[string]{}, "t"), valueOf(t, Nothing{}, struct{}{})),
	} {
		if want := formatdoc.Vector(t, docs, "typed.md", name); !bytes.Equal(got, want) {
			t.Errorf("%s: % x, want % x", name, got, want)
		}
	}
}

// valueOf encodes a value.
func valueOf[V any](t *testing.T, c ValueCodec[V], value V) []byte {
	t.Helper()
	b, err := c.AppendValue(nil, value)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
