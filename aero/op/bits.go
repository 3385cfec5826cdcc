package op

import "github.com/aerolith/aerolith/aero"

// WriteFlags say when an operation on bits or a HyperLogLog writes.
type WriteFlags int

// The flags.
const (
	// CreateOnly refuses to change a bin that exists.
	CreateOnly WriteFlags = 1 << 0
	// UpdateOnly refuses to create a bin.
	UpdateOnly WriteFlags = 1 << 1
	// NoFail does nothing where the operation would be refused.
	NoFail WriteFlags = 1 << 2
	// Partial applies the operation to what is there of a range of bits.
	Partial WriteFlags = 1 << 3
	// AllowFold lets a union reduce the bits of a HyperLogLog.
	AllowFold WriteFlags = 1 << 3
)

// ResizeFlags say how bytes are resized.
type ResizeFlags int

// The flags.
const (
	ResizeFromFront  ResizeFlags = 1 << 0
	ResizeGrowOnly   ResizeFlags = 1 << 1
	ResizeShrinkOnly ResizeFlags = 1 << 2
)

// Overflow says what bit arithmetic does with a result that does not fit.
type Overflow int

// The ways.
const (
	OverflowFail     Overflow = 0
	OverflowSaturate Overflow = 2
	OverflowWrap     Overflow = 4
)

// Sign says how an integer of bits is read.
type Sign int

// The ways.
const (
	Unsigned Sign = 0
	Signed   Sign = 1
)

// The numbers of the operations on bits.
const (
	bitResize     = 0
	bitInsert     = 1
	bitRemove     = 2
	bitSet        = 3
	bitOr         = 4
	bitXor        = 5
	bitAnd        = 6
	bitNot        = 7
	bitLeftShift  = 8
	bitRightShift = 9
	bitAdd        = 10
	bitSubtract   = 11
	bitSetInt     = 12
	bitGet        = 50
	bitCount      = 51
	bitLeftScan   = 52
	bitRightScan  = 53
	bitGetInt     = 54
)

// BitsOf are the bits of a bin that holds bytes. Offsets count from the first bit, negative ones from the end.
type BitsOf struct {
	bin   string
	flags WriteFlags
}

// Bits begins an operation on the bits of a bin.
func Bits(bin string) BitsOf { return BitsOf{bin: bin} }

// Under returns the bits with flags for the writes.
func (b BitsOf) Under(flags WriteFlags) BitsOf {
	b.flags = flags
	return b
}

// modify builds an operation that changes bits.
func (b BitsOf) modify(arguments ...any) Step { return Packed(aero.OpBitModify, b.bin, arguments...) }

// Resize makes the bytes so many.
func (b BitsOf) Resize(bytes int, resize ResizeFlags) Step {
	return b.modify(bitResize, bytes, int(b.flags), int(resize))
}

// Insert inserts bytes at an offset in bytes.
func (b BitsOf) Insert(byteOffset int, value []byte) Step {
	return b.modify(bitInsert, byteOffset, value, int(b.flags))
}

// Remove removes bytes from an offset in bytes on.
func (b BitsOf) Remove(byteOffset, bytes int) Step {
	return b.modify(bitRemove, byteOffset, bytes, int(b.flags))
}

// Set writes bits.
func (b BitsOf) Set(offset, size int, value []byte) Step {
	return b.modify(bitSet, offset, size, value, int(b.flags))
}

// Or combines bits with others.
func (b BitsOf) Or(offset, size int, value []byte) Step {
	return b.modify(bitOr, offset, size, value, int(b.flags))
}

// Xor combines bits with others.
func (b BitsOf) Xor(offset, size int, value []byte) Step {
	return b.modify(bitXor, offset, size, value, int(b.flags))
}

// And combines bits with others.
func (b BitsOf) And(offset, size int, value []byte) Step {
	return b.modify(bitAnd, offset, size, value, int(b.flags))
}

// Not negates bits.
func (b BitsOf) Not(offset, size int) Step { return b.modify(bitNot, offset, size, int(b.flags)) }

// ShiftLeft shifts bits towards the front.
func (b BitsOf) ShiftLeft(offset, size, by int) Step {
	return b.modify(bitLeftShift, offset, size, by, int(b.flags))
}

// ShiftRight shifts bits towards the end.
func (b BitsOf) ShiftRight(offset, size, by int) Step {
	return b.modify(bitRightShift, offset, size, by, int(b.flags))
}

// Add adds to an integer of up to 64 bits.
func (b BitsOf) Add(offset, size int, value int64, sign Sign, overflow Overflow) Step {
	return b.modify(bitAdd, offset, size, value, int(b.flags), int(sign)|int(overflow))
}

// Subtract subtracts from an integer of up to 64 bits.
func (b BitsOf) Subtract(offset, size int, value int64, sign Sign, overflow Overflow) Step {
	return b.modify(bitSubtract, offset, size, value, int(b.flags), int(sign)|int(overflow))
}

// SetInt writes an integer of up to 64 bits.
func (b BitsOf) SetInt(offset, size int, value int64) Step {
	return b.modify(bitSetInt, offset, size, value, int(b.flags))
}

// Get reads bits; they come as bytes, from the first bit on.
func (b BitsOf) Get(offset, size int) Step {
	return Packed(aero.OpBitRead, b.bin, bitGet, offset, size)
}

// Count counts the bits that are set.
func (b BitsOf) Count(offset, size int) Step {
	return Packed(aero.OpBitRead, b.bin, bitCount, offset, size)
}

// ScanLeft returns the offset of the first bit that is set, from the front, -1 for none.
func (b BitsOf) ScanLeft(offset, size int) Step {
	return Packed(aero.OpBitRead, b.bin, bitLeftScan, offset, size, true)
}

// ScanRight returns the offset of the first bit that is set, from the end, -1 for none.
func (b BitsOf) ScanRight(offset, size int) Step {
	return Packed(aero.OpBitRead, b.bin, bitRightScan, offset, size, true)
}

// GetInt reads an integer of up to 64 bits.
func (b BitsOf) GetInt(offset, size int, sign Sign) Step {
	if sign == Signed {
		return Packed(aero.OpBitRead, b.bin, bitGetInt, offset, size, int(sign))
	}
	return Packed(aero.OpBitRead, b.bin, bitGetInt, offset, size)
}
