package expr

import "github.com/aerolith/aerolith/internal/exprcode"

// Equal holds if both have the same value. As in all comparisons, both must have the same type.
func Equal(a, b Expression) Expression { return instruction(exprcode.Equal, a, b) }

// NotEqual holds if both have different values.
func NotEqual(a, b Expression) Expression { return instruction(exprcode.NotEqual, a, b) }

// Greater holds if the first comes after the second.
func Greater(a, b Expression) Expression { return instruction(exprcode.Greater, a, b) }

// GreaterOrEqual holds unless the first comes before the second.
func GreaterOrEqual(a, b Expression) Expression { return instruction(exprcode.GreaterOrEqual, a, b) }

// Less holds if the first comes before the second.
func Less(a, b Expression) Expression { return instruction(exprcode.Less, a, b) }

// LessOrEqual holds unless the first comes after the second.
func LessOrEqual(a, b Expression) Expression { return instruction(exprcode.LessOrEqual, a, b) }

// Regex holds if a string has a part that matches a POSIX regular expression.
func Regex(pattern string, flags RegexFlags, text Expression) Expression {
	return instruction(exprcode.Regex, Int(int64(flags)), name(pattern), text)
}

// GeoMatch holds if one of the two is a point and lies in the other, a region.
func GeoMatch(a, b Expression) Expression { return instruction(exprcode.Geo, a, b) }

// InList holds if the list has an element with the value.
func InList(value, list Expression) Expression { return instruction(exprcode.InList, value, list) }

// And holds if all of two or more do.
func And(all ...Expression) Expression { return instruction(exprcode.And, all...) }

// Or holds if one of two or more does.
func Or(any ...Expression) Expression { return instruction(exprcode.Or, any...) }

// Not holds if the argument does not.
func Not(e Expression) Expression { return instruction(exprcode.Not, e) }

// Exclusive holds if exactly one of two or more does.
func Exclusive(one ...Expression) Expression { return instruction(exprcode.Exclusive, one...) }

// Add is the sum of integers or of floats.
func Add(numbers ...Expression) Expression { return instruction(exprcode.Add, numbers...) }

// Subtract is the first number without the others, or the negative of a single one.
func Subtract(numbers ...Expression) Expression { return instruction(exprcode.Subtract, numbers...) }

// Multiply is the product of numbers.
func Multiply(numbers ...Expression) Expression { return instruction(exprcode.Multiply, numbers...) }

// Divide is the first number divided by the others, or 1 divided by a single one.
func Divide(numbers ...Expression) Expression { return instruction(exprcode.Divide, numbers...) }

// Min is the lowest of numbers.
func Min(numbers ...Expression) Expression { return instruction(exprcode.Minimum, numbers...) }

// Max is the highest of numbers.
func Max(numbers ...Expression) Expression { return instruction(exprcode.Maximum, numbers...) }

// Power is a float to the power of another.
func Power(base, exponent Expression) Expression { return instruction(exprcode.Power, base, exponent) }

// Log is the logarithm of a float.
func Log(number, base Expression) Expression { return instruction(exprcode.Log, number, base) }

// Modulo is the remainder of a division of integers.
func Modulo(dividend, divisor Expression) Expression {
	return instruction(exprcode.Modulo, dividend, divisor)
}

// Absolute is a number without its sign.
func Absolute(number Expression) Expression { return instruction(exprcode.Absolute, number) }

// Floor is a float rounded down.
func Floor(number Expression) Expression { return instruction(exprcode.Floor, number) }

// Ceiling is a float rounded up.
func Ceiling(number Expression) Expression { return instruction(exprcode.Ceiling, number) }

// ToInt is a float as an integer, its fraction dropped.
func ToInt(number Expression) Expression { return instruction(exprcode.ToInt, number) }

// ToFloat is an integer as a float.
func ToFloat(number Expression) Expression { return instruction(exprcode.ToFloat, number) }

// BitAnd is the bits that all of the integers have.
func BitAnd(integers ...Expression) Expression { return instruction(exprcode.BitAnd, integers...) }

// BitOr is the bits that one of the integers has.
func BitOr(integers ...Expression) Expression { return instruction(exprcode.BitOr, integers...) }

// BitXor is the bits that an odd number of the integers have.
func BitXor(integers ...Expression) Expression { return instruction(exprcode.BitXor, integers...) }

// BitNot is the bits that an integer does not have.
func BitNot(integer Expression) Expression { return instruction(exprcode.BitNot, integer) }

// LeftShift moves the bits of an integer to the left.
func LeftShift(integer, by Expression) Expression {
	return instruction(exprcode.LeftShift, integer, by)
}

// RightShift moves the bits of an integer to the right and fills with zeros.
func RightShift(integer, by Expression) Expression {
	return instruction(exprcode.RightShift, integer, by)
}

// ArithmeticShift moves the bits of an integer to the right and fills with its sign.
func ArithmeticShift(integer, by Expression) Expression {
	return instruction(exprcode.ArithmeticShift, integer, by)
}

// BitCount is how many bits of an integer are set.
func BitCount(integer Expression) Expression { return instruction(exprcode.BitCount, integer) }

// LeftScan is the place of the first bit, from the left, that is set or not as wanted says; -1 for none.
func LeftScan(integer, wanted Expression) Expression {
	return instruction(exprcode.LeftScan, integer, wanted)
}

// RightScan is the place, from the left, of the last bit that is set or not as wanted says; -1 for none.
func RightScan(integer, wanted Expression) Expression {
	return instruction(exprcode.RightScan, integer, wanted)
}
