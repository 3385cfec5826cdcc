package keyform

import (
	"bytes"
	"fmt"
	"slices"
)

// Order is how the keys of a table are compared.
type Order uint8

const (
	// Bytes compares keys byte by byte from the first one on. It is the default.
	Bytes Order = iota
	// Reverse compares keys byte by byte from the last one back.
	Reverse
	// Uint32 compares keys of four bytes as little-endian numbers.
	Uint32
	// Uint64 compares keys of eight bytes as little-endian numbers.
	Uint64
	orders
)

// String names the order.
func (o Order) String() string {
	names := [...]string{"bytes", "reverse", "uint32", "uint64"}
	if int(o) < len(names) {
		return names[o]
	}
	return fmt.Sprintf("order %d", uint8(o))
}

// Valid reports whether the order is one of the above.
func (o Order) Valid() bool { return o < orders }

// keySize returns the only length of keys that the order has, or 0 when it takes any.
func (o Order) keySize() int {
	switch o {
	case Uint32:
		return 4
	case Uint64:
		return 8
	default:
		return 0
	}
}

// Form is how a table keeps its keys. The zero value keeps them as they are.
type Form struct {
	// Order is how keys are compared.
	Order Order
	// Duplicates says that a key may have several values, which are kept in order behind it.
	Duplicates bool
}

// In a table with duplicates the end of a key must be told from the beginning of its value, and shorter keys come before longer
// ones that begin like them. So zeros in a key are marked, and a mark that compares below that ends it.
const (
	zero       = 0x00
	zeroMarked = 0xff // follows a zero that belongs to the key
	keyEnd     = 0x01 // follows the zero that ends the key
	afterEnd   = 0x02 // in the place of keyEnd: above every pair of the key
)

// Plain reports whether keys lie in the tree as they are.
func (f Form) Plain() bool { return f == Form{} }

// delimited reports whether the end of a key is marked in its stored form.
func (f Form) delimited() bool { return f.Duplicates && f.Order.keySize() == 0 }

// CheckKey fails with a KeySizeError when the order has no keys of that length.
func (f Form) CheckKey(key []byte) error {
	if want := f.Order.keySize(); want != 0 && len(key) != want {
		return &KeySizeError{Size: len(key), Want: want, Order: f.Order}
	}
	return nil
}

// AppendKey appends the stored form of a key that CheckKey accepts; with duplicates, what the stored forms of all of its pairs
// begin with.
func (f Form) AppendKey(dst, key []byte) []byte {
	start := len(dst)
	if !f.delimited() {
		return f.turn(append(dst, key...), start)
	}
	if f.Order == Bytes {
		return append(appendMarked(dst, key), zero, keyEnd)
	}
	for _, b := range slices.Backward(key) {
		if dst = append(dst, b); b == zero {
			dst = append(dst, zeroMarked)
		}
	}
	return append(dst, zero, keyEnd)
}

// turn reverses the bytes from start on where the order demands it.
func (f Form) turn(b []byte, start int) []byte {
	if f.Order != Bytes {
		slices.Reverse(b[start:])
	}
	return b
}

// appendMarked appends a key with its zeros marked.
func appendMarked(dst, key []byte) []byte {
	for {
		i := bytes.IndexByte(key, zero)
		if i < 0 {
			return append(dst, key...)
		}
		dst = append(append(dst, key[:i+1]...), zeroMarked)
		key = key[i+1:]
	}
}

// AppendPair appends the stored form of a pair of a table with duplicates.
func (f Form) AppendPair(dst, key, value []byte) []byte {
	return append(f.AppendKey(dst, key), value...)
}

// After turns what AppendKey has returned for a table with duplicates, in place, into a bound above all pairs of that key and below those
// of every other key above it. It returns nil when there can be none.
func (f Form) After(stored []byte) []byte {
	if f.delimited() {
		stored[len(stored)-1] = afterEnd
		return stored
	}
	for i := len(stored) - 1; i >= 0; i-- {
		if stored[i]++; stored[i] != 0 {
			return stored
		}
	}
	return nil
}

// Split returns which part of a pair's stored form is the key's, and the value. It reports false when the bytes cannot be a pair's.
func (f Form) Split(stored []byte) (key, value []byte, ok bool) {
	if size := f.Order.keySize(); size != 0 {
		if len(stored) < size {
			return nil, nil, false
		}
		return stored[:size:size], stored[size:], true
	}
	for from := 0; ; {
		i := bytes.IndexByte(stored[from:], zero)
		if i < 0 || from+i+1 >= len(stored) {
			return nil, nil, false
		}
		end := from + i + 2
		switch stored[end-1] {
		case keyEnd:
			return stored[:end:end], stored[end:], true
		case zeroMarked:
			from = end
		default:
			return nil, nil, false
		}
	}
}

// Key returns the key that AppendKey has stored, in dst or, where it lies there as it is, as a part of stored. It reports false when
// the bytes cannot be a stored key.
func (f Form) Key(dst, stored []byte) (key []byte, ok bool) {
	if size := f.Order.keySize(); size != 0 && len(stored) != size {
		return nil, false
	}
	if !f.delimited() {
		if f.Order == Bytes {
			return stored, true
		}
		return f.turn(append(dst[:0], stored...), 0), true
	}
	if len(stored) < 2 || string(stored[len(stored)-2:]) != string([]byte{zero, keyEnd}) {
		return nil, false
	}
	marked := stored[: len(stored)-2 : len(stored)-2]
	if f.Order == Bytes && bytes.IndexByte(marked, zero) < 0 {
		return marked, true
	}
	dst, ok = appendUnmarked(dst[:0], marked)
	return f.turn(dst, 0), ok
}

// Sound reports whether bytes can be what a table with this form has stored as a key, or as a pair where it has duplicates. The scratch is memory for a key.
func (f Form) Sound(scratch, stored []byte) bool {
	key, ok := stored, true
	if f.Duplicates {
		key, _, ok = f.Split(stored)
	}
	if ok {
		_, ok = f.Key(scratch, key)
	}
	return ok
}

// appendUnmarked appends a key without the marks of its zeros. It reports false when one is missing.
func appendUnmarked(dst, marked []byte) ([]byte, bool) {
	for {
		i := bytes.IndexByte(marked, zero)
		if i < 0 {
			return append(dst, marked...), true
		}
		if i+1 == len(marked) || marked[i+1] != zeroMarked {
			return nil, false
		}
		dst = append(dst, marked[:i+1]...)
		marked = marked[i+2:]
	}
}
