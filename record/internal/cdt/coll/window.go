package coll

import "math"

// Run is so many numbers, counted upwards from Start.
type Run struct {
	// Start is the first number.
	Start int
	// Count is how many there are.
	Count int
}

// Reversed returns the same members' numbers counted from the other end of n, upwards again.
func (r Run) Reversed(n int) Run { return Run{Start: n - r.Start - r.Count, Count: r.Count} }

// One returns the single number that an index or rank, counted from the end if negative, means among n. It returns
// false if there is no such number.
func One(index int64, n int) (Run, bool) {
	if index < 0 {
		index += int64(n)
	}
	if index < 0 || index >= int64(n) {
		return Run{}, false
	}
	return Run{Start: int(index), Count: 1}, true
}

// Window returns the part of count numbers, from an index or rank on, that lies among n. A negative index counts from
// the end; what lies before the beginning is cut off.
func Window(index int64, count uint64, n int) Run {
	if index >= int64(n) {
		return Run{Start: n}
	}
	if index < 0 {
		index += int64(n)
	}
	if index < 0 {
		before := uint64(-index)
		if before >= count {
			return Run{}
		}
		return Run{Count: int(min(count-before, uint64(n)))}
	}
	return Run{Start: int(index), Count: int(min(count, uint64(n)-uint64(index)))}
}

// Relative returns the index and count of a window that starts so far from a base. What lies before the first member
// is cut off; a negative index never counts from the end.
func Relative(index int64, count uint64, base int) (int64, uint64) {
	if index > math.MaxInt64-int64(base) {
		return math.MaxInt64, count
	}
	index += int64(base)
	if index >= 0 {
		return index, count
	}
	before := uint64(-index)
	if before >= count {
		return 0, 0
	}
	return 0, count - before
}
