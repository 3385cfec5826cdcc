package keyform

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// compareKeys compares two keys as the order says.
func compareKeys(o Order, a, b []byte) int {
	switch o {
	case Reverse:
		a, b = bytes.Clone(a), bytes.Clone(b)
		slices.Reverse(a)
		slices.Reverse(b)
	case Uint32:
		return cmp.Compare(binary.LittleEndian.Uint32(a), binary.LittleEndian.Uint32(b))
	case Uint64:
		return cmp.Compare(binary.LittleEndian.Uint64(a), binary.LittleEndian.Uint64(b))
	}
	return bytes.Compare(a, b)
}

// randomKey returns a key of few different bytes, zeros and the marks among them, that the order takes.
func randomKey(r *rand.Rand, o Order) []byte {
	size := 1 + r.IntN(6)
	if o.keySize() != 0 {
		size = o.keySize()
	}
	key := make([]byte, size)
	for i := range key {
		key[i] = [...]byte{0, 1, 2, 0xff, 'a'}[r.IntN(5)]
	}
	return key
}

// forms returns every form.
func forms() []Form {
	var all []Form
	for o := range orders {
		all = append(all, Form{Order: o}, Form{Order: o, Duplicates: true})
	}
	return all
}

// TestStoredOrder compares the order of random keys and pairs with that of their stored forms, and takes these apart again.
func TestStoredOrder(t *testing.T) {
	for _, f := range forms() {
		t.Run(fmt.Sprint(f), func(t *testing.T) {
			r := rand.New(rand.NewPCG(1, 1))
			for range 20_000 {
				a, b := randomKey(r, f.Order), randomKey(r, f.Order)
				if r.IntN(4) == 0 {
					b = a
				}
				va, vb := randomKey(r, Bytes), randomKey(r, Bytes)
				want := compareKeys(f.Order, a, b)
				sa, sb := f.AppendKey(nil, a), f.AppendKey(nil, b)
				if got := bytes.Compare(sa, sb); got != want {
					t.Fatalf("keys %x and %x: %d, want %d", a, b, got, want)
				}
				if key, ok := f.Key(nil, sa); !ok || !bytes.Equal(key, a) {
					t.Fatalf("key %x became %x", a, key)
				}
				if f.Duplicates {
					comparePairs(t, f, want, a, b, va, vb)
				}
			}
		})
	}
}

// comparePairs compares two pairs whose keys compare as given.
func comparePairs(t *testing.T, f Form, keys int, a, b, va, vb []byte) {
	t.Helper()
	want := cmp.Or(keys, bytes.Compare(va, vb))
	pa, pb := f.AppendPair(nil, a, va), f.AppendPair(nil, b, vb)
	if got := bytes.Compare(pa, pb); got != want {
		t.Fatalf("pairs %x %x and %x %x: %d, want %d", a, va, b, vb, got, want)
	}
	stored, value, ok := f.Split(pa)
	key, whole := f.Key(nil, stored)
	if !ok || !whole || !bytes.Equal(key, a) || !bytes.Equal(value, va) {
		t.Fatalf("pair %x %x became %x %x", a, va, key, value)
	}
	after := f.After(f.AppendKey(nil, a))
	if after != nil && (bytes.Compare(pa, after) >= 0 || bytes.Compare(pb, after) >= 0 != (keys < 0)) {
		t.Fatalf("bound %x after key %x, pair %x", after, a, pb)
	}
	if after == nil && keys < 0 {
		t.Fatalf("no bound after %x, but %x is above", a, b)
	}
}

// TestKeySizes gives keys of every length to every order.
func TestKeySizes(t *testing.T) {
	for _, f := range forms() {
		for size := range 12 {
			want := f.Order.keySize() != 0 && size != f.Order.keySize()
			if err := f.CheckKey(make([]byte, size)); (err != nil) != want {
				t.Errorf("%v, %d bytes: %v", f, size, err)
			}
		}
	}
}

// FuzzSplit takes anything apart as a pair of any form: what is accepted must be what the form makes of its parts.
func FuzzSplit(f *testing.F) {
	for i, form := range forms() {
		f.Add(uint8(i), form.AppendPair(nil, []byte("a\x00bcdefg")[:max(4, form.Order.keySize())], []byte("value\x00")))
	}
	f.Fuzz(func(t *testing.T, n uint8, stored []byte) {
		form := forms()[int(n)%len(forms())]
		if !form.Duplicates {
			if key, ok := form.Key(nil, stored); ok && !bytes.Equal(form.AppendKey(nil, key), stored) {
				t.Fatalf("%x became %x", stored, key)
			}
			return
		}
		part, value, ok := form.Split(stored)
		if !ok {
			return
		}
		key, ok := form.Key(nil, part)
		if ok && !bytes.Equal(form.AppendPair(nil, key, value), stored) {
			t.Fatalf("%x became %x and %x", stored, key, value)
		}
	})
}
