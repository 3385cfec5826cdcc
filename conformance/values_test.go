package conformance

import (
	"bytes"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	as "github.com/aerospike/aerospike-client-go/v8"
)

// TestValues: every type of value comes back as it was stored, alone in a bin and at the limits of its range.
func TestValues(t *testing.T) {
	client := featureClient(t)
	for name, test := range map[string]struct{ stored, want any }{
		"zero":         {0, 0},
		"largest":      {math.MaxInt64, math.MaxInt64},
		"smallest":     {math.MinInt64, math.MinInt64},
		"double":       {1.25, 1.25},
		"infinity":     {math.Inf(-1), math.Inf(-1)},
		"empty string": {"", ""},
		"string":       {"Grüße, 世界 \x00", "Grüße, 世界 \x00"},
		"long string":  {strings.Repeat("x", 300_000), strings.Repeat("x", 300_000)},
		"empty blob":   {[]byte{}, []byte{}},
		"blob":         {[]byte{0, 1, 255}, []byte{0, 1, 255}},
		"large blob":   {bytes.Repeat([]byte{7, 9}, 400_000), bytes.Repeat([]byte{7, 9}, 400_000)},
		"true":         {true, true},
		"false":        {false, false},
		"empty list":   {[]any{}, []any{}},
		"list":         {[]any{1, "two", 3.5, []byte{4}, []any{5, nil}, true}, []any{1, "two", 3.5, []byte{4}, []any{5, nil}, true}},
		"empty map":    {map[any]any{}, map[any]any{}},
		"map": {
			map[any]any{"a": 1, 2: "b", "c": []any{1}, "d": map[any]any{"e": 2.5}},
			map[any]any{"a": 1, 2: "b", "c": []any{1}, "d": map[any]any{"e": 2.5}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			key := newKey(t, name)
			must(t, "put", client.PutBins(nil, key, as.NewBin("v", test.stored)))
			record, err := client.Get(nil, key)
			must(t, "get", err)
			if got := record.Bins["v"]; !reflect.DeepEqual(got, test.want) {
				t.Errorf("got %.80v (%T), want %.80v (%T)", got, got, test.want, test.want)
			}
		})
	}
}

// TestGeoAndHLL: GeoJSON comes back as text, HyperLogLog bytes byte for byte, both with their type.
func TestGeoAndHLL(t *testing.T) {
	client := featureClient(t)
	key := newKey(t, 1)
	const point = `{"type":"Point","coordinates":[13.4,52.5]}`
	// A sketch of 4 index bits: flags, bits, no minhash, the cached count, then 16 registers of 6 bits.
	sketch := as.HLLValue(slices.Concat([]byte{0, 4, 0}, make([]byte, 8), bytes.Repeat([]byte{3}, 12)))
	must(t, "put", client.PutBins(nil, key, as.NewBin("geo", as.GeoJSONValue(point)), as.NewBin("hll", sketch)))
	record, err := client.Get(nil, key)
	must(t, "get", err)
	if got, ok := record.Bins["geo"].(as.GeoJSONValue); !ok || string(got) != point {
		t.Errorf("GeoJSON: got %T %v", record.Bins["geo"], record.Bins["geo"])
	}
	if got, ok := record.Bins["hll"].(as.HLLValue); !ok || !bytes.Equal(got, sketch) {
		t.Errorf("HLL: got %T %v", record.Bins["hll"], record.Bins["hll"])
	}
}

// TestNilRemovesBin: writing nil to a bin removes it, and the record with its last bin.
func TestNilRemovesBin(t *testing.T) {
	client := featureClient(t)
	key := newKey(t, 1)
	must(t, "put", client.PutBins(nil, key, as.NewBin("a", 1), as.NewBin("b", 2)))
	must(t, "remove a", client.PutBins(nil, key, as.NewBin("a", nil)))
	record, err := client.Get(nil, key)
	must(t, "get", err)
	if !reflect.DeepEqual(record.Bins, as.BinMap{"b": 2}) {
		t.Errorf("got %v, want b alone", record.Bins)
	}
	must(t, "remove b", client.PutBins(nil, key, as.NewBin("b", nil)))
	exists, err := client.Exists(nil, key)
	must(t, "exists", err)
	if exists {
		t.Error("a record without bins is still there")
	}
}

// TestSelectedBins: a get returns all bins, the named ones, or none.
func TestSelectedBins(t *testing.T) {
	client := featureClient(t)
	key := newKey(t, 1)
	must(t, "put", client.PutBins(nil, key, as.NewBin("a", 1), as.NewBin("b", "x"), as.NewBin("c", 2.5)))
	record, err := client.Get(nil, key, "a", "c", "missing")
	must(t, "get", err)
	if !reflect.DeepEqual(record.Bins, as.BinMap{"a": 1, "c": 2.5}) {
		t.Errorf("got %v", record.Bins)
	}
	record, err = client.GetHeader(nil, key)
	must(t, "get header", err)
	if len(record.Bins) != 0 || record.Generation != 1 {
		t.Errorf("header: got %v of generation %d", record.Bins, record.Generation)
	}
}

// TestKeys: keys of every type find their records, and no other.
func TestKeys(t *testing.T) {
	client := featureClient(t)
	set := setOf(t)
	values := []any{1, -1, "1", "", []byte{1}, []byte("1"), math.MaxInt64}
	for i, value := range values {
		must(t, "put", client.PutBins(nil, keyIn(t, set, value), as.NewBin("i", i)))
	}
	for i, value := range values {
		record, err := client.Get(nil, keyIn(t, set, value))
		must(t, "get", err)
		if record.Bins["i"] != i {
			t.Errorf("key %v (%T): got %v, want %d", value, value, record.Bins["i"], i)
		}
	}
}
