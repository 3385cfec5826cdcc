package pack

import (
	"encoding/binary"
	"math"

	"github.com/aerolith/aerolith/internal/msgpack"
)

// token is one value without what it contains.
type token struct {
	kind     Kind
	size     int    // bytes of head and content, without children
	children uint64 // values that follow as content of a list or map
	number   uint64 // the integer, or the bits of the float
	data     []byte // the content of strings and extensions; of strings with the inner type
	ext      uint8  // the type of an extension
}

// next reads the token at the start of b. It returns false if b does not begin with one that fits.
func next(b []byte) (token, bool) {
	if len(b) == 0 {
		return token{}, false
	}
	switch head := b[0]; {
	case head < msgpack.FixMap:
		return token{kind: KindInteger, size: 1, number: uint64(head)}, true
	case head < msgpack.FixList:
		return token{kind: KindMap, size: 1, children: 2 * uint64(head&0x0f)}, true
	case head < msgpack.FixString:
		return token{kind: KindList, size: 1, children: uint64(head & 0x0f)}, true
	case head < msgpack.Nil:
		return stringToken(b, 1, uint64(head&0x1f))
	case head >= msgpack.Negative:
		return token{kind: KindNegative, size: 1, number: uint64(int64(int8(head)))}, true
	default:
		return longToken(b, head)
	}
}

// longToken is next for heads that are a byte of their own.
func longToken(b []byte, head byte) (token, bool) {
	switch {
	case head == msgpack.Nil:
		return token{kind: KindNil, size: 1}, true
	case head == msgpack.Reserved:
		return token{}, false
	case head == msgpack.False:
		return token{kind: KindFalse, size: 1}, true
	case head == msgpack.True:
		return token{kind: KindTrue, size: 1}, true
	case head <= msgpack.Bin32:
		return sizedString(b, 1<<(head-msgpack.Bin8))
	case head <= msgpack.Ext32:
		return extToken(b, 1<<(head-msgpack.Ext8))
	case head <= msgpack.Float64:
		return floatToken(b, head)
	case head <= msgpack.Int64:
		return integerToken(b, head)
	case head <= msgpack.FixExt16:
		return fixedExtToken(b, 1<<(head-msgpack.FixExt1))
	case head <= msgpack.String32:
		return sizedString(b, 1<<(head-msgpack.String8))
	}
	return containerToken(b, head)
}

// number reads the width bytes behind the head, 1 to 8.
func number(b []byte, width int) (uint64, bool) {
	if len(b) < 1+width {
		return 0, false
	}
	var n uint64
	for _, c := range b[1 : 1+width] {
		n = n<<8 | uint64(c)
	}
	return n, true
}

// sizedString reads a string whose length takes width bytes.
func sizedString(b []byte, width int) (token, bool) {
	length, ok := number(b, width)
	if !ok {
		return token{}, false
	}
	return stringToken(b, 1+width, length)
}

// stringToken reads a string of so many bytes that start behind the head.
func stringToken(b []byte, head int, length uint64) (token, bool) {
	if length > uint64(len(b)-head) {
		return token{}, false
	}
	end := head + int(length)
	t := token{kind: KindBytes, size: end, data: b[head:end:end]}
	if length > 0 {
		switch t.data[0] {
		case innerString:
			t.kind = KindString
		case innerGeoJSON:
			t.kind = KindGeoJSON
		}
	}
	return t, true
}

// floatToken reads a float of single or double precision.
func floatToken(b []byte, head byte) (token, bool) {
	if head == msgpack.Float32 {
		n, ok := number(b, 4)
		bits := math.Float64bits(float64(math.Float32frombits(uint32(n))))
		return token{kind: KindFloat, size: 5, number: bits}, ok
	}
	n, ok := number(b, 8)
	return token{kind: KindFloat, size: 9, number: n}, ok
}

// integerToken reads an integer of 1, 2, 4 or 8 bytes.
func integerToken(b []byte, head byte) (token, bool) {
	width := 1 << ((head - msgpack.Uint8) & 3)
	n, ok := number(b, width)
	if !ok {
		return token{}, false
	}
	t := token{kind: KindInteger, size: 1 + width, number: n}
	if unused := 64 - 8*width; head >= msgpack.Int8 && int64(n<<unused) < 0 {
		t.kind, t.number = KindNegative, uint64(int64(n<<unused)>>unused)
	}
	return t, true
}

// extToken reads an extension whose length takes width bytes.
func extToken(b []byte, width int) (token, bool) {
	length, ok := number(b, width)
	if !ok || length+1 > uint64(len(b)-1-width) {
		return token{}, false
	}
	return extension(b, 1+width, int(length)), true
}

// fixedExtToken reads an extension of so many bytes.
func fixedExtToken(b []byte, length int) (token, bool) {
	if len(b) < 2+length {
		return token{}, false
	}
	return extension(b, 1, length), true
}

// extension returns the extension of so many bytes whose type is at the offset; both are within b.
func extension(b []byte, at, length int) token {
	end := at + 1 + length
	t := token{kind: KindExtension, size: end, ext: b[at], data: b[at+1 : end : end]}
	if t.ext == extCompare && length == 1 {
		switch t.data[0] {
		case compareWildcard:
			t.kind = KindWildcard
		case compareInfinity:
			t.kind = KindInfinity
		}
	}
	return t
}

// containerToken reads the head of a list or map with a count of 2 or 4 bytes.
func containerToken(b []byte, head byte) (token, bool) {
	width := 2
	if head == msgpack.List32 || head == msgpack.Map32 {
		width = 4
	}
	count, ok := number(b, width)
	if head >= msgpack.Map16 {
		return token{kind: KindMap, size: 1 + width, children: 2 * count}, ok
	}
	return token{kind: KindList, size: 1 + width, children: count}, ok
}

// storable reports whether the token may be part of a stored value.
func (t *token) storable() bool {
	return t.ext != extCompare || len(t.data) == 0 || len(t.data) > extCompareMax
}

// float returns the value of a float token.
func (t *token) float() float64 { return math.Float64frombits(t.number) }

// bigEndian8 returns a number in 8 bytes.
func bigEndian8(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }
