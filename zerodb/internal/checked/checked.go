package checked

import "math"

// Within reports whether the count things that begin at start lie below end. Nothing at all lies within where it begins no further than end.
func Within(start, count, end uint64) bool { return start <= end && count <= end-start }

// Units returns how many units of a size, which must not be 0, hold n bytes.
func Units(n, size uint64) uint64 {
	units := n / size
	if n%size != 0 {
		units++
	}
	return units
}

// End returns the place behind count things that begin at start, or the greatest number where that place has none.
func End(start, count uint64) uint64 {
	if end := start + count; end >= start {
		return end
	}
	return math.MaxUint64
}
