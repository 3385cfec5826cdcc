package vfs

import "math"

// layout says what a system's mappings can do.
type layout struct {
	// granularity is what the start of a segment must be a multiple of.
	granularity int64
	// beyondEnd says that a segment may be longer than the file and shows what the file gains later.
	beyondEnd bool
}

// segmentPlan is the next segment to map.
type segmentPlan struct {
	// keep is how many of the present segments stay in use; the new one covers the rest of them too.
	keep int
	// start is the offset of the new segment.
	start int64
	// length is how much to map, and minimum what will do if there is no room for that.
	length, minimum int64
}

// planSegment decides how to make the segments cover size bytes, and reports false if they do already.
//
// With beyondEnd each further segment is as long as all before it, so that a file of any size has few. Without, a
// segment ends with the file, and every growth needs another: a new one starts where the last one starts that is
// not longer than it, as in a binary counter, so that there are few again and each byte is mapped a few times only.
func planSegment(segments []segment, size, reserve int64, with layout) (segmentPlan, bool) {
	end := int64(0)
	if len(segments) > 0 {
		end = segments[len(segments)-1].end()
	}
	wanted := size
	if with.beyondEnd {
		wanted = max(size, reserve)
	}
	if end >= wanted {
		return segmentPlan{}, false
	}
	plan := segmentPlan{keep: len(segments), start: end - end%with.granularity}
	if with.beyondEnd {
		plan.minimum = atLeastOne(roundUp(size-plan.start, with.granularity), with.granularity)
		plan.length = max(plan.minimum, roundUp(reserve, with.granularity), end)
		return plan, true
	}
	for plan.keep > 0 && int64(len(segments[plan.keep-1].bytes)) <= size-plan.start {
		plan.keep--
		plan.start = segments[plan.keep].start
	}
	plan.length, plan.minimum = size-plan.start, size-plan.start
	return plan, true
}

// reserveNarrow is how much address space a mapping sets aside at most, in bytes, where all of it is a few gigabytes: everything else that the process has needs room there, too.
// A longer file has another segment.
const reserveNarrow = 64 << 20

// mayReserve returns how much of a wish for address space is granted in a process whose addresses have so many bits.
func mayReserve(reserve int64, bits int) int64 {
	const narrow = 32
	if bits <= narrow {
		return min(reserve, reserveNarrow)
	}
	return reserve
}

// roundUp returns the next multiple of unit, or the last one below the largest number where there is none.
func roundUp(n, unit int64) int64 {
	if n > math.MaxInt64-unit {
		return math.MaxInt64 - math.MaxInt64%unit
	}
	return (n + unit - 1) / unit * unit
}

// atLeastOne returns n, or unit if n is 0: a mapping cannot be empty.
func atLeastOne(n, unit int64) int64 { return max(n, unit) }
