package cdt

import (
	"slices"

	"github.com/aerolith/aerolith/record/internal/cdt/coll"
)

// returnSet is a set of return types, by their numbers.
type returnSet uint32

// setOf returns the set of the types.
func setOf(types ...returnType) returnSet {
	var set returnSet
	for _, t := range types {
		set |= 1 << t
	}
	return set
}

// has reports whether the type is in the set.
func (s returnSet) has(t returnType) bool { return t < 32 && s&(1<<t) != 0 }

// The sets that operations allow, in parts.
var (
	plainReturns      = setOf(returnNone, returnCount, returnExists)
	indexReturns      = setOf(returnIndex, returnReverseIndex)
	rankReturns       = setOf(returnRank, returnReverseRank)
	indexRangeReturns = setOf(returnIndexRange, returnRevIndexRange)
	rankRangeReturns  = setOf(returnRankRange, returnRevRankRange)
	rangeReturns      = indexRangeReturns | rankRangeReturns
	mapReturns        = setOf(returnKeyValueMap, returnUnorderedMap, returnOrderedMap)
	elementReturns    = mapReturns | setOf(returnKey, returnValue)
	listReturns       = plainReturns | indexReturns | rankReturns | setOf(returnValue)
	keyListReturns    = plainReturns | indexReturns | elementReturns
	everyMapReturn    = plainReturns | indexReturns | rankReturns | elementReturns
)

// query is what an operation that looks for members asks for.
type query struct {
	returns  returnType
	inverted bool
	multi    bool // the result is a list, however many members there are
}

// newQuery returns the query that the number of a return type means.
func newQuery(number int64, multi bool) query {
	return query{returns: returnType(number & returnMask), inverted: number&returnInverted != 0, multi: multi}
}

// found is the members that an operation means.
type found struct {
	// allowed are the return types that the operation can answer with.
	allowed returnSet
	// members are positions in the order in which they are answered.
	members []int
	// byIndex are the positions in the order in which their indexes are answered, if it is another one.
	byIndex []int
	// byRank are the positions in the order in which their ranks are answered, if it is another one.
	byRank []int
	// distinct is how many members there are, if some are answered more than once; else -1.
	distinct int
	// indexes and ranks are what is answered instead of the members' own numbers, if not nil.
	indexes, ranks []coll.Run
	// span is what index ranges and rank ranges are answered with.
	span coll.Run
	// literal says that span is answered as it is, whatever end it shall be counted from.
	literal bool
}

// nothing is what is found where there is nothing to find, at a place.
func nothing(allowed returnSet, start int) found {
	return found{allowed: allowed, span: coll.Run{Start: start}, literal: true, distinct: -1}
}

// count returns how many members were found.
func (f *found) count() int {
	if f.distinct >= 0 {
		return f.distinct
	}
	return len(f.members)
}

// marks returns which of n positions were found.
func (f *found) marks(n int) []bool {
	marks := make([]bool, n)
	for _, position := range f.members {
		marks[position] = true
	}
	return marks
}

// positionsOf returns the positions that are marked as wanted.
func positionsOf(marks []bool, wanted bool) []int {
	var positions []int
	for position, marked := range marks {
		if marked == wanted {
			positions = append(positions, position)
		}
	}
	return positions
}

// matching returns the positions of the members whose value, or key, satisfies the condition; inverted, those of the
// others.
func matching(n int, inverted bool, holds func(position int) bool) []int {
	var positions []int
	for position := range n {
		if holds(position) != inverted {
			positions = append(positions, position)
		}
	}
	return positions
}

// complement returns the runs of 0 to n-1 that a run leaves.
func complement(r coll.Run, n int) []coll.Run {
	end := r.Start + r.Count
	return []coll.Run{{Count: r.Start}, {Start: end, Count: n - end}}
}

// runsFor returns the run, or what it leaves of n if the query is inverted.
func (q *query) runsFor(r coll.Run, n int) []coll.Run {
	if q.inverted {
		return complement(r, n)
	}
	return []coll.Run{r}
}

// expand returns the positions of the runs' numbers.
func expand(runs []coll.Run, position func(number int) int) []int {
	var positions []int
	for _, r := range runs {
		positions = slices.Grow(positions, r.Count)
		for number := r.Start; number < r.Start+r.Count; number++ {
			positions = append(positions, position(number))
		}
	}
	return positions
}

// itself returns its argument: elements of lists stand at their indexes.
func itself(index int) int { return index }

// reduce turns an inverted window at the beginning or end into the window that it leaves. It reports whether that was
// possible; a window in the middle leaves two parts.
func reduce(r coll.Run, n int) (coll.Run, bool) {
	switch {
	case r.Count == 0:
		return coll.Run{Count: n}, true
	case r.Start == 0:
		return coll.Run{Start: r.Count, Count: n - r.Count}, true
	case r.Start+r.Count >= n:
		return coll.Run{Count: r.Start}, true
	}
	return r, false
}
