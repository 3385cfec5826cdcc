package typed

import (
	"encoding/binary"
	"math"
)

// The codecs of numbers write a fixed number of bytes, most significant first; signed ones with the sign bit turned around. The type
// parameter lets a type of one's own be a key.
type (
	// Uint8 is the codec of unsigned integers of one byte.
	Uint8[T ~uint8] struct{}
	// Uint16 is the codec of unsigned integers of two bytes.
	Uint16[T ~uint16] struct{}
	// Uint32 is the codec of unsigned integers of four bytes.
	Uint32[T ~uint32] struct{}
	// Uint64 is the codec of unsigned integers of up to eight bytes, uint among them.
	Uint64[T ~uint64 | ~uint] struct{}
	// Int8 is the codec of signed integers of one byte.
	Int8[T ~int8] struct{}
	// Int16 is the codec of signed integers of two bytes.
	Int16[T ~int16] struct{}
	// Int32 is the codec of signed integers of four bytes.
	Int32[T ~int32] struct{}
	// Int64 is the codec of signed integers of up to eight bytes, int among them.
	Int64[T ~int64 | ~int] struct{}
	// Float32 is the codec of floating-point numbers of four bytes; see Float64.
	Float32[T ~float32] struct{}
	// Float64 is the codec of floating-point numbers of eight bytes, in the order of cmp.Compare: NaN first, then from minus infinity to infinity.
	// Minus zero becomes zero.
	Float64[T ~float64] struct{}
	// Bool is the codec of booleans, false first.
	Bool[T ~bool] struct{}
)

// take returns the first bytes of a number and what follows.
func take(codec string, b []byte, size int) (number, rest []byte, err error) {
	if len(b) < size {
		return nil, nil, &DecodeError{Codec: codec, Size: len(b)}
	}
	return b[:size], b[size:], nil
}

// AppendPart implements KeyCodec.
func (Uint8[T]) AppendPart(dst []byte, key T) []byte { return append(dst, byte(key)) }

// DecodePart implements KeyCodec.
func (Uint8[T]) DecodePart(b []byte) (T, []byte, error) {
	n, rest, err := take("Uint8", b, 1)
	if err != nil {
		return 0, nil, err
	}
	return T(n[0]), rest, nil
}

// AppendPart implements KeyCodec.
func (Uint16[T]) AppendPart(dst []byte, key T) []byte {
	return binary.BigEndian.AppendUint16(dst, uint16(key))
}

// DecodePart implements KeyCodec.
func (Uint16[T]) DecodePart(b []byte) (T, []byte, error) {
	n, rest, err := take("Uint16", b, 2)
	if err != nil {
		return 0, nil, err
	}
	return T(binary.BigEndian.Uint16(n)), rest, nil
}

// AppendPart implements KeyCodec.
func (Uint32[T]) AppendPart(dst []byte, key T) []byte {
	return binary.BigEndian.AppendUint32(dst, uint32(key))
}

// DecodePart implements KeyCodec.
func (Uint32[T]) DecodePart(b []byte) (T, []byte, error) {
	n, rest, err := take("Uint32", b, 4)
	if err != nil {
		return 0, nil, err
	}
	return T(binary.BigEndian.Uint32(n)), rest, nil
}

// AppendPart implements KeyCodec.
func (Uint64[T]) AppendPart(dst []byte, key T) []byte {
	return binary.BigEndian.AppendUint64(dst, uint64(key))
}

// DecodePart implements KeyCodec.
func (Uint64[T]) DecodePart(b []byte) (T, []byte, error) {
	n, rest, err := take("Uint64", b, 8)
	if err != nil {
		return 0, nil, err
	}
	return T(binary.BigEndian.Uint64(n)), rest, nil
}

// AppendPart implements KeyCodec.
func (Int8[T]) AppendPart(dst []byte, key T) []byte { return append(dst, byte(key)^1<<7) }

