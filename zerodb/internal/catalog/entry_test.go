package catalog

import (
	"bytes"
	"errors"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/btree"
	"github.com/aerolith/aerolith/zerodb/internal/fault"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/keyform"
)

// root is the catalog's root in the tests.
func root() ids.PageRef { return ids.PageRef{ID: 9, Birth: 100} }

// sample is the entry of a table that is not empty.
func sample() Entry {
	return Entry{State: btree.State{Root: ids.PageRef{ID: 0x0102, Birth: 77}, Count: 0x0304, Depth: 2}}
}

// formed is the same with options.
func formed() Entry {
	e := sample()
	e.Form = keyform.Form{Order: keyform.Uint64, Duplicates: true}
	return e
}

// remains is a tree of which a part is freed.
func remains() btree.Remains {
	m := btree.RemainsOf(sample().State)
	m.Next[0], m.Next[1] = 5, 0x0607
	return m
}

// TestRoundTrip encodes entries and decodes them again.
func TestRoundTrip(t *testing.T) {
	for _, want := range []Entry{{}, sample(), formed(), {Form: keyform.Form{Order: keyform.Reverse}}} {
		b := Encode(want)
		got, err := Decode(b[:], root())
		if err != nil || got != want {
			t.Errorf("got %+v, %v; want %+v", got, err, want)
		}
	}
	for _, want := range []btree.Remains{{}, remains()} {
		got, err := DecodeRemains(AppendRemains(nil, want), root())
		if err != nil || got != want {
			t.Errorf("got %+v, %v; want %+v", got, err, want)
		}
	}
}

// TestDamage decodes entries that cannot be: each must be a CorruptionError.
func TestDamage(t *testing.T) {
	good := Encode(sample())
	cases := map[string]func(b []byte) []byte{
		"short":         func(b []byte) []byte { return b[:Size-1] },
		"long":          func(b []byte) []byte { return append(b, 0) },
		"version":       func(b []byte) []byte { b[0] = 3; return b },
		"reserved":      func(b []byte) []byte { b[2] = 1; return b },
		"no form":       func(b []byte) []byte { b[0] = 2; return b },
		"order":         func(b []byte) []byte { b[0], b[1] = 2, 99; return b },
		"flags":         func(b []byte) []byte { b[0], b[2] = 2, 2; return b },
		"reserved form": func(b []byte) []byte { b[0], b[1], b[3] = 2, 1, 1; return b },
		"younger":       func(b []byte) []byte { b[offsetRoot+8] = 101; return b },
		"depth":         func(b []byte) []byte { b[offsetDepth+1] = 1; return b },
		"empty, depth":  func(b []byte) []byte { clear(b[offsetRoot : offsetRoot+16]); return b },
		"no count":      func(b []byte) []byte { clear(b[offsetCount:]); return b },
	}
	for name, damage := range cases {
		var got *fault.CorruptionError
		if _, err := Decode(damage(bytes.Clone(good[:])), root()); !errors.As(err, &got) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// TestDamagedRemains decodes entries of the tree of remains that cannot be.
func TestDamagedRemains(t *testing.T) {
	good := AppendRemains(nil, remains())
	cases := map[string]func(b []byte) []byte{
		"short":   func(b []byte) []byte { return b[:Size-1] },
		"level":   func(b []byte) []byte { return b[:Size+2] },
		"version": func(b []byte) []byte { b[0] = 2; return b },
		"count":   func(b []byte) []byte { b[offsetCount] = 1; return b },
		"younger": func(b []byte) []byte { b[offsetRoot+8] = 101; return b },
		"depth":   func(b []byte) []byte { b[offsetDepth] = 33; return b },
	}
	for name, damage := range cases {
		var got *fault.CorruptionError
		if _, err := DecodeRemains(damage(bytes.Clone(good)), root()); !errors.As(err, &got) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// FuzzDecode decodes anything: there is an error, or an entry that encodes to the same bytes.
func FuzzDecode(f *testing.F) {
	for _, e := range []Entry{{}, sample(), formed()} {
		b := Encode(e)
		f.Add(b[:])
	}
	f.Add(AppendRemains(nil, remains()))
	f.Fuzz(func(t *testing.T, b []byte) {
		if e, err := Decode(b, root()); err == nil {
			if again := Encode(e); !bytes.Equal(again[:], b) {
				t.Errorf("% x became % x", b, again)
			}
		}
		if m, err := DecodeRemains(b, root()); err == nil {
			if again := AppendRemains(nil, m); !bytes.Equal(again, b) {
				t.Errorf("% x became % x", b, again)
			}
		}
	})
}
