package bits

import "encoding/binary"

// field is a range of bits of a blob: size bits from bit start. to is the new blob, which begins as a copy of the
// old one, from; both contain the range.
type field struct {
	to, from    []byte
	start, size int
}

// replace sets the range to the bits that next returns for the bytes in which it lies. next knows the old blob.
func (f *field) replace(next func(i int) byte) {
	end := f.start + f.size
	first, last := f.start/bitsPerByte, (end-1)/bitsPerByte
	for i := first; i <= last; i++ {
		mask := byte(0xff)
		if i == first {
			mask &= 0xff >> (f.start % bitsPerByte)
		}
		if i == last {
			mask &= 0xff << (bitsPerByte*(last+1) - end)
		}
		f.to[i] = f.from[i]&^mask | next(i)&mask
	}
}

// blend combines the range with the bits of the source.
func (f *field) blend(source []byte, combine func(a, b byte) byte) {
	f.replace(func(i int) byte { return combine(f.from[i], window(source, i*bitsPerByte-f.start)) })
}

// within returns the old blob's eight bits from the one at position, with zeros for those outside the range.
func (f *field) within(position int) byte {
	end := f.start + f.size
	if position <= f.start-bitsPerByte || position >= end {
		return 0
	}
	b := window(f.from, position)
	if position < f.start {
		b &= 0xff >> (f.start - position)
	}
	if excess := position + bitsPerByte - end; excess > 0 {
		b &= 0xff << excess
	}
	return b
}

// load returns the range, of at most 64 bits, as an unsigned number.
func (f *field) load() uint64 {
	var n uint64
	for i := range maxIntegerBits / bitsPerByte {
		n = n<<bitsPerByte | uint64(window(f.from, f.start+i*bitsPerByte))
	}
	return n >> (maxIntegerBits - f.size)
}

// store sets the range, of at most 64 bits, to the lowest bits of a number.
func (f *field) store(n uint64) {
	var aligned [maxIntegerBits / bitsPerByte]byte
	binary.BigEndian.PutUint64(aligned[:], n<<(maxIntegerBits-f.size))
	f.blend(aligned[:], func(_, b byte) byte { return b })
}

// window returns the eight bits from the one at position, with zeros for those outside the bytes.
func window(b []byte, position int) byte {
	i, shift := position>>3, position&(bitsPerByte-1)
	w := byteAt(b, i) << shift
	if shift > 0 {
		w |= byteAt(b, i+1) >> (bitsPerByte - shift)
	}
	return w
}

// byteAt returns a byte, or 0 outside the bytes.
func byteAt(b []byte, i int) byte {
	if i < 0 || i >= len(b) {
		return 0
	}
	return b[i]
}
