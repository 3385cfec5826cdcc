package typed

// A number is written alike whether something follows or not.

// AppendKey implements KeyCodec.
func (c Uint8[T]) AppendKey(dst []byte, key T) []byte { return c.AppendPart(dst, key) }

// DecodeKey implements KeyCodec.
func (c Uint8[T]) DecodeKey(b []byte) (T, error) {
	key, rest, err := c.DecodePart(b)
	return whole("Uint8", b, key, rest, err)
}

// AppendKey implements KeyCodec.
func (c Uint16[T]) AppendKey(dst []byte, key T) []byte { return c.AppendPart(dst, key) }

// DecodeKey implements KeyCodec.
func (c Uint16[T]) DecodeKey(b []byte) (T, error) {
	key, rest, err := c.DecodePart(b)
	return whole("Uint16", b, key, rest, err)
}

// AppendKey implements KeyCodec.
func (c Uint32[T]) AppendKey(dst []byte, key T) []byte { return c.AppendPart(dst, key) }

// DecodeKey implements KeyCodec.
func (c Uint32[T]) DecodeKey(b []byte) (T, error) {
	key, rest, err := c.DecodePart(b)
	return whole("Uint32", b, key, rest, err)
}

// AppendKey implements KeyCodec.
func (c Uint64[T]) AppendKey(dst []byte, key T) []byte { return c.AppendPart(dst, key) }

// DecodeKey implements KeyCodec.
func (c Uint64[T]) DecodeKey(b []byte) (T, error) {
	key, rest, err := c.DecodePart(b)
	return whole("Uint64", b, key, rest, err)
}

// AppendKey implements KeyCodec.
func (c Int8[T]) AppendKey(dst []byte, key T) []byte { return c.AppendPart(dst, key) }

// DecodeKey implements KeyCodec.
func (c Int8[T]) DecodeKey(b []byte) (T, error) {
	key, rest, err := c.DecodePart(b)
	return whole("Int8", b, key, rest, err)
}

// AppendKey implements KeyCodec.
func (c Int16[T]) AppendKey(dst []byte, key T) []byte { return c.AppendPart(dst, key) }

// DecodeKey implements KeyCodec.
func (c Int16[T]) DecodeKey(b []byte) (T, error) {
	key, rest, err := c.DecodePart(b)
	return whole("Int16", b, key, rest, err)
}

// AppendKey implements KeyCodec.
func (c Int32[T]) AppendKey(dst []byte, key T) []byte { return c.AppendPart(dst, key) }

// DecodeKey implements KeyCodec.
func (c Int32[T]) DecodeKey(b []byte) (T, error) {
	key, rest, err := c.DecodePart(b)
	return whole("Int32", b, key, rest, err)
}

// AppendKey implements KeyCodec.
func (c Int64[T]) AppendKey(dst []byte, key T) []byte { return c.AppendPart(dst, key) }

// DecodeKey implements KeyCodec.
func (c Int64[T]) DecodeKey(b []byte) (T, error) {
	key, rest, err := c.DecodePart(b)
	return whole("Int64", b, key, rest, err)
}

// AppendKey implements KeyCodec.
func (c Float32[T]) AppendKey(dst []byte, key T) []byte { return c.AppendPart(dst, key) }

// DecodeKey implements KeyCodec.
func (c Float32[T]) DecodeKey(b []byte) (T, error) {
	key, rest, err := c.DecodePart(b)
	return whole("Float32", b, key, rest, err)
}

// AppendKey implements KeyCodec.
func (c Float64[T]) AppendKey(dst []byte, key T) []byte { return c.AppendPart(dst, key) }

// DecodeKey implements KeyCodec.
func (c Float64[T]) DecodeKey(b []byte) (T, error) {
	key, rest, err := c.DecodePart(b)
	return whole("Float64", b, key, rest, err)
}

// AppendKey implements KeyCodec.
func (c Bool[T]) AppendKey(dst []byte, key T) []byte { return c.AppendPart(dst, key) }

// DecodeKey implements KeyCodec.
func (c Bool[T]) DecodeKey(b []byte) (T, error) {
	key, rest, err := c.DecodePart(b)
	return whole("Bool", b, key, rest, err)
}
