package lua

import (
	"encoding/binary"

	lua "github.com/yuin/gopher-lua"
)

// byteNumber is a form in which a number lies in bytes.
type byteNumber struct {
	// name is the ending of the names of its functions.
	name string
	size int
	read func([]byte) int64
	// write writes the number into size bytes.
	write func([]byte, int64)
}

// byteNumbers is the table of the forms. Without an ending the order is big-endian, as on the wire.
func byteNumbers() []byteNumber {
	order := func(o binary.ByteOrder, suffix string) []byteNumber {
		return []byteNumber{
			{
				"int16" + suffix, 2, func(b []byte) int64 { return int64(int16(o.Uint16(b))) },
				func(b []byte, v int64) { o.PutUint16(b, uint16(v)) },
			},
			{
				"int32" + suffix, 4, func(b []byte) int64 { return int64(int32(o.Uint32(b))) },
				func(b []byte, v int64) { o.PutUint32(b, uint32(v)) },
			},
			{
				"int64" + suffix, 8, func(b []byte) int64 { return int64(o.Uint64(b)) },
				func(b []byte, v int64) { o.PutUint64(b, uint64(v)) },
			},
		}
	}
	all := []byteNumber{{
		"byte", 1, func(b []byte) int64 { return int64(b[0]) }, func(b []byte, v int64) { b[0] = byte(v) },
	}}
	all = append(all, order(binary.BigEndian, "")...)
	all = append(all, order(binary.BigEndian, "_be")...)
	return append(all, order(binary.LittleEndian, "_le")...)
}

// checkInteger returns an argument that must be an integer, of either kind.
func checkInteger(l *lua.LState, n int) int64 {
	if v, ok := need(l, n).(int64); ok {
		return v
	}
	return l.CheckInt64(n)
}

// getNumber is bytes.get_NAME(b, i): a number, or 0 outside.
func (s *state) getNumber(n byteNumber) lua.LGFunction {
	return func(l *lua.LState) int {
		part := window(checkBytes(l, 1), l.CheckInt64(2), int64(n.size))
		if len(part) < n.size {
			l.Push(lua.LNumber(0))
			return 1
		}
		l.Push(s.push(n.read(part)))
		return 1
	}
}

// setNumber is bytes.set_NAME(b, i, v).
func (s *state) setNumber(n byteNumber) lua.LGFunction {
	return func(l *lua.LState) int {
		b, i, v := checkBytes(l, 1), l.CheckInt64(2), checkInteger(l, 3)
		s.room(l, b, i, n.size)
		n.write(b.data[i-1:], v)
		l.Push(lua.LTrue)
		return 1
	}
}

// appendNumber is bytes.append_NAME(b, v).
func (s *state) appendNumber(n byteNumber) lua.LGFunction {
	return func(l *lua.LState) int {
		b, v := checkBytes(l, 1), checkInteger(l, 2)
		part := make([]byte, n.size)
		n.write(part, v)
		return s.appendTo(l, b, part)
	}
}

// varInt is a number in groups of 7 bits, the lowest first.
func varInt(v int64) []byte { return binary.AppendUvarint(nil, uint64(uint32(v))) }

// bytesGetVarInt is bytes.get_var_int(b, i): the number and how many bytes it takes.
func (s *state) bytesGetVarInt(l *lua.LState) int {
	part := window(checkBytes(l, 1), l.CheckInt64(2), binary.MaxVarintLen32)
	v, size := binary.Uvarint(part)
	l.Push(lua.LNumber(uint32(v)))
	l.Push(lua.LNumber(max(size, 0)))
	return 2
}

// bytesSetVarInt is bytes.set_var_int(b, i, v): it returns how many bytes the number takes.
func (s *state) bytesSetVarInt(l *lua.LState) int {
	b, i, part := checkBytes(l, 1), l.CheckInt64(2), varInt(checkInteger(l, 3))
	s.room(l, b, i, len(part))
	copy(b.data[i-1:], part)
	l.Push(lua.LNumber(len(part)))
	return 1
}

// bytesAppendVarInt is bytes.append_var_int(b, v).
func (s *state) bytesAppendVarInt(l *lua.LState) int {
	b, part := checkBytes(l, 1), varInt(checkInteger(l, 2))
	s.appendTo(l, b, part)
	l.Pop(1)
	l.Push(lua.LNumber(len(part)))
	return 1
}
