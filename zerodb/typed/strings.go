package typed

import (
	"bytes"
	"encoding/binary"
	"time"

	"github.com/aerolith/aerolith/zerodb/internal/keyform"
)

type (
	// String is the codec of strings, in the order of their bytes. The empty string cannot be a key by itself, since no key of a table is empty, but a
	// part of one.
	String[T ~string] struct{}
	// Bytes is the codec of byte strings; see String. A decoded key is a part of what it was decoded from, and as short-lived, where nothing
	// had to be changed for it.
	Bytes[T ~[]byte] struct{}
	// Time is the codec of times, in their order, to the nanosecond, in twelve bytes. Decoded times are in UTC.
	Time struct{}
)

// marked is the form of a string that others may follow: with its end marked.
func marked() keyform.Form { return keyform.Form{Duplicates: true} }

// splitMarked takes a marked string off the beginning of b.
func splitMarked(codec string, b []byte) (text, rest []byte, err error) {
	part, rest, ok := marked().Split(b)
	if ok {
		text, ok = marked().Key(make([]byte, 0, len(part)), part)
	}
	if !ok {
		return nil, nil, &DecodeError{Codec: codec, Size: len(b)}
	}
	return text, rest, nil
}

// AppendKey implements KeyCodec.
func (String[T]) AppendKey(dst []byte, key T) []byte { return append(dst, key...) }

// DecodeKey implements KeyCodec.
func (String[T]) DecodeKey(b []byte) (T, error) { return T(b), nil }

// AppendPart implements KeyCodec.
func (String[T]) AppendPart(dst []byte, key T) []byte { return marked().AppendKey(dst, []byte(key)) }

// DecodePart implements KeyCodec.
func (String[T]) DecodePart(b []byte) (T, []byte, error) {
	text, rest, err := splitMarked("String", b)
	return T(text), rest, err
}

// AppendKey implements KeyCodec.
func (Bytes[T]) AppendKey(dst []byte, key T) []byte { return append(dst, key...) }

// DecodeKey implements KeyCodec.
func (Bytes[T]) DecodeKey(b []byte) (T, error) { return T(b), nil }

// AppendPart implements KeyCodec.
func (Bytes[T]) AppendPart(dst []byte, key T) []byte { return marked().AppendKey(dst, key) }

// DecodePart implements KeyCodec.
func (Bytes[T]) DecodePart(b []byte) (T, []byte, error) {
	text, rest, err := splitMarked("Bytes", b)
	return T(text), rest, err
}

// AppendPart implements KeyCodec: the second since 1970, signed, and the nanosecond in it.
func (Time) AppendPart(dst []byte, key time.Time) []byte {
	dst = Int64[int64]{}.AppendPart(dst, key.Unix())
	return binary.BigEndian.AppendUint32(dst, uint32(key.Nanosecond()))
}

// DecodePart implements KeyCodec.
func (Time) DecodePart(b []byte) (time.Time, []byte, error) {
	const size, second = 12, 1_000_000_000
	n, rest, err := take("Time", b, size)
	if err != nil {
		return time.Time{}, nil, err
	}
	seconds, nanoseconds, err := Int64[int64]{}.DecodePart(n)
	part := binary.BigEndian.Uint32(nanoseconds)
	key := time.Unix(seconds, int64(part)).UTC()
	if err != nil || part >= second || key.Unix() != seconds {
		return time.Time{}, nil, &DecodeError{Codec: "Time", Size: len(b)}
	}
	return key, rest, nil
}

// AppendKey implements KeyCodec.
func (c Time) AppendKey(dst []byte, key time.Time) []byte { return c.AppendPart(dst, key) }

// DecodeKey implements KeyCodec.
func (c Time) DecodeKey(b []byte) (time.Time, error) {
	key, rest, err := c.DecodePart(b)
	return whole("Time", b, key, rest, err)
}

// Descending turns the order of a codec around: later keys come first.
type Descending[K any] struct {
	// Of is the codec whose order it turns around.
	Of KeyCodec[K]
}

// AppendPart implements KeyCodec: each byte of the other codec's part is turned around.
func (c Descending[K]) AppendPart(dst []byte, key K) []byte {
	start := len(dst)
	dst = c.Of.AppendPart(dst, key)
	invert(dst[start:])
	return dst
}

// DecodePart implements KeyCodec.
func (c Descending[K]) DecodePart(b []byte) (K, []byte, error) {
	turned := bytes.Clone(b)
	invert(turned)
	key, rest, err := c.Of.DecodePart(turned)
	if err != nil {
		return key, nil, err
	}
	return key, b[len(b)-len(rest):], nil
}

// AppendKey implements KeyCodec.
func (c Descending[K]) AppendKey(dst []byte, key K) []byte { return c.AppendPart(dst, key) }

// DecodeKey implements KeyCodec.
func (c Descending[K]) DecodeKey(b []byte) (K, error) {
	key, rest, err := c.DecodePart(b)
	return whole("Descending", b, key, rest, err)
}

// invert turns every bit around.
func invert(b []byte) {
	for i := range b {
		b[i] = ^b[i]
	}
}
