package expr

import (
	"math/bits"

	"github.com/aerolith/aerolith/internal/exprcode"
)

// shiftMask makes counts of shifts modulo 64, as processors do.
const shiftMask = 63

// addIntegers adds the instructions on the bits of integers.
func addIntegers(to *[exprcode.Opcodes]instruction) {
	many := instruction{size: sizePlain, operands: 1, more: true, result: TypeInt, check: all(TypeInt)}
	for op, compute := range map[opcode]func(a, b int64) int64{
		exprcode.BitAnd: func(a, b int64) int64 { return a & b },
		exprcode.BitOr:  func(a, b int64) int64 { return a | b },
		exprcode.BitXor: func(a, b int64) int64 { return a ^ b },
	} {
		many.eval = fold(compute, nil)
		to[op] = many
	}
	two := instruction{size: sizePlain, operands: 2, result: TypeInt, check: all(TypeInt)}
	for op, compute := range map[opcode]func(a, b int64) int64{
		exprcode.LeftShift:       func(a, b int64) int64 { return a << (b & shiftMask) },
		exprcode.RightShift:      func(a, b int64) int64 { return int64(uint64(a) >> (b & shiftMask)) },
		exprcode.ArithmeticShift: func(a, b int64) int64 { return a >> (b & shiftMask) },
	} {
		two.eval = fold(compute, nil)
		to[op] = two
	}
	one := instruction{size: sizePlain, operands: 1, result: TypeInt, check: all(TypeInt)}
	one.eval = onInt(func(n int64) value { return integer(^n) })
	to[exprcode.BitNot] = one
	one.eval = onInt(func(n int64) value { return integer(int64(bits.OnesCount64(uint64(n)))) })
	to[exprcode.BitCount] = one
	scan := instruction{size: sizePlain, operands: 2, result: TypeInt, check: isScan}
	scan.eval = scanFor(bits.LeadingZeros64)
	to[exprcode.LeftScan] = scan
	scan.eval = scanFor(func(n uint64) int { return lastBit - bits.TrailingZeros64(n) })
	to[exprcode.RightScan] = scan
}

// lastBit is the number of an integer's lowest bit, counted from the highest.
const lastBit = 63

// isScan reports whether the arguments are an integer and a boolean.
func isScan(n *node) bool { return n.args[0].typ == TypeInt && n.args[1].typ == TypeBool }

// scanFor makes an instruction that finds a bit: one that is set or one that is not, as the second argument says. Bits
// count from the highest; there is none at -1.
func scanFor(find func(n uint64) int) evaluate {
	return func(m *machine, n *node) value {
		a, b, ok := m.pair(n)
		if !ok || a.typ != TypeInt || b.typ != TypeBool {
			return unknown()
		}
		number := a.number
		if b.isFalse() {
			number = ^number
		}
		if number == 0 {
			return integer(-1)
		}
		return integer(int64(find(number)))
	}
}
