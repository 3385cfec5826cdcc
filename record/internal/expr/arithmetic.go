package expr

import (
	"math"

	"github.com/aerolith/aerolith/internal/exprcode"
)

// addArithmetic adds the instructions on numbers.
func addArithmetic(to *[exprcode.Opcodes]instruction) {
	many := instruction{size: sizePlain, operands: 1, more: true, check: sameNumbers}
	for op, eval := range map[opcode]evaluate{
		exprcode.Add:      fold(func(a, b int64) int64 { return a + b }, func(a, b float64) float64 { return a + b }),
		exprcode.Multiply: fold(func(a, b int64) int64 { return a * b }, func(a, b float64) float64 { return a * b }),
		exprcode.Minimum:  fold(minimum[int64], minimum[float64]),
		exprcode.Maximum:  fold(maximum[int64], maximum[float64]),
		exprcode.Subtract: evalSubtract,
		exprcode.Divide:   evalDivide,
	} {
		many.eval = eval
		to[op] = many
	}
	to[exprcode.Absolute] = instruction{size: sizePlain, operands: 1, check: sameNumbers, eval: evalAbsolute}
	two := instruction{size: sizePlain, operands: 2, result: TypeFloat, check: all(TypeFloat)}
	two.eval = onFloats(math.Pow)
	to[exprcode.Power] = two
	two.eval = onFloats(func(a, b float64) float64 { return math.Log(a) / math.Log(b) })
	to[exprcode.Log] = two
	to[exprcode.Modulo] = instruction{size: sizePlain, operands: 2, result: TypeInt, check: all(TypeInt), eval: evalModulo}
	one := instruction{size: sizePlain, operands: 1, result: TypeFloat, check: all(TypeFloat)}
	one.eval = onFloat(func(f float64) value { return float(math.Floor(f)) })
	to[exprcode.Floor] = one
	one.eval = onFloat(func(f float64) value { return float(math.Ceil(f)) })
	to[exprcode.Ceiling] = one
	one.result, one.eval = TypeInt, onFloat(func(f float64) value { return integer(truncate(f)) })
	to[exprcode.ToInt] = one
	to[exprcode.ToFloat] = instruction{
		size: sizePlain, operands: 1, result: TypeFloat, check: all(TypeInt),
		eval: onInt(func(n int64) value { return float(float64(n)) }),
	}
}

// sameNumbers reports whether all arguments are integers or all are floats; the value is of the same type.
func sameNumbers(n *node) bool {
	n.typ = n.args[0].typ
	return (n.typ == TypeInt || n.typ == TypeFloat) && all(n.typ)(n)
}

// minimum returns the lower of two numbers, the first if one of them is not a number.
func minimum[T int64 | float64](a, b T) T {
	if a > b {
		return b
	}
	return a
}

// maximum returns the higher of two numbers, the first if one of them is not a number.
func maximum[T int64 | float64](a, b T) T {
	if a < b {
		return b
	}
	return a
}

// fold makes an instruction that takes its arguments together one after the other.
func fold(ints func(a, b int64) int64, floats func(a, b float64) float64) evaluate {
	return func(m *machine, n *node) value {
		sum := m.run(n.args[0])
		for _, arg := range n.args[1:] {
			if sum.typ != n.typ {
				return unknown()
			}
			v := m.run(arg)
			switch {
			case v.typ != n.typ:
				return unknown()
			case n.typ == TypeFloat:
				sum = float(floats(sum.float(), v.float()))
			default:
				sum = integer(ints(sum.int(), v.int()))
			}
		}
		if sum.typ != n.typ {
			return unknown()
		}
		return sum
	}
}

// subtraction takes numbers away from the first.
var subtraction = fold(func(a, b int64) int64 { return a - b }, func(a, b float64) float64 { return a - b })

// product multiplies numbers.
var product = fold(func(a, b int64) int64 { return a * b }, func(a, b float64) float64 { return a * b })

// evalSubtract takes all further arguments away from the first; alone, that is taken away from 0.
func evalSubtract(m *machine, n *node) value {
	v := subtraction(m, n)
	switch {
	case len(n.args) > 1 || !v.known():
		return v
	case n.typ == TypeFloat:
		return float(0 - v.float())
	}
	return integer(-v.int())
}

// evalDivide divides the first argument by the product of the others; alone, it divides 1. Division of integers by 0
// is unknown.
func evalDivide(m *machine, n *node) value {
	dividend := m.run(n.args[0])
	divisor := dividend
	switch {
	case dividend.typ != n.typ:
		return unknown()
	case len(n.args) > 1:
		divisor = product(m, &node{typ: n.typ, args: n.args[1:]})
	case n.typ == TypeFloat:
		dividend = float(1)
	default:
		dividend = integer(1)
	}
	switch {
	case !divisor.known():
		return unknown()
	case n.typ == TypeFloat:
		return float(dividend.float() / divisor.float())
	case divisor.int() == 0:
		return unknown()
	}
	return integer(dividend.int() / divisor.int())
}

// evalModulo computes the remainder, which has the sign of the dividend. That of a division by 0 is unknown.
func evalModulo(m *machine, n *node) value {
	a, b, ok := m.pair(n)
	if !ok || a.typ != TypeInt || b.typ != TypeInt || b.int() == 0 {
		return unknown()
	}
	return integer(a.int() % b.int())
}

// evalAbsolute takes the sign away. The smallest integer stays as it is.
func evalAbsolute(m *machine, n *node) value {
	v := m.run(n.args[0])
	switch {
	case v.typ != n.typ:
		return unknown()
	case n.typ == TypeFloat:
		return float(math.Abs(v.float()))
	case v.int() < 0:
		return integer(-v.int())
	}
	return v
}

// onFloats makes an instruction of a function of two floats.
func onFloats(compute func(a, b float64) float64) evaluate {
	return func(m *machine, n *node) value {
		a, b, ok := m.pair(n)
		if !ok || a.typ != TypeFloat || b.typ != TypeFloat {
			return unknown()
		}
		return float(compute(a.float(), b.float()))
	}
}

// onFloat makes an instruction of a function of one float.
func onFloat(compute func(f float64) value) evaluate {
	return func(m *machine, n *node) value {
		v := m.run(n.args[0])
		if v.typ != TypeFloat {
			return unknown()
		}
		return compute(v.float())
	}
}

// onInt makes an instruction of a function of one integer.
func onInt(compute func(n int64) value) evaluate {
	return func(m *machine, n *node) value {
		v := m.run(n.args[0])
		if v.typ != TypeInt {
			return unknown()
		}
		return compute(v.int())
	}
}

// truncate drops the fraction of a float. What no int64 can express becomes the smallest one, as on the processors that
// servers run on.
func truncate(f float64) int64 {
	if f >= math.MinInt64 && f < -math.MinInt64 {
		return int64(f)
	}
	return math.MinInt64
}
