package operand

import (
	"encoding/binary"

	"github.com/aerolith/aerolith/internal/msgpack"
)

// Alloc returns n bytes for a new value, with arbitrary content, or false if the command has used up its memory.
type Alloc func(n int) ([]byte, bool)

// Reader reads arguments one after the other. Every method reports false if what comes next is cut off or of another
// kind; the Reader is of no further use then.
type Reader struct {
	rest []byte
}

// NewReader returns a reader of the encoded list.
func NewReader(data []byte) Reader { return Reader{rest: data} }

// Remaining returns how many bytes have not been read yet. A list cannot have more elements than that.
func (r *Reader) Remaining() int { return len(r.rest) }

// List reads the head of a list and returns how many elements it announces. They need not be there.
func (r *Reader) List() (count uint32, ok bool) {
	if len(r.rest) == 0 {
		return 0, false
	}
	switch marker := r.rest[0]; {
	case isFixList(marker):
		r.rest = r.rest[1:]
		return uint32(marker & fixListLength), true
	case marker == msgpack.List16, marker == msgpack.List32:
		n, ok := r.number(2 << (marker - msgpack.List16))
		return uint32(n), ok
	}
	return 0, false
}

// AtList reports whether a list comes next.
func (r *Reader) AtList() bool {
	if len(r.rest) == 0 {
		return false
	}
	marker := r.rest[0]
	return isFixList(marker) || marker == msgpack.List16 || marker == msgpack.List32
}

// Uint64 reads an integer of any width. Negative ones come in two's complement.
func (r *Reader) Uint64() (uint64, bool) {
	if len(r.rest) == 0 {
		return 0, false
	}
	switch marker := r.rest[0]; {
	case marker < msgpack.FixMap, marker >= msgpack.Negative:
		r.rest = r.rest[1:]
		return uint64(int8(marker)), true
	case marker >= msgpack.Uint8 && marker <= msgpack.Uint64:
		return r.number(1 << (marker - msgpack.Uint8))
	case marker >= msgpack.Int8 && marker <= msgpack.Int64:
		width := 1 << (marker - msgpack.Int8)
		n, ok := r.number(width)
		unused := 64 - 8*uint(width)
		return uint64(int64(n<<unused) >> unused), ok
	}
	return 0, false
}

// Int64 reads an integer of any width. Unsigned ones above the largest int64 wrap around.
func (r *Reader) Int64() (int64, bool) {
	n, ok := r.Uint64()
	return int64(n), ok
}

// Bool reads a boolean.
func (r *Reader) Bool() (value, ok bool) {
	if len(r.rest) == 0 || r.rest[0] != msgpack.False && r.rest[0] != msgpack.True {
		return false, false
	}
	value = r.rest[0] == msgpack.True
	r.rest = r.rest[1:]
	return value, true
}

// Bytes reads a string or binary as it is: by Aerospike's custom its first byte is a particle type.
func (r *Reader) Bytes() ([]byte, bool) {
	if len(r.rest) == 0 {
		return nil, false
	}
	var length uint64
	ok := true
	switch marker := r.rest[0]; {
	case marker >= msgpack.FixString && marker < msgpack.Nil:
		length = uint64(marker & fixStringLength)
		r.rest = r.rest[1:]
	case marker >= msgpack.Bin8 && marker <= msgpack.Bin32:
		length, ok = r.number(1 << (marker - msgpack.Bin8))
	case marker >= msgpack.String8 && marker <= msgpack.String32:
		length, ok = r.number(1 << (marker - msgpack.String8))
	default:
		return nil, false
	}
	if !ok || length > uint64(len(r.rest)) {
		return nil, false
	}
	b := r.rest[:length:length]
	r.rest = r.rest[length:]
	return b, true
}

// number reads the big-endian number of width bytes, 1 to 8, behind the next marker.
func (r *Reader) number(width int) (uint64, bool) {
	n, ok := numberAt(r.rest, 1, width)
	if ok {
		r.rest = r.rest[1+width:]
	}
	return n, ok
}

// numberAt returns the big-endian number of width bytes, 1 to 8, at the offset.
func numberAt(b []byte, offset, width int) (uint64, bool) {
	if len(b) < offset+width {
		return 0, false
	}
	var wide [8]byte
	copy(wide[len(wide)-width:], b[offset:offset+width])
	return binary.BigEndian.Uint64(wide[:]), true
}

// isFixList reports whether the marker begins a list of at most 15 elements.
func isFixList(marker byte) bool { return marker >= msgpack.FixList && marker < msgpack.FixString }
