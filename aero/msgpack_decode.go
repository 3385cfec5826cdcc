package aero

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/aerolith/aerolith/internal/msgpack"
)

// unpacker reads the MessagePack subset of lists and maps. Every length is checked before use.
type unpacker struct {
	// data is the whole input.
	data []byte
	// offset is where the next byte is read.
	offset int
	// announced counts what lists and maps have announced so far, against MaxValueElements.
	announced int
}

// maxInitialCapacity bounds what is allocated because of a count alone; larger collections grow as their elements
// turn out to be there.
const maxInitialCapacity = 256

// fail returns ErrMalformedValue with the place and the reason.
func (u *unpacker) fail(reason string) error {
	return fmt.Errorf("byte %d: %s: %w", u.offset, reason, ErrMalformedValue)
}

// take returns the next n bytes.
func (u *unpacker) take(n int) ([]byte, error) {
	if n < 0 || n > len(u.data)-u.offset {
		return nil, u.fail("value is cut off")
	}
	b := u.data[u.offset : u.offset+n : u.offset+n]
	u.offset += n
	return b, nil
}

// number returns the next size bytes, 1 to 8, as a big-endian number.
func (u *unpacker) number(size int) (uint64, error) {
	b, err := u.take(size)
	if err != nil {
		return 0, err
	}
	var n uint64
	for _, c := range b {
		n = n<<8 | uint64(c)
	}
	return n, nil
}

// length returns the next size bytes, 1 to 4, as a length or count.
func (u *unpacker) length(size int) (int, error) {
	n, err := u.number(size)
	if err != nil {
		return 0, err
	}
	if n > math.MaxInt32 {
		return 0, u.fail("length is too large")
	}
	return int(n), nil
}

// value reads one value that depth lists and maps surround.
func (u *unpacker) value(depth int) (any, error) {
	head, err := u.take(1)
	if err != nil {
		return nil, err
	}
	switch c := head[0]; {
	case c < msgpack.FixMap:
		return int64(c), nil
	case c < msgpack.FixList:
		return u.pairs(int(c&0x0f), depth)
	case c < msgpack.FixString:
		return u.elements(int(c&0x0f), depth)
	case c < msgpack.Nil:
		return u.text(int(c & 0x1f))
	case c >= msgpack.Negative:
		return int64(int8(c)), nil
	default:
		return u.headed(c, depth)
	}
}

// headed reads the rest of a value whose head is a byte of its own.
func (u *unpacker) headed(c byte, depth int) (any, error) {
	switch c {
	case msgpack.Nil:
		return nil, nil
	case msgpack.False, msgpack.True:
		return c == msgpack.True, nil
	case msgpack.Bin8, msgpack.Bin16, msgpack.Bin32:
		return u.sized(1<<(c-msgpack.Bin8), depth, (*unpacker).textAt)
	case msgpack.String8, msgpack.String16, msgpack.String32:
		return u.sized(1<<(c-msgpack.String8), depth, (*unpacker).textAt)
	case msgpack.List16, msgpack.List32:
		return u.sized(2<<(c-msgpack.List16), depth, (*unpacker).elements)
	case msgpack.Map16, msgpack.Map32:
		return u.sized(2<<(c-msgpack.Map16), depth, (*unpacker).pairs)
	case msgpack.Ext8, msgpack.Ext16, msgpack.Ext32:
		return u.sized(1<<(c-msgpack.Ext8), depth, (*unpacker).extensionAt)
	}
	if c >= msgpack.FixExt1 && c <= msgpack.FixExt16 {
		return u.extension(1 << (c - msgpack.FixExt1))
	}
	return u.numeric(c)
}

// sized reads a length of size bytes and hands it to the reader of what follows.
func (u *unpacker) sized(size, depth int, read func(*unpacker, int, int) (any, error)) (any, error) {
	n, err := u.length(size)
	if err != nil {
		return nil, err
	}
	return read(u, n, depth)
}

// numeric reads a number with a head of its own.
func (u *unpacker) numeric(c byte) (any, error) {
	switch c {
	case msgpack.Float32:
		n, err := u.number(4)
		return float64(math.Float32frombits(uint32(n))), err
	case msgpack.Float64:
		n, err := u.number(8)
		return math.Float64frombits(n), err
	case msgpack.Uint8, msgpack.Uint16, msgpack.Uint32, msgpack.Uint64:
		n, err := u.number(1 << (c - msgpack.Uint8))
		if n > math.MaxInt64 {
			return n, err
		}
		return int64(n), err
	case msgpack.Int8:
		n, err := u.number(1)
		return int64(int8(n)), err
	case msgpack.Int16:
		n, err := u.number(2)
		return int64(int16(n)), err
	case msgpack.Int32:
		n, err := u.number(4)
		return int64(int32(n)), err
	case msgpack.Int64:
		n, err := u.number(8)
		return int64(n), err
	default:
		return nil, u.fail("unknown head")
	}
}

// textAt is text in the form that sized calls.
func (u *unpacker) textAt(size, _ int) (any, error) {
	return u.text(size)
}

// text reads a string-like value of size bytes: particle type, then content. The content is copied.
func (u *unpacker) text(size int) (any, error) {
	b, err := u.take(size)
	if err != nil {
		return nil, err
	}
	if len(b) == 0 {
		return nil, u.fail("string without a particle type")
	}
	content := b[1:]
	switch kind := ParticleType(b[0]); kind {
	case ParticleString:
		return string(content), nil
	case ParticleBlob:
		return append([]byte{}, content...), nil
	case ParticleGeoJSON:
		return GeoJSON(content), nil
	case ParticleHLL:
		return HLL(append([]byte{}, content...)), nil
	default:
		return Opaque{Type: kind, Data: append([]byte{}, content...)}, nil
	}
}

// extensionAt is extension in the form that sized calls.
func (u *unpacker) extensionAt(size, _ int) (any, error) {
	return u.extension(size)
}

// extension reads an extension with size bytes of content.
func (u *unpacker) extension(size int) (any, error) {
	kind, err := u.take(1)
	if err != nil {
		return nil, err
	}
	content, err := u.take(size)
	if err != nil {
		return nil, err
	}
	return Extension{Type: kind[0], Data: append([]byte{}, content...)}, nil
}

// unpack reads one list or map that fills data exactly.
func unpack(data []byte) (any, error) {
	u := unpacker{data: data}
	v, err := u.value(0)
	if err != nil {
		return nil, err
	}
	if u.offset != len(data) {
		return nil, u.fail("bytes after the value")
	}
	return v, nil
}

// bigEndianUint64 reads the 8 bytes of an integer or float particle.
func bigEndianUint64(b []byte) (uint64, error) {
	if len(b) != numberSize {
		return 0, fmt.Errorf("%d bytes, want %d: %w", len(b), numberSize, ErrMalformedValue)
	}
	return binary.BigEndian.Uint64(b), nil
}
