package pack

import (
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/internal/msgpack"
)

// AppendInteger appends an integer in the shortest form.
func AppendInteger(dst []byte, n int64) []byte {
	if n < 0 {
		return msgpack.AppendInteger(dst, n)
	}
	return msgpack.AppendUnsigned(dst, uint64(n))
}

// AppendUnsigned appends an integer that is not negative in the shortest form.
func AppendUnsigned(dst []byte, n uint64) []byte { return msgpack.AppendUnsigned(dst, n) }

// AppendFloat appends a float.
func AppendFloat(dst []byte, f float64) []byte { return msgpack.AppendFloat(dst, f) }

// AppendNil appends a nil.
func AppendNil(dst []byte) []byte { return append(dst, msgpack.Nil) }

// AppendHead appends the beginning of a list or map of count elements or pairs, with a marker unless flags is 0.
func AppendHead(dst []byte, kind Kind, flags uint8, count int) []byte {
	heads := msgpack.ListHeads()
	if kind == KindMap {
		heads = msgpack.MapHeads()
	}
	if flags != 0 {
		count++
	}
	dst = msgpack.AppendCount(dst, heads, count)
	if flags == 0 {
		return dst
	}
	dst = append(dst, msgpack.Ext8, 0, flags)
	if kind == KindMap {
		dst = append(dst, msgpack.Nil)
	}
	return dst
}

// appendString appends a string-like value, its inner type included in data, in the shortest form.
func appendString(dst, data []byte) []byte {
	return append(msgpack.AppendStringHead(dst, len(data)), data...)
}

// AppendText appends a string-like value with its inner type in the shortest form.
func AppendText(dst []byte, inner aero.ParticleType, content []byte) []byte {
	return appendString(dst, append([]byte{byte(inner)}, content...))
}

// AppendBool appends a boolean.
func AppendBool(dst []byte, value Truth) []byte {
	if value {
		return append(dst, msgpack.True)
	}
	return append(dst, msgpack.False)
}
