package cdt

import (
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/cdt/coll"
)

// listByItems finds the elements that equal one of a list of values.
func (w *work) listByItems(q query, list []byte) aero.ResultCode {
	if rangeReturns.has(q.returns) {
		return aero.CodeOpNotApplicable
	}
	values, ok := items(list)
	switch {
	case !ok:
		return aero.CodeParameter
	case len(values) == 0 && q.inverted:
		q.inverted = false
		return w.listByIndex(q, 0, uint64(w.c.Len()))
	case len(values) == 0:
		return w.finish(q, nothing(listReturns, 0))
	}
	w.c.SearchRanks()
	runs := itemRuns(values, w.valueRun)
	if w.c.Ordered() {
		return w.listByOrderedItems(q, runs)
	}
	return w.listByUnorderedItems(q, values, runs)
}

// listByOrderedItems answers for an ordered list: item by item as they were sent, also if one was sent twice. Inverted,
// the others come in order.
func (w *work) listByOrderedItems(q query, runs []coll.Run) aero.ResultCode {
	n := w.c.Len()
	positions := positionsOf(markRuns(runs, n, itself), !q.inverted)
	f := found{allowed: listReturns, distinct: len(positions), members: positions}
	if !q.inverted {
		f.members, f.indexes, f.ranks = expand(runs, itself), runs, runs
	}
	return w.finish(q, f)
}

// listByUnorderedItems answers for an unordered list: elements as they are stored, ranks item by item as they were sent.
func (w *work) listByUnorderedItems(q query, values [][]byte, runs []coll.Run) aero.ResultCode {
	n := w.c.Len()
	marks := markRuns(runs, n, w.c.PositionOfRank)
	f := found{allowed: listReturns, distinct: -1, members: positionsOf(marks, !q.inverted)}
	f.ranks = onceOnly(q, values, runs, n)
	return w.finish(q, f)
}
