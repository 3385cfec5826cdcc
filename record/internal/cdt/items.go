package cdt

import (
	"cmp"
	"slices"

	"github.com/aerolith/aerolith/record/internal/cdt/coll"
	"github.com/aerolith/aerolith/record/internal/cdt/pack"
)

// items reads a list of keys or values to look for. Unlike stored lists it may contain wildcards, and it has no marker.
func items(list []byte) ([][]byte, bool) {
	r := reader{rest: list}
	count, ok := r.list()
	if !ok || count > maxParameterList {
		return nil, false
	}
	values := make([][]byte, count)
	for i := range values {
		if values[i], _, ok = r.value(); !ok {
			return nil, false
		}
	}
	return values, true
}

// itemRuns returns, for each item in the order in which they were sent, which numbers it has according to find.
func itemRuns(values [][]byte, find func(value []byte) coll.Run) []coll.Run {
	runs := make([]coll.Run, len(values))
	for i, value := range values {
		runs[i] = find(value)
	}
	return runs
}

// sortItems returns the items' places in the order of their values, ties in the order in which they were sent.
func sortItems(values [][]byte) []int {
	order := make([]int, len(values))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int {
		return cmp.Or(pack.Compare(values[i], values[j]), cmp.Compare(i, j))
	})
	return order
}

// onceOnly returns the numbers to be answered for the items' runs, none of them twice: those of each item as they were
// sent, one by one; inverted, all other numbers below n. Of items that are equal the last one counts.
func onceOnly(q query, values [][]byte, runs []coll.Run, n int) []coll.Run {
	once, order := slices.Clone(runs), sortItems(values)
	for i := 1; i < len(order); i++ {
		if pack.Compare(values[order[i-1]], values[order[i]]) == 0 {
			once[order[i-1]].Count = 0
		}
	}
	if q.inverted {
		return gaps(once, order, n)
	}
	singles := make([]coll.Run, 0, len(once))
	for _, r := range once {
		for number := r.Start; number < r.Start+r.Count; number++ {
			singles = append(singles, coll.Run{Start: number, Count: 1})
		}
	}
	return singles
}

// gaps returns the numbers below n that the runs leave, taken in the given order, which must be ascending.
func gaps(runs []coll.Run, order []int, n int) []coll.Run {
	var left []coll.Run
	next := 0
	for _, i := range order {
		if r := runs[i]; r.Count > 0 {
			left = append(left, coll.Run{Start: next, Count: max(r.Start-next, 0)})
			next = max(next, r.Start+r.Count)
		}
	}
	return append(left, coll.Run{Start: next, Count: n - next})
}

// markRuns marks the members with the runs' numbers.
func markRuns(runs []coll.Run, n int, position func(number int) int) []bool {
	marks := make([]bool, n)
	for _, r := range runs {
		for number := r.Start; number < r.Start+r.Count; number++ {
			marks[position(number)] = true
		}
	}
	return marks
}

// valueRun returns the ranks of the members that equal a value.
func (w *work) valueRun(value []byte) coll.Run {
	start := w.c.CountBelow(value)
	return coll.Run{Start: start, Count: w.c.CountUpTo(value) - start}
}

// keyRun returns the indexes of the pairs whose keys equal a key.
func (w *work) keyRun(key []byte) coll.Run {
	start := w.c.KeysBelow(key)
	return coll.Run{Start: start, Count: w.c.KeysUpTo(key) - start}
}
