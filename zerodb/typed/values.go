package typed

import (
	"bytes"
	"encoding"
	"encoding/json"
	"fmt"
)

type (
	// Raw is the codec of values that are bytes already. What is read is not copied: it is good for as long as zerodb.Table.Get says.
	Raw struct{}
	// Copied is Raw, but what is read is a copy that belongs to the caller.
	Copied struct{}
	// Text is the codec of strings, whatever bytes they have.
	Text[T ~string] struct{}
	// Nothing is the codec of sets, whose keys have no values.
	Nothing struct{}
	// JSON is the codec of values as encoding/json writes them.
	JSON[V any] struct{}
	// Binary is the codec of values that marshal themselves; *V must implement encoding.BinaryMarshaler and encoding.BinaryUnmarshaler. Where it
	// also implements encoding.BinaryAppender, that is used.
	Binary[V any, P Marshaler[V]] struct{}
	// Same is the codec of values that are written as a key codec does.
	Same[V any] struct {
		// Key is that codec.
		Key KeyCodec[V]
	}
)

// Marshaler is what a pointer to a value must be for the codec Binary.
type Marshaler[V any] interface {
	*V
	encoding.BinaryMarshaler
	encoding.BinaryUnmarshaler
}

// AppendValue implements ValueCodec.
func (Raw) AppendValue(dst, value []byte) ([]byte, error) { return append(dst, value...), nil }

// DecodeValue implements ValueCodec. It keeps b.
func (Raw) DecodeValue(b []byte) ([]byte, error) { return b, nil }

// AppendValue implements ValueCodec.
func (Copied) AppendValue(dst, value []byte) ([]byte, error) { return append(dst, value...), nil }

// DecodeValue implements ValueCodec.
func (Copied) DecodeValue(b []byte) ([]byte, error) { return append([]byte{}, b...), nil }

// AppendValue implements ValueCodec.
func (Text[T]) AppendValue(dst []byte, value T) ([]byte, error) { return append(dst, value...), nil }

// DecodeValue implements ValueCodec.
func (Text[T]) DecodeValue(b []byte) (T, error) { return T(b), nil }

// AppendValue implements ValueCodec.
func (Nothing) AppendValue(dst []byte, _ struct{}) ([]byte, error) { return dst, nil }

// DecodeValue implements ValueCodec.
func (Nothing) DecodeValue(b []byte) (struct{}, error) {
	if len(b) > 0 {
		return struct{}{}, &DecodeError{Codec: "Nothing", Size: len(b)}
	}
	return struct{}{}, nil
}

// AppendValue implements ValueCodec.
func (JSON[V]) AppendValue(dst []byte, value V) ([]byte, error) {
	buffer := bytes.NewBuffer(dst)
	if err := json.NewEncoder(buffer).Encode(value); err != nil {
		return dst, fmt.Errorf("typed: encode value: %w", err)
	}
	return bytes.TrimSuffix(buffer.Bytes(), []byte("\n")), nil
}

// DecodeValue implements ValueCodec.
func (JSON[V]) DecodeValue(b []byte) (value V, err error) {
	if err := json.Unmarshal(b, &value); err != nil {
		return value, fmt.Errorf("%w: %w", &DecodeError{Codec: "JSON", Size: len(b)}, err)
	}
	return value, nil
}

// AppendValue implements ValueCodec.
func (Binary[V, P]) AppendValue(dst []byte, value V) ([]byte, error) {
	var (
		out []byte
		err error
	)
	if appender, ok := any(P(&value)).(encoding.BinaryAppender); ok {
		out, err = appender.AppendBinary(dst)
	} else if out, err = P(&value).MarshalBinary(); err == nil {
		out = append(dst, out...)
	}
	if err != nil {
		return dst, fmt.Errorf("typed: encode value: %w", err)
	}
	return out, nil
}

// DecodeValue implements ValueCodec.
func (Binary[V, P]) DecodeValue(b []byte) (value V, err error) {
	if err := P(&value).UnmarshalBinary(b); err != nil {
		return value, fmt.Errorf("%w: %w", &DecodeError{Codec: "Binary", Size: len(b)}, err)
	}
	return value, nil
}

// AppendValue implements ValueCodec.
func (c Same[V]) AppendValue(dst []byte, value V) ([]byte, error) {
	return c.Key.AppendKey(dst, value), nil
}

// DecodeValue implements ValueCodec.
func (c Same[V]) DecodeValue(b []byte) (V, error) { return c.Key.DecodeKey(b) }
