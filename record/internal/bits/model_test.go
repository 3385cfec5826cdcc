package bits

import (
	"math/big"
	"slices"

	"github.com/aerolith/aerolith/aero"
)

// call is an operation on a blob in plain numbers.
type call struct {
	number, offset, size int // offset and size in bytes where the operation counts them so
	value                uint64
	buffer               []byte
	flags, sub           int
}

// encoded returns the operation as a client sends it.
func (c *call) encoded() aero.Particle {
	switch c.number {
	case opResize:
		return encode(c.number, c.size, c.flags, c.sub)
	case opInsert:
		return encode(c.number, c.offset, c.buffer, c.flags)
	case opRemove, opNot:
		return encode(c.number, c.offset, c.size, c.flags)
	case opSet, opOr, opXor, opAnd:
		return encode(c.number, c.offset, c.size, c.buffer, c.flags)
	case opAdd, opSubtract:
		return encode(c.number, c.offset, c.size, c.value, c.flags, c.sub)
	case opLeftShift, opRightShift, opSetInteger:
		return encode(c.number, c.offset, c.size, c.value, c.flags)
	case opLeftScan, opRightScan:
		return encode(c.number, c.offset, c.size, c.value != 0)
	case opGetInteger:
		return encode(c.number, c.offset, c.size, c.sub)
	}
	return encode(c.number, c.offset, c.size)
}

// unpack returns the bits of bytes.
func unpack(b []byte) []bool {
	var list []bool
	for i := range len(b) * bitsPerByte {
		list = append(list, b[i/bitsPerByte]&(0x80>>(i%bitsPerByte)) != 0)
	}
	return list
}

// pack returns bits as bytes, filled up with zeros.
func pack(list []bool) []byte {
	b := make([]byte, (len(list)+bitsPerByte-1)/bitsPerByte)
	for i, bit := range list {
		if bit {
			b[i/bitsPerByte] |= 0x80 >> (i % bitsPerByte)
		}
	}
	return b
}

// modelRange does bit by bit what an operation makes of a range. It does not know integers.
func modelRange(c *call, list []bool) []bool {
	other := unpack(c.buffer)
	result := make([]bool, len(list))
	for i, bit := range list {
		by := int(c.value)
		switch c.number {
		case opSet:
			result[i] = other[i]
		case opOr:
			result[i] = bit || other[i]
		case opXor:
			result[i] = bit != other[i]
		case opAnd:
			result[i] = bit && other[i]
		case opNot:
			result[i] = !bit
		case opLeftShift:
			result[i] = i+by < len(list) && list[i+by]
		case opRightShift:
			result[i] = i-by >= 0 && list[i-by]
		}
	}
	return result
}

// modelInteger returns the bits as a number.
func modelInteger(list []bool) *big.Int {
	n := new(big.Int)
	for _, bit := range list {
		n.Lsh(n, 1)
		if bit {
			n.SetBit(n, 0, 1)
		}
	}
	return n
}

// modelSigned returns a number that is taken modulo 2 to the power of width as a signed one.
func modelSigned(n *big.Int, width int) *big.Int {
	power := new(big.Int).Lsh(big.NewInt(1), uint(width))
	n = new(big.Int).Mod(n, power)
	if n.Bit(width-1) != 0 {
		n.Sub(n, power)
	}
	return n
}

// modelArithmetic returns the new bits of an integer, and false if it fails. Results are checked against the range of
// the type, but for the corners in which a real server only compares signs: adding two smallest numbers passes, and
// taking away the smallest number counts as adding it.
func modelArithmetic(c *call, list []bool) ([]bool, bool) {
	width := len(list)
	power := new(big.Int).Lsh(big.NewInt(1), uint(width))
	x, y := modelInteger(list), new(big.Int).Mod(new(big.Int).SetUint64(c.value), power)
	lowest, highest := new(big.Int), new(big.Int).Sub(power, big.NewInt(1))
	if c.sub&integerSigned != 0 {
		highest.Rsh(highest, 1)
		lowest.Not(highest)
		x, y = modelSigned(x, width), modelSigned(y, width)
	}
	if c.number == opSubtract {
		y.Neg(y)
		if c.sub&integerSigned != 0 {
			y = modelSigned(y, width)
		}
	}
	sum := new(big.Int).Add(x, y)
	zero := c.sub&integerSigned != 0 && modelSigned(sum, width).Sign() == 0
	if c.number == opSetInteger {
		sum = new(big.Int).SetUint64(c.value)
	} else if c.sub&integerWrap == 0 && !zero && (sum.Cmp(lowest) < 0 || sum.Cmp(highest) > 0) {
		if c.sub&integerSaturate == 0 {
			return list, false
		}
		if sum.Cmp(lowest) < 0 {
			sum = lowest
		} else {
			sum = highest
		}
	}
	result := make([]bool, width)
	sum = new(big.Int).Mod(sum, power)
	for i := range result {
		result[i] = sum.Bit(width-1-i) != 0
	}
	return result, true
}

// modelResize adds or takes away a byte at one end.
func modelResize(b []byte, grow, front bool) []byte {
	switch {
	case grow && front:
		return append([]byte{0}, b...)
	case grow:
		return append(b, 0)
	case front:
		return b[1:]
	}
	return b[:len(b)-1]
}

// modelReading answers an operation that reads bit by bit.
func modelReading(c *call, list []bool, start, end int) aero.Particle {
	switch c.number {
	case opGet:
		return aero.Particle{Type: aero.ParticleBlob, Data: pack(list[start:end])}
	case opCount:
		n := 0
		for _, bit := range list[start:end] {
			if bit {
				n++
			}
		}
		return number(int64(n))
	case opLeftScan:
		return number(int64(slices.Index(list[start:end], c.value != 0)))
	case opRightScan:
		for i := end - 1; i >= start&^7; i-- {
			if list[i] == (c.value != 0) {
				return number(int64(i - start))
			}
		}
		return number(-1)
	}
	n := modelInteger(list[start:end])
	if c.sub != 0 {
		return number(modelSigned(n, c.size).Int64())
	}
	return number(int64(n.Uint64()))
}
