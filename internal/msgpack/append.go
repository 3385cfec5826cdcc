package msgpack

import (
	"encoding/binary"
	"math"
)

// AppendInteger appends an integer in the shortest form. What needs more than 32 bits takes the signed form of 64, as
// clients send it.
func AppendInteger(dst []byte, n int64) []byte {
	switch {
	case n > math.MaxUint32:
		return binary.BigEndian.AppendUint64(append(dst, Int64), uint64(n))
	case n >= 0:
		return AppendUnsigned(dst, uint64(n))
	case n >= fixIntegerMin:
		return append(dst, byte(n))
	case n >= math.MinInt8:
		return append(dst, Int8, byte(n))
	case n >= math.MinInt16:
		return binary.BigEndian.AppendUint16(append(dst, Int16), uint16(n))
	case n >= math.MinInt32:
		return binary.BigEndian.AppendUint32(append(dst, Int32), uint32(n))
	}
	return binary.BigEndian.AppendUint64(append(dst, Int64), uint64(n))
}

// AppendUnsigned appends an integer that is not negative in the shortest form. What needs more than 32 bits takes the
// unsigned form of 64, as stores keep it.
func AppendUnsigned(dst []byte, n uint64) []byte {
	switch {
	case n < FixMap:
		return append(dst, byte(n))
	case n <= math.MaxUint8:
		return append(dst, Uint8, byte(n))
	case n <= math.MaxUint16:
		return binary.BigEndian.AppendUint16(append(dst, Uint16), uint16(n))
	case n <= math.MaxUint32:
		return binary.BigEndian.AppendUint32(append(dst, Uint32), uint32(n))
	}
	return binary.BigEndian.AppendUint64(append(dst, Uint64), n)
}

// AppendFloat appends a float of 64 bits.
func AppendFloat(dst []byte, f float64) []byte {
	return binary.BigEndian.AppendUint64(append(dst, Float64), math.Float64bits(f))
}

// AppendStringHead appends the head of a string of so many bytes in the shortest form.
func AppendStringHead(dst []byte, size int) []byte {
	switch {
	case size < fixStringSizes:
		return append(dst, FixString|byte(size))
	case size <= math.MaxUint8:
		return append(dst, String8, byte(size))
	case size <= math.MaxUint16:
		return binary.BigEndian.AppendUint16(append(dst, String16), uint16(size))
	}
	return binary.BigEndian.AppendUint32(append(dst, String32), uint32(size))
}

// AppendCount appends the head of a list or map of so many elements or pairs in the shortest form.
func AppendCount(dst []byte, heads CountHeads, count int) []byte {
	switch {
	case count < fixCounts:
		return append(dst, heads.Short|byte(count))
	case count <= math.MaxUint16:
		return binary.BigEndian.AppendUint16(append(dst, heads.Medium), uint16(count))
	}
	return binary.BigEndian.AppendUint32(append(dst, heads.Long), uint32(count))
}
