package pack

import (
	"encoding/binary"
	"math"

	"github.com/aerolith/aerolith/aero"
)

// minFixInteger is the lowest integer that fits into a head.
const minFixInteger = -32

// AppendInteger appends an integer in the shortest form.
func AppendInteger(dst []byte, n int64) []byte {
	switch {
	case n >= 0:
		return AppendUnsigned(dst, uint64(n))
	case n >= minFixInteger:
		return append(dst, byte(n))
	case n >= math.MinInt8:
		return append(dst, headInt8, byte(n))
	case n >= math.MinInt16:
		return binary.BigEndian.AppendUint16(append(dst, headInt16), uint16(n))
	case n >= math.MinInt32:
		return binary.BigEndian.AppendUint32(append(dst, headInt32), uint32(n))
	}
	return binary.BigEndian.AppendUint64(append(dst, headInt64), uint64(n))
}

// AppendUnsigned appends an integer that is not negative in the shortest form.
func AppendUnsigned(dst []byte, n uint64) []byte {
	switch {
	case n < headFixMap:
		return append(dst, byte(n))
	case n <= math.MaxUint8:
		return append(dst, headUint8, byte(n))
	case n <= math.MaxUint16:
		return binary.BigEndian.AppendUint16(append(dst, headUint16), uint16(n))
	case n <= math.MaxUint32:
		return binary.BigEndian.AppendUint32(append(dst, headUint32), uint32(n))
	}
	return binary.BigEndian.AppendUint64(append(dst, headUint64), n)
}

// AppendFloat appends a float.
func AppendFloat(dst []byte, f float64) []byte {
	return binary.BigEndian.AppendUint64(append(dst, headFloat64), math.Float64bits(f))
}

// AppendNil appends a nil.
func AppendNil(dst []byte) []byte { return append(dst, headNil) }

// AppendHead appends the beginning of a list or map of count elements or pairs, with a marker unless flags is 0.
func AppendHead(dst []byte, kind Kind, flags uint8, count int) []byte {
	heads := [3]byte{headFixList, headList16, headList32}
	if kind == KindMap {
		heads = [3]byte{headFixMap, headMap16, headMap32}
	}
	if flags != 0 {
		count++
	}
	switch {
	case count <= 0x0f:
		dst = append(dst, heads[0]|byte(count))
	case count <= math.MaxUint16:
		dst = binary.BigEndian.AppendUint16(append(dst, heads[1]), uint16(count))
	default:
		dst = binary.BigEndian.AppendUint32(append(dst, heads[2]), uint32(count))
	}
	if flags == 0 {
		return dst
	}
	dst = append(dst, headExt8, 0, flags)
	if kind == KindMap {
		dst = append(dst, headNil)
	}
	return dst
}

// appendString appends a string-like value, its inner type included in data, in the shortest form.
func appendString(dst, data []byte) []byte {
	switch size := len(data); {
	case size <= 0x1f:
		dst = append(dst, headFixString|byte(size))
	case size <= math.MaxUint8:
		dst = append(dst, headString8, byte(size))
	case size <= math.MaxUint16:
		dst = binary.BigEndian.AppendUint16(append(dst, headString16), uint16(size))
	default:
		dst = binary.BigEndian.AppendUint32(append(dst, headString32), uint32(size))
	}
	return append(dst, data...)
}

// AppendText appends a string-like value with its inner type in the shortest form.
func AppendText(dst []byte, inner aero.ParticleType, content []byte) []byte {
	return appendString(dst, append([]byte{byte(inner)}, content...))
}

// AppendBool appends a boolean.
func AppendBool(dst []byte, value Truth) []byte {
	if value {
		return append(dst, headTrue)
	}
	return append(dst, headFalse)
}
