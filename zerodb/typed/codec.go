package typed

import "fmt"

// KeyCodec turns keys into bytes that compare as the keys do, and back.
type KeyCodec[K any] interface {
	// AppendKey appends a key that nothing follows.
	AppendKey(dst []byte, key K) []byte
	// DecodeKey reads what AppendKey has written; it takes all of b. It fails with a *DecodeError.
	DecodeKey(b []byte) (K, error)
	// AppendPart appends a key that others may follow, as in a pair: no part of one key begins with that of another.
	AppendPart(dst []byte, key K) []byte
	// DecodePart reads what AppendPart has written at the beginning of b, and returns what follows. It fails with a *DecodeError.
	DecodePart(b []byte) (key K, rest []byte, err error)
}

// ValueCodec turns values into bytes and back.
type ValueCodec[V any] interface {
	// AppendValue appends a value to dst. It fails for one that the codec cannot write.
	AppendValue(dst []byte, value V) ([]byte, error)
	// DecodeValue reads what AppendValue has written; it takes all of b, which it must not keep unless it says so. It fails with an
	// error that wraps a *DecodeError.
	DecodeValue(b []byte) (V, error)
}

// DecodeError says that bytes in a table are not what its codec writes: the table was written by another one.
type DecodeError struct {
	// Codec names the codec, Size is the number of bytes that it was given.
	Codec string
	Size  int
}

// Error tells both and what to do.
func (e *DecodeError) Error() string {
	return fmt.Sprintf("typed: %d bytes are not what codec %s writes: open the table with the codecs that it was written with", e.Size, e.Codec)
}

// whole turns a part into a key: nothing may follow.
func whole[K any](codec string, b []byte, key K, rest []byte, err error) (K, error) {
	if err == nil && len(rest) > 0 {
		err = &DecodeError{Codec: codec, Size: len(b)}
	}
	return key, err
}
