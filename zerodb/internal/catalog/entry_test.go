package catalog

import (
	"bytes"
	"errors"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/btree"
	"github.com/aerolith/aerolith/zerodb/internal/fault"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// root is the catalog's root in the tests.
func root() ids.PageRef { return ids.PageRef{ID: 9, Birth: 100} }

// sample is the state of a table that is not empty.
func sample() btree.State {
	return btree.State{Root: ids.PageRef{ID: 0x0102, Birth: 77}, Count: 0x0304, Depth: 2}
}

// TestRoundTrip encodes states and decodes them again.
func TestRoundTrip(t *testing.T) {
	for _, want := range []btree.State{{}, sample()} {
		b := Encode(want)
		got, err := Decode(b[:], root())
		if err != nil || got != want {
			t.Errorf("got %+v, %v; want %+v", got, err, want)
		}
	}
}

// TestVector holds the layout fast: later versions must still read these bytes.
func TestVector(t *testing.T) {
	want := []byte{
		1, 0, 0, 0, 2, 0, 0, 0, 2, 1, 0, 0, 0, 0, 0, 0,
		77, 0, 0, 0, 0, 0, 0, 0, 4, 3, 0, 0, 0, 0, 0, 0,
	}
	if got := Encode(sample()); !bytes.Equal(got[:], want) {
		t.Errorf("got % x, want % x", got, want)
	}
}

// TestDamage decodes entries that cannot be: each must be a CorruptionError.
func TestDamage(t *testing.T) {
	good := Encode(sample())
	cases := map[string]func(b []byte) []byte{
		"short":        func(b []byte) []byte { return b[:Size-1] },
		"long":         func(b []byte) []byte { return append(b, 0) },
		"version":      func(b []byte) []byte { b[0] = 2; return b },
		"reserved":     func(b []byte) []byte { b[2] = 1; return b },
		"younger":      func(b []byte) []byte { b[offsetRoot+8] = 101; return b },
		"depth":        func(b []byte) []byte { b[offsetDepth+1] = 1; return b },
		"empty, depth": func(b []byte) []byte { clear(b[offsetRoot : offsetRoot+16]); return b },
		"no count":     func(b []byte) []byte { clear(b[offsetCount:]); return b },
	}
	for name, damage := range cases {
		var got *fault.CorruptionError
		if _, err := Decode(damage(bytes.Clone(good[:])), root()); !errors.As(err, &got) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// FuzzDecode decodes anything: there is an error, or an entry that encodes to the same bytes.
func FuzzDecode(f *testing.F) {
	for _, s := range []btree.State{{}, sample()} {
		b := Encode(s)
		f.Add(b[:])
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := Decode(b, root())
		if err != nil {
			return
		}
		if again := Encode(s); !bytes.Equal(again[:], b) {
			t.Errorf("% x became % x", b, again)
		}
	})
}
