package pack

import (
	"encoding/binary"
	"math"
)

// The layout of prefixes: the kind above, then as much of the content as fits.
const (
	prefixBits = 56
	prefixMax  = 1<<prefixBits - 1
	// prefixExact is from which number on integers share their prefix with others.
	prefixExact = 1 << (prefixBits - 1)
	// prefixShift brings larger integers into the upper half.
	prefixShift = 64 - (prefixBits - 1)
	// prefixBytes is how many bytes of strings fit.
	prefixBytes = prefixBits / 8
)

// Prefix returns a number that never compares the other way round than the value at the start of b: of two values, one
// with the smaller prefix comes first, and if the prefixes are the same Compare decides. ok is false for what is no
// value of its own: a wildcard, or malformed bytes.
func Prefix(b []byte) (prefix uint64, ok bool) {
	t, ok := next(b)
	if !ok || t.kind == KindWildcard {
		return 0, false
	}
	content := uint64(0)
	switch t.kind {
	case KindInteger:
		content = integerPrefix(t.number)
	case KindNegative:
		content = prefixMax - integerPrefix(^t.number)
	case KindFloat:
		content = floatPrefix(t.float())
	case KindString, KindGeoJSON:
		content = stringPrefix(t.data[1:])
	case KindBytes:
		content = stringPrefix(t.data)
	}
	return uint64(t.kind)<<prefixBits | content, true
}

// integerPrefix squeezes a number into a prefix; small ones keep their value.
func integerPrefix(n uint64) uint64 {
	if n < prefixExact {
		return n
	}
	return prefixExact + n>>prefixShift
}

// floatPrefix returns the upper bits of a float so that they ascend with it. What is not a number equals everything, so
// that any place will do.
func floatPrefix(f float64) uint64 {
	bits := math.Float64bits(f + 0) // both zeros become the same
	if bits>>63 != 0 {
		bits = ^bits
	} else {
		bits |= 1 << 63
	}
	return bits >> (64 - prefixBits)
}

// stringPrefix returns the first bytes of a string.
func stringPrefix(data []byte) uint64 {
	var first [8]byte
	copy(first[8-prefixBytes:], data[:min(len(data), prefixBytes)])
	return binary.BigEndian.Uint64(first[:])
}
