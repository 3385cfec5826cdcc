package bits

// field is a range of bits of a blob: size bits from bit start. to is the new blob, which begins as a copy of the
// old one, from; both contain the range.
type field struct {
	to, from    []byte
	start, size int
}

// replace sets the range to the bits that next returns, a word for each eight bytes in which it lies. next is given the
// word's first bit and knows the old blob; what it returns for bits outside the range does not matter.
func (f *field) replace(next func(position int) uint64) {
	for at := f.start / bitsPerByte; at*bitsPerByte < f.start+f.size; at += bytesPerWord {
		position := at * bitsPerByte
		mask := f.mask(position)
		storeWord(f.to, at, loadWord(f.from, at)&^mask|next(position)&mask)
	}
}

// mask returns which of the 64 bits from the one at position belong to the range.
func (f *field) mask(position int) uint64 {
	mask := ^uint64(0)
	if before := f.start - position; before > 0 {
		mask >>= before // 0 from 64 on
	}
	if behind := position + bitsPerWord - f.start - f.size; behind > 0 {
		mask &= ^uint64(0) << behind
	}
	return mask
}

// blend combines the range with the bits of the source.
func (f *field) blend(source []byte, combine func(a, b uint64) uint64) {
	f.replace(func(position int) uint64 {
		return combine(window(f.from, position), window(source, position-f.start))
	})
}

// within returns the old blob's 64 bits from the one at position, with zeros for those outside the range.
func (f *field) within(position int) uint64 { return window(f.from, position) & f.mask(position) }

// load returns the range, of at most 64 bits, as an unsigned number.
func (f *field) load() uint64 { return window(f.from, f.start) >> (bitsPerWord - f.size) }

// store sets the range, of at most 64 bits, to the lowest bits of a number.
func (f *field) store(n uint64) {
	var aligned [bytesPerWord]byte
	storeWord(aligned[:], 0, n<<(bitsPerWord-f.size))
	f.blend(aligned[:], second)
}

// second returns the second of two words: the blend that replaces.
func second(_, b uint64) uint64 { return b }
