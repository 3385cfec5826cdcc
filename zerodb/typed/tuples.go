package typed

// Pair is a key of two parts, compared by the first and then by the second.
type Pair[A, B any] struct {
	// First is compared first.
	First A
	// Second is compared where the first are alike.
	Second B
}

// Pairs is the codec of pairs.
type Pairs[A, B any] struct {
	// First and Second are the codecs of the parts.
	First  KeyCodec[A]
	Second KeyCodec[B]
}

// AppendKey implements KeyCodec.
func (c Pairs[A, B]) AppendKey(dst []byte, key Pair[A, B]) []byte {
	return c.Second.AppendKey(c.First.AppendPart(dst, key.First), key.Second)
}

// DecodeKey implements KeyCodec.
func (c Pairs[A, B]) DecodeKey(b []byte) (key Pair[A, B], err error) {
	if key.First, b, err = c.First.DecodePart(b); err != nil {
		return key, err
	}
	key.Second, err = c.Second.DecodeKey(b)
	return key, err
}

// AppendPart implements KeyCodec.
func (c Pairs[A, B]) AppendPart(dst []byte, key Pair[A, B]) []byte {
	return c.Second.AppendPart(c.First.AppendPart(dst, key.First), key.Second)
}

// DecodePart implements KeyCodec.
func (c Pairs[A, B]) DecodePart(b []byte) (key Pair[A, B], rest []byte, err error) {
	if key.First, b, err = c.First.DecodePart(b); err != nil {
		return key, nil, err
	}
	key.Second, rest, err = c.Second.DecodePart(b)
	return key, rest, err
}

// Triple is a key of three parts, compared from the first on.
type Triple[A, B, C any] struct {
	// First, Second and Third are the parts.
	First  A
	Second B
	Third  C
}

// Triples is the codec of triples.
type Triples[A, B, C any] struct {
	// First, Second and Third are the codecs of the parts.
	First  KeyCodec[A]
	Second KeyCodec[B]
	Third  KeyCodec[C]
}

// nested returns the codec of the same bytes as pairs of a part and a pair.
func (c Triples[A, B, C]) nested() Pairs[A, Pair[B, C]] {
	return Pairs[A, Pair[B, C]]{First: c.First, Second: Pairs[B, C]{First: c.Second, Second: c.Third}}
}

// AppendKey implements KeyCodec.
func (c Triples[A, B, C]) AppendKey(dst []byte, key Triple[A, B, C]) []byte {
	return c.Third.AppendKey(c.Second.AppendPart(c.First.AppendPart(dst, key.First), key.Second), key.Third)
}

// DecodeKey implements KeyCodec.
func (c Triples[A, B, C]) DecodeKey(b []byte) (Triple[A, B, C], error) {
	p, err := c.nested().DecodeKey(b)
	return Triple[A, B, C]{p.First, p.Second.First, p.Second.Second}, err
}

// AppendPart implements KeyCodec.
func (c Triples[A, B, C]) AppendPart(dst []byte, key Triple[A, B, C]) []byte {
	return c.Third.AppendPart(c.Second.AppendPart(c.First.AppendPart(dst, key.First), key.Second), key.Third)
}

// DecodePart implements KeyCodec.
func (c Triples[A, B, C]) DecodePart(b []byte) (Triple[A, B, C], []byte, error) {
	p, rest, err := c.nested().DecodePart(b)
	return Triple[A, B, C]{p.First, p.Second.First, p.Second.Second}, rest, err
}
