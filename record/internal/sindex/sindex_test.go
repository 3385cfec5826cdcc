package sindex

import (
	"bytes"
	"encoding/hex"
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/layout"
)

// numericOn returns the definition of an index on integers in bin n of set s.
func numericOn(t testing.TB, source aero.IndexSource) Definition {
	t.Helper()
	d, err := New(&aero.IndexDefinition{Set: "s", Name: "i", Bin: "n", Type: aero.ParticleInteger, Source: source}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// rowVector is the stored form of a definition; docs/format/index.md shows it, and every version must read it.
const rowVector = "01000100" + "07000000" + "0100000073" + "010000006e" + "03000000921001" + "00000000" +
	"16000000" + "0fff" + "00000000000000000000" + "00000000000000000000"

// TestRowVector pins the form of definitions.
func TestRowVector(t *testing.T) {
	d := numericOn(t, aero.IndexValue)
	d.Context = []byte{0x92, 0x10, 0x01}
	row := Row{ID: 7, Definition: d, Cursor: make([]byte, layout.RecordKeySize)}
	row.Cursor[0], row.Cursor[1] = 0x0f, 0xff
	got := AppendRow(nil, &row)
	if hex.EncodeToString(got) != rowVector {
		t.Fatalf("row\n got %x\nwant %s", got, rowVector)
	}
	back, err := DecodeRow(got, nil)
	if err != nil || back.ID != 7 || back.State != StateBuilding || !back.Definition.Same(&d) ||
		!bytes.Equal(back.Cursor, row.Cursor) {
		t.Fatalf("decoded %+v, %v", back, err)
	}
	for cut := range got {
		if _, err := DecodeRow(got[:cut], nil); !errors.Is(err, ErrFormat) {
			t.Fatalf("the first %d bytes: %v", cut, err)
		}
	}
}

// setRowVector is the stored form of the index of a set's records.
const setRowVector = "01010004" + "09000000" + "0100000073" + "00000000" + "00000000" + "00000000" + "00000000"

// TestSetIndex pins the form of the index of a set's records, in which each record has one entry whatever it holds, and where the
// entries are in the order of the records.
func TestSetIndex(t *testing.T) {
	d, err := New(&aero.IndexDefinition{Set: "s", Name: "i", Source: aero.IndexSet}, nil)
	if err != nil {
		t.Fatal(err)
	}
	got := AppendRow(nil, &Row{ID: 9, State: StateReady, Definition: d})
	if hex.EncodeToString(got) != setRowVector {
		t.Errorf("row %x, want %s", got, setRowVector)
	}
	if back, err := DecodeRow(got, nil); err != nil || !back.Definition.Same(&d) {
		t.Errorf("decoded %+v, %v", back, err)
	}
	old, next := recordOf(t, 1), recordOf(t, "x")
	if values := d.AppendValues(nil, aero.Digest{}, old); !slices.Equal(values, []Value{Member}) || !d.Unchanged(old, next) {
		t.Errorf("values %v", values)
	}
	digest := aero.Digest{0x34, 0x12, 3}
	recordKey := layout.AppendRecordKey(nil, digest)
	key := AppendMember(nil, recordKey)
	if !bytes.Equal(key, AppendKey(nil, Member, digest)) {
		t.Errorf("key %x", key)
	}
	if back, ok := MemberRecord(key); !ok || !bytes.Equal(back, recordKey) {
		t.Errorf("record key %x", back)
	}
	for _, wrong := range []aero.IndexDefinition{
		{Name: "i", Source: aero.IndexSet},
		{Name: "i", Set: "s", Source: aero.IndexSet, Bin: "b"},
		{Name: "i", Set: "s", Source: aero.IndexSet, Type: aero.ParticleInteger},
		{Name: "i", Set: "s", Source: aero.IndexSet, Context: []byte{0x92, 0x10, 1}},
		{Name: "i", Set: "s", Source: aero.IndexSet, Expression: []byte{1}},
		{Set: "s", Source: aero.IndexSet},
	} {
		if _, err := New(&wrong, nil); !errors.Is(err, ErrDefinition) {
			t.Errorf("%+v: %v", wrong, err)
		}
	}
	if _, ok := NewQuery(&d, &aero.IndexRange{}); ok {
		t.Error("a range of values of a set's index")
	}
}

// TestKeyVector pins keys and values, which must be ordered as what they stand for.
func TestKeyVector(t *testing.T) {
	digest := aero.Digest{0x34, 0x12, 3}
	key := AppendKey(nil, Number(-2), digest)
	want := "7ffffffffffffffe" + "0234" + hex.EncodeToString(digest[:])
	if hex.EncodeToString(key) != want {
		t.Fatalf("key %x, want %s", key, want)
	}
	value, back, err := DecodeKey(key)
	if err != nil || value != Number(-2) || back != digest {
		t.Fatalf("decoded %x %x, %v", value, back, err)
	}
	if got := Text([]byte("aerolith")); got != 0x47dd7c50ce2c3c60 {
		t.Errorf("hash %x", uint64(got))
	}
	order := []int64{math.MinInt64, -1, 0, 1, math.MaxInt64}
	values := make([]Value, len(order))
	for i, n := range order {
		values[i] = Number(n)
	}
	if !slices.IsSorted(values) {
		t.Errorf("order %x", values)
	}
	d := numericOn(t, aero.IndexValue)
	for _, n := range order {
		if got := d.Wire(d.FromWire(n)); got != n {
			t.Errorf("%d travels as %d", n, got)
		}
	}
	key[valueSize] ^= 1
	if _, _, err := DecodeKey(key); !errors.Is(err, ErrFormat) {
		t.Errorf("key of another partition: %v", err)
	}
}

// recordOf returns a decoded record with a value in bin n.
func recordOf(t testing.TB, value any) *layout.Record {
	t.Helper()
	p, err := aero.NewParticle(value)
	if err != nil {
		t.Fatal(err)
	}
	name, _ := layout.MakeName("n")
	record, err := layout.Decode(layout.Append(nil, layout.Header{Generation: 1}, aero.Particle{}, []layout.Bin{{Name: name, Value: p}}))
	if err != nil {
		t.Fatal(err)
	}
	return &record
}

// TestValuesOfMembers checks that members of other types are left out, that each value comes once, and that order and
// repetition of members do not matter.
func TestValuesOfMembers(t *testing.T) {
	d := numericOn(t, aero.IndexListElements)
	want := []Value{Number(-1), Number(2), Number(300)}
	for _, list := range [][]any{{2, -1, 300}, {300, "x", 2, nil, -1, 2, 1.5, true, []any{5}}} {
		if got := d.AppendValues(nil, aero.Digest{}, recordOf(t, list)); !slices.Equal(got, want) {
			t.Errorf("%v: %x", list, got)
		}
	}
	if got := d.AppendValues(nil, aero.Digest{}, recordOf(t, map[string]any{"a": 2})); len(got) > 0 {
		t.Errorf("a map has elements %x", got)
	}
	if got := d.AppendValues(nil, aero.Digest{}, recordOf(t, 2)); len(got) > 0 {
		t.Errorf("an integer has elements %x", got)
	}
}

// TestFirst checks that a record with several values in a range counts under the lowest only.
func TestFirst(t *testing.T) {
	d := numericOn(t, aero.IndexListElements)
	q, ok := NewQuery(&d, &aero.IndexRange{Type: aero.ParticleInteger, From: 2, To: 9})
	record := recordOf(t, []any{1, 3, 5, 12})
	if !ok || !q.Repeats() || q.First(Number(5), aero.Digest{}, record) || !q.First(Number(3), aero.Digest{}, record) || q.First(Number(1), aero.Digest{}, record) {
		t.Errorf("query %+v", q)
	}
	if !q.Holds(aero.Digest{}, record) || q.Holds(aero.Digest{}, recordOf(t, []any{1, 12})) {
		t.Error("wrong answer to which records hold")
	}
}

// FuzzRow decodes arbitrary rows. What is accepted must encode to the same bytes.
func FuzzRow(f *testing.F) {
	seed, err := hex.DecodeString(rowVector)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(seed)
	if seed, err = hex.DecodeString(setRowVector); err != nil {
		f.Fatal(err)
	}
	f.Add(seed)
	f.Fuzz(func(t *testing.T, b []byte) {
		row, err := DecodeRow(b, nil)
		if err == nil && !bytes.Equal(AppendRow(nil, &row), b) {
			t.Fatalf("%x became %x", b, AppendRow(nil, &row))
		}
	})
}

// FuzzValues indexes arbitrary lists. The values must be ascending, and a range over all of them must find the first.
func FuzzValues(f *testing.F) {
	f.Add([]byte{0x93, 1, 2, 0xff}, []byte{0x92, 0x10, 0x01})
	f.Fuzz(func(t *testing.T, list, context []byte) {
		d := numericOn(t, aero.IndexListElements)
		value := aero.Particle{Type: aero.ParticleList, Data: list}
		for range 2 {
			name, _ := layout.MakeName("n")
			stored := layout.Append(nil, layout.Header{Generation: 1}, aero.Particle{}, []layout.Bin{{Name: name, Value: value}})
			record, err := layout.Decode(stored)
			if err != nil {
				t.Fatal(err)
			}
			values := d.AppendValues(nil, aero.Digest{}, &record)
			if !slices.IsSorted(values) || len(slices.Compact(slices.Clone(values))) != len(values) {
				t.Fatalf("values %x", values)
			}
			q, _ := NewQuery(&d, &aero.IndexRange{Type: aero.ParticleInteger, From: math.MinInt64, To: math.MaxInt64})
			if len(values) > 0 && (!q.First(values[0], aero.Digest{}, &record) || !q.Holds(aero.Digest{}, &record)) {
				t.Fatalf("values %x are not found", values)
			}
			d.Context = context
		}
	})
}
