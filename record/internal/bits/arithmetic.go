package bits

// overflow says what becomes of a result that does not fit.
type overflow uint8

// The ways to deal with a result that does not fit.
const (
	overflowNone overflow = iota // the result fits
	overflowLow                  // it lies below the smallest number
	overflowHigh                 // it lies above the largest number
)

// add adds the value to the integer in the range.
func add(f *field, r *request) bool {
	n, value := f.load(), r.value&f.ones()
	return f.settle(r, n+value, func(sum uint64) overflow {
		switch {
		case r.subflags&integerSigned != 0:
			return f.signedOverflow(n, value, sum)
		case sum < n:
			return overflowHigh
		}
		return overflowNone
	})
}

// subtract subtracts the value from the integer in the range.
func subtract(f *field, r *request) bool {
	n, value := f.load(), r.value&f.ones()
	return f.settle(r, n-value, func(difference uint64) overflow {
		switch {
		case r.subflags&integerSigned != 0:
			return f.signedOverflow(n, -value, difference)
		case difference > n:
			return overflowLow
		}
		return overflowNone
	})
}

// setInteger sets the range to the lowest bits of the value.
func setInteger(f *field, r *request) bool {
	f.store(r.value)
	return true
}

// settle stores a result after cutting it to the width of the range, or what the request wants instead if that
// overflows. It reports false if the request wants it to fail.
func (f *field) settle(r *request, result uint64, check func(cut uint64) overflow) bool {
	result &= f.ones()
	if r.subflags&integerWrap != 0 {
		f.store(result)
		return true
	}
	over := check(result)
	if over != overflowNone && r.subflags&integerSaturate == 0 {
		return false
	}
	lowest, highest := uint64(0), f.ones()
	if r.subflags&integerSigned != 0 {
		highest >>= 1
		lowest = highest + 1
	}
	switch over {
	case overflowLow:
		result = lowest
	case overflowHigh:
		result = highest
	}
	f.store(result)
	return true
}

// signedOverflow compares the signs of two numbers and their sum: a sum has overflowed if it is positive although
// both numbers are negative, or the other way round. A sum of 0 never has.
func (f *field) signedOverflow(x, y, sum uint64) overflow {
	a, b, s := f.signed(x), f.signed(y), f.signed(sum)
	switch {
	case a < 0 && b < 0 && s > 0:
		return overflowLow
	case a > 0 && b > 0 && s < 0:
		return overflowHigh
	}
	return overflowNone
}

// ones returns the largest unsigned number of the range's width.
func (f *field) ones() uint64 { return ^uint64(0) >> (bitsPerWord - f.size) }

// signed reads the lowest bits of n, as many as the range has, as a signed number.
func (f *field) signed(n uint64) int64 {
	unused := bitsPerWord - f.size
	return int64(n<<unused) >> unused
}
