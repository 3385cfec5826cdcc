package cdt

import "github.com/aerolith/aerolith/record/internal/cdt/pack"

// direction says whether a number is added or taken away.
type direction int64

// The directions.
const (
	addition    direction = 1
	subtraction direction = -1
)

// sum returns the packed sum of a number, which is 0 if old is nil, and a delta, which is 1 if it is nil or packed nil.
// Integers wrap around. Without an old number the sum is of the delta's kind, else of the old number's. It returns
// false if one of them is no number.
func sum(old, delta []byte, way direction) ([]byte, bool) {
	whole, broken := int64(1), 1.0
	kind := pack.KindOf(delta)
	switch kind {
	case pack.KindNegative, pack.KindInteger:
		whole, _, _ = pack.Integer(delta)
		broken = float64(whole)
	case pack.KindFloat:
		broken, _ = pack.Float(delta)
		whole = truncate(broken)
	case pack.KindNil, pack.KindBad:
		if len(delta) != 0 && kind == pack.KindBad {
			return nil, false
		}
	default:
		return nil, false
	}
	whole, broken = whole*int64(way), broken*float64(way)
	if old == nil {
		if kind == pack.KindFloat {
			return pack.AppendFloat(nil, broken), true
		}
		return pack.AppendInteger(nil, whole), true
	}
	if f, ok := pack.Float(old); ok {
		return pack.AppendFloat(nil, f+broken), true
	}
	n, _, ok := pack.Integer(old)
	return pack.AppendInteger(nil, n+whole), ok
}

// truncate returns the integer part of a float; what does not fit into 64 bits becomes the lowest integer, as on the
// processors that servers run on.
func truncate(f float64) int64 {
	const limit = 1 << 63
	if f >= -limit && f < limit {
		return int64(f)
	}
	return -limit
}
