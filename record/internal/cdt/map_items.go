package cdt

import (
	"github.com/aerolith/aerolith/aero"
)

// mapByKeys finds the pairs with one of a list of keys.
func (w *work) mapByKeys(q query, list []byte) aero.ResultCode {
	values, ok := items(list)
	switch {
	case !ok:
		return aero.CodeParameter
	case len(values) == 0:
		return w.mapByNothing(q, keyListReturns)
	}
	n := w.c.Len()
	runs := itemRuns(values, w.keyRun)
	marks := markRuns(runs, n, w.c.PositionOfIndex)
	f := found{allowed: keyListReturns, distinct: -1, members: positionsOf(marks, !q.inverted)}
	switch {
	case w.c.Ordered() && !q.inverted:
		f.indexes = runs
	case !w.c.Ordered():
		f.indexes = onceOnly(q, values, runs, n)
	}
	return w.finish(q, f)
}

// mapByNothing answers for an empty list of keys or values. Inverted that means every pair; for elements the real
// server does not survive it.
func (w *work) mapByNothing(q query, allowed returnSet) aero.ResultCode {
	switch {
	case !allowed.has(q.returns):
		return aero.CodeOpNotApplicable
	case !q.inverted:
		return w.finish(q, nothing(allowed, 0))
	case w.c.Len() > 1 && elementReturns.has(q.returns):
		return aero.CodeParameter
	}
	q.inverted = false
	return w.everyPair(q)
}

// mapByValues finds the pairs with one of a list of values.
func (w *work) mapByValues(q query, list []byte) aero.ResultCode {
	values, ok := items(list)
	switch {
	case !ok:
		return aero.CodeParameter
	case len(values) == 0:
		return w.mapByNothing(q, everyMapReturn)
	}
	n := w.c.Len()
	w.c.SearchRanks()
	runs := itemRuns(values, w.valueRun)
	marks := markRuns(runs, n, w.c.PositionOfRank)
	f := found{allowed: everyMapReturn, distinct: -1, members: positionsOf(marks, !q.inverted)}
	switch {
	case w.c.RanksKept() && q.inverted: // each pair's own numbers
	case w.c.RanksKept():
		f.ranks = runs
		f.byIndex = expand(runs, w.c.PositionOfRank)
	default:
		f.ranks = onceOnly(q, values, runs, n)
	}
	return w.finish(q, f)
}
