package lua

import (
	lua "github.com/yuin/gopher-lua"

	"github.com/aerolith/aerolith/aero"
)

// bytesValue is a byte sequence inside the sandbox.
type bytesValue struct {
	data []byte
	kind aero.ParticleType
}

// maxBytes is the longest byte sequence: what the largest record can hold.
const maxBytes = 8 << 20

// openBytes adds the type bytes and its functions.
func (s *state) openBytes() {
	functions := map[string]lua.LGFunction{
		"create": s.bytesCreate, "size": s.bytesSize, "set_size": s.bytesSetSize,
		"get_type": s.bytesType, "set_type": s.bytesSetType, "tostring": s.valueText,
		"get_string": s.bytesGetString, "set_string": s.bytesSetText, "append_string": s.bytesAppendText,
		"get_bytes": s.bytesGetBytes, "set_bytes": s.bytesSetText, "append_bytes": s.bytesAppendText,
		"get_var_int": s.bytesGetVarInt, "set_var_int": s.bytesSetVarInt, "append_var_int": s.bytesAppendVarInt,
	}
	for _, n := range byteNumbers() {
		functions["get_"+n.name] = s.getNumber(n)
		functions["set_"+n.name] = s.setNumber(n)
		functions["append_"+n.name] = s.appendNumber(n)
	}
	s.constructor(s.library("bytes", functions), s.bytesNew)
	s.tables.bytes = s.metatable(map[string]lua.LGFunction{
		"__index": s.bytesGet, "__newindex": s.bytesSet, "__len": s.bytesSize, "__tostring": s.valueText, "__eq": sameValue,
	})
}

// checkBytes returns an argument that must be bytes.
func checkBytes(l *lua.LState, n int) *bytesValue {
	if data, ok := l.Get(n).(*lua.LUserData); ok {
		if b, ok := data.Value.(*bytesValue); ok {
			return b
		}
	}
	l.ArgError(n, "bytes expected")
	return &bytesValue{}
}

// pushBytes pushes new bytes of a size that an argument says.
func (s *state) pushBytes(l *lua.LState, size int64) int {
	b := &bytesValue{kind: aero.ParticleBlob}
	s.resize(l, b, size)
	l.Push(s.push(b))
	return 1
}

// bytesNew is bytes(size); its first argument is the library.
func (s *state) bytesNew(l *lua.LState) int { return s.pushBytes(l, l.OptInt64(2, 0)) }

// bytesCreate is bytes.create(size).
func (s *state) bytesCreate(l *lua.LState) int { return s.pushBytes(l, l.OptInt64(1, 0)) }

// resize gives bytes a size: what is added is zero.
func (s *state) resize(l *lua.LState, b *bytesValue, size int64) {
	if size < 0 || size > maxBytes {
		l.RaiseError("bytes of size %d: out of range", size)
	}
	if grow := int(size) - len(b.data); grow > 0 {
		s.meter.take(l, grow)
		b.data = append(b.data, make([]byte, grow)...)
		return
	}
	b.data = b.data[:size]
}

// bytesSize is bytes.size(b) and #b.
func (s *state) bytesSize(l *lua.LState) int {
	l.Push(lua.LNumber(len(checkBytes(l, 1).data)))
	return 1
}

// bytesSetSize is bytes.set_size(b, n).
func (s *state) bytesSetSize(l *lua.LState) int {
	s.resize(l, checkBytes(l, 1), l.CheckInt64(2))
	l.Push(lua.LTrue)
	return 1
}

// bytesType is bytes.get_type(b).
func (s *state) bytesType(l *lua.LState) int {
	l.Push(lua.LNumber(checkBytes(l, 1).kind))
	return 1
}

// bytesSetType is bytes.set_type(b, type). Only blobs and HyperLogLog values can be stored; others stay blobs.
func (s *state) bytesSetType(l *lua.LState) int {
	b := checkBytes(l, 1)
	b.kind = aero.ParticleBlob
	if l.CheckInt64(2) == int64(aero.ParticleHLL) {
		b.kind = aero.ParticleHLL
	}
	return 0
}

// bytesGet is b[i], nil outside.
func (s *state) bytesGet(l *lua.LState) int {
	b := checkBytes(l, 1)
	if i, ok := l.Get(2).(lua.LNumber); ok && i >= 1 && int64(i) <= int64(len(b.data)) {
		l.Push(lua.LNumber(b.data[int(i)-1]))
		return 1
	}
	l.Push(lua.LNil)
	return 1
}

// bytesSet is b[i] = v.
func (s *state) bytesSet(l *lua.LState) int {
	b, i := checkBytes(l, 1), l.CheckInt64(2)
	s.room(l, b, i, 1)
	b.data[i-1] = byte(l.CheckInt64(3))
	return 0
}

// room makes sure that n bytes from a position, counted from 1, are there.
func (s *state) room(l *lua.LState, b *bytesValue, position int64, n int) {
	if position < 1 || position > maxBytes {
		l.ArgError(2, "index out of range")
	}
	if end := position - 1 + int64(n); end > int64(len(b.data)) {
		s.resize(l, b, end)
	}
}

// window returns up to n bytes from a position, counted from 1.
func window(b *bytesValue, position, n int64) []byte {
	size := int64(len(b.data))
	if position < 1 || position > size || n <= 0 {
		return nil
	}
	return b.data[position-1 : min(position-1+n, size)]
}

// bytesGetString is bytes.get_string(b, i, n).
func (s *state) bytesGetString(l *lua.LState) int {
	part := window(checkBytes(l, 1), l.CheckInt64(2), l.CheckInt64(3))
	s.meter.take(l, len(part))
	l.Push(lua.LString(part))
	return 1
}

// bytesGetBytes is bytes.get_bytes(b, i, n).
func (s *state) bytesGetBytes(l *lua.LState) int {
	part := window(checkBytes(l, 1), l.CheckInt64(2), l.CheckInt64(3))
	s.meter.take(l, len(part))
	l.Push(s.push(&bytesValue{data: append([]byte(nil), part...), kind: aero.ParticleBlob}))
	return 1
}

// content returns the bytes of an argument that is a string or bytes, cut to the length in the argument behind it.
func content(l *lua.LState, n int) []byte {
	var data []byte
	if text, ok := l.Get(n).(lua.LString); ok {
		data = []byte(text)
	} else {
		data = checkBytes(l, n).data
	}
	if limit := l.OptInt64(n+1, int64(len(data))); limit >= 0 && limit < int64(len(data)) {
		data = data[:limit]
	}
	return data
}

// bytesSetText is bytes.set_string(b, i, v) and bytes.set_bytes(b, i, v, n).
func (s *state) bytesSetText(l *lua.LState) int {
	b, i, data := checkBytes(l, 1), l.CheckInt64(2), content(l, 3)
	s.room(l, b, i, len(data))
	copy(b.data[i-1:], data)
	l.Push(lua.LTrue)
	return 1
}

// bytesAppendText is bytes.append_string(b, v) and bytes.append_bytes(b, v, n).
func (s *state) bytesAppendText(l *lua.LState) int {
	b, data := checkBytes(l, 1), content(l, 2)
	return s.appendTo(l, b, data)
}

// appendTo adds bytes at the end.
func (s *state) appendTo(l *lua.LState, b *bytesValue, data []byte) int {
	at := len(b.data)
	s.resize(l, b, int64(at+len(data)))
	copy(b.data[at:], data)
	l.Push(lua.LTrue)
	return 1
}