// DecodePart implements KeyCodec.
func (Int8[T]) DecodePart(b []byte) (T, []byte, error) {
	n, rest, err := Uint8[uint8]{}.DecodePart(b)
	return T(int8(n ^ 1<<7)), rest, err
}

// AppendPart implements KeyCodec.
func (Int16[T]) AppendPart(dst []byte, key T) []byte {
	return binary.BigEndian.AppendUint16(dst, uint16(key)^1<<15)
}

// DecodePart implements KeyCodec.
func (Int16[T]) DecodePart(b []byte) (T, []byte, error) {
	n, rest, err := Uint16[uint16]{}.DecodePart(b)
	return T(int16(n ^ 1<<15)), rest, err
}

// AppendPart implements KeyCodec.
func (Int32[T]) AppendPart(dst []byte, key T) []byte {
	return binary.BigEndian.AppendUint32(dst, uint32(key)^1<<31)
}

// DecodePart implements KeyCodec.
func (Int32[T]) DecodePart(b []byte) (T, []byte, error) {
	n, rest, err := Uint32[uint32]{}.DecodePart(b)
	return T(int32(n ^ 1<<31)), rest, err
}

// AppendPart implements KeyCodec.
func (Int64[T]) AppendPart(dst []byte, key T) []byte {
	return binary.BigEndian.AppendUint64(dst, uint64(key)^1<<63)
}

// DecodePart implements KeyCodec.
func (Int64[T]) DecodePart(b []byte) (T, []byte, error) {
	n, rest, err := Uint64[uint64]{}.DecodePart(b)
	return T(int64(n ^ 1<<63)), rest, err
}

// AppendPart implements KeyCodec.
func (Float32[T]) AppendPart(dst []byte, key T) []byte {
	bits := math.Float32bits(float32(key) + 0) // minus zero plus zero is zero
	switch {
	case key != key: //nolint:staticcheck // only a NaN differs from itself
		bits = 0
	case bits>>31 != 0:
		bits = ^bits
	default:
		bits |= 1 << 31
	}
	return binary.BigEndian.AppendUint32(dst, bits)
}

// DecodePart implements KeyCodec.
func (Float32[T]) DecodePart(b []byte) (T, []byte, error) {
	bits, rest, err := Uint32[uint32]{}.DecodePart(b)
	if bits>>31 != 0 {
		return T(math.Float32frombits(bits &^ (1 << 31))), rest, err
	}
	return T(math.Float32frombits(^bits)), rest, err
}

// AppendPart implements KeyCodec.
func (Float64[T]) AppendPart(dst []byte, key T) []byte {
	bits := math.Float64bits(float64(key) + 0) // minus zero plus zero is zero
	switch {
	case key != key: //nolint:staticcheck // only a NaN differs from itself
		bits = 0
	case bits>>63 != 0:
		bits = ^bits
	default:
		bits |= 1 << 63
	}
	return binary.BigEndian.AppendUint64(dst, bits)
}

// DecodePart implements KeyCodec.
func (Float64[T]) DecodePart(b []byte) (T, []byte, error) {
	bits, rest, err := Uint64[uint64]{}.DecodePart(b)
	if bits>>63 != 0 {
		return T(math.Float64frombits(bits &^ (1 << 63))), rest, err
	}
	return T(math.Float64frombits(^bits)), rest, err
}

// AppendPart implements KeyCodec.
func (Bool[T]) AppendPart(dst []byte, key T) []byte {
	if key {
		return append(dst, 1)
	}
	return append(dst, 0)
}

// DecodePart implements KeyCodec.
func (Bool[T]) DecodePart(b []byte) (T, []byte, error) {
	n, rest, err := take("Bool", b, 1)
	if err == nil && n[0] > 1 {
		err = &DecodeError{Codec: "Bool", Size: len(b)}
	}
	if err != nil {
		return false, nil, err
	}
	return n[0] == 1, rest, nil
}
