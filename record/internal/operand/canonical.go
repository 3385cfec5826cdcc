package operand

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"slices"

	"github.com/aerolith/aerolith/internal/msgpack"
)

// Scalar reads a value that is neither list nor map and returns its encoded form, marker included, in the form that
// an Aerospike server hashes: integers, strings and extensions as short as can be. A binary becomes a string where
// that shortens its length field, and stays a binary else.
func (r *Reader) Scalar() ([]byte, bool) {
	if len(r.rest) == 0 {
		return nil, false
	}
	switch marker := r.rest[0]; {
	case marker < msgpack.FixMap, marker >= msgpack.Negative, marker == msgpack.Nil, marker == msgpack.False, marker == msgpack.True:
		return r.take(1)
	case marker < msgpack.FixString, marker == msgpack.Reserved, marker >= msgpack.List16:
		return nil, false
	case marker == msgpack.Float32, marker == msgpack.Float64:
		return r.take(1 + 4<<(marker-msgpack.Float32))
	case marker >= msgpack.Uint8 && marker <= msgpack.Int64:
		return r.integer()
	case marker >= msgpack.Ext8 && marker <= msgpack.Ext32:
		return r.extension()
	case marker >= msgpack.FixExt1 && marker <= msgpack.FixExt16:
		return r.take(2 + 1<<(marker-msgpack.FixExt1))
	}
	return r.text()
}

// take returns the next n bytes.
func (r *Reader) take(n int) ([]byte, bool) {
	if n > len(r.rest) {
		return nil, false
	}
	b := r.rest[:n:n]
	r.rest = r.rest[n:]
	return b, true
}

// integer reads an integer that has a marker of its own.
func (r *Reader) integer() ([]byte, bool) {
	start, signed := r.rest, r.rest[0] >= msgpack.Int8
	n, ok := r.Uint64()
	if !ok {
		return nil, false
	}
	encoded := start[:len(start)-len(r.rest)]
	var memory [9]byte
	short := memory[:0]
	if signed && int64(n) < 0 {
		short = appendNegative(short, int64(n))
	} else {
		short = appendUnsigned(short, n)
	}
	if bytes.Equal(short, encoded) {
		return encoded, true
	}
	return bytes.Clone(short), true
}

// text reads a string or binary.
func (r *Reader) text() ([]byte, bool) {
	start := r.rest
	content, ok := r.Bytes()
	if !ok {
		return nil, false
	}
	encoded := start[:len(start)-len(r.rest)]
	var memory [5]byte
	head := appendStringHead(memory[:0], len(content))
	if len(head)+len(content) == len(encoded) {
		return encoded, true
	}
	return slices.Concat(head, content), true
}

// extension reads an extension whose length stands before its type.
func (r *Reader) extension() ([]byte, bool) {
	width := 1 << (r.rest[0] - msgpack.Ext8)
	length, ok := numberAt(r.rest, 1, width)
	if !ok || length > uint64(len(r.rest)) {
		return nil, false
	}
	encoded, ok := r.take(1 + width + 1 + int(length))
	if !ok {
		return nil, false
	}
	var memory [5]byte
	head := appendExtensionHead(memory[:0], int(length))
	if len(head) == 1+width {
		return encoded, true
	}
	return slices.Concat(head, encoded[1+width:]), true
}

// appendUnsigned appends the shortest form of an integer that is not negative.
func appendUnsigned(dst []byte, n uint64) []byte {
	switch {
	case n < msgpack.FixMap:
		return append(dst, byte(n))
	case n < 1<<8:
		return append(dst, msgpack.Uint8, byte(n))
	case n < 1<<16:
		return binary.BigEndian.AppendUint16(append(dst, msgpack.Uint8+1), uint16(n))
	case n < 1<<32:
		return binary.BigEndian.AppendUint32(append(dst, msgpack.Uint8+2), uint32(n))
	}
	return binary.BigEndian.AppendUint64(append(dst, msgpack.Uint64), n)
}

// appendNegative appends the shortest form of a negative integer.
func appendNegative(dst []byte, n int64) []byte {
	switch {
	case n >= -1<<5:
		return append(dst, byte(n))
	case n >= -1<<7:
		return append(dst, msgpack.Int8, byte(n))
	case n >= -1<<15:
		return binary.BigEndian.AppendUint16(append(dst, msgpack.Int8+1), uint16(n))
	case n >= -1<<31:
		return binary.BigEndian.AppendUint32(append(dst, msgpack.Int8+2), uint32(n))
	}
	return binary.BigEndian.AppendUint64(append(dst, msgpack.Int64), uint64(n))
}

// appendStringHead appends the shortest head of a string.
func appendStringHead(dst []byte, length int) []byte {
	switch {
	case length <= fixStringLength:
		return append(dst, msgpack.FixString|byte(length))
	case length < 1<<8:
		return append(dst, msgpack.String8, byte(length))
	case length < 1<<16:
		return binary.BigEndian.AppendUint16(append(dst, msgpack.String16), uint16(length))
	}
	return binary.BigEndian.AppendUint32(append(dst, msgpack.String32), uint32(length))
}

// appendExtensionHead appends the shortest head of an extension without its type.
func appendExtensionHead(dst []byte, length int) []byte {
	switch {
	case length > 0 && length <= 16 && length&(length-1) == 0:
		return append(dst, msgpack.FixExt1+byte(bits.TrailingZeros(uint(length))))
	case length < 1<<8:
		return append(dst, msgpack.Ext8, byte(length))
	case length < 1<<16:
		return binary.BigEndian.AppendUint16(append(dst, msgpack.Ext16), uint16(length))
	}
	return binary.BigEndian.AppendUint32(append(dst, msgpack.Ext32), uint32(length))
}
