package cdt

import (
	"slices"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/cdt/coll"
	"github.com/aerolith/aerolith/record/internal/cdt/pack"
)

// mapByKey finds the pair with a key.
func (w *work) mapByKey(q query, key []byte) aero.ResultCode {
	index, ok := w.c.FindKey(key)
	switch {
	case q.inverted && !w.c.Ordered():
		return aero.CodeOpNotApplicable
	case !ok:
		return w.finish(q, nothing(everyMapReturn|indexRangeReturns, -1))
	}
	return w.mapByIndex(q, int64(index), 1)
}

// mapByKeyInterval finds the pairs from one key up to, but not including, another; without the other, up to the
// largest.
func (w *work) mapByKeyInterval(q query, from, to []byte) aero.ResultCode {
	start, end := w.c.KeysBelow(from), w.c.Len()
	if to != nil {
		end = max(start, w.c.KeysBelow(to))
	}
	r := coll.Run{Start: start, Count: end - start}
	if w.c.Ordered() {
		return w.mapByIndex(q, int64(r.Start), uint64(r.Count))
	}
	f := w.indexed(q, r)
	slices.Sort(f.members)
	return w.finish(q, f)
}

// indexed returns the pairs whose indexes are in the run; inverted, the others.
func (w *work) indexed(q query, r coll.Run) found {
	f := found{allowed: everyMapReturn, distinct: -1, span: r, indexes: q.runsFor(r, w.c.Len())}
	f.members = expand(f.indexes, w.c.PositionOfIndex)
	if !q.inverted {
		f.allowed |= indexRangeReturns
	}
	return f
}

// mapByIndex finds pairs by index.
func (w *work) mapByIndex(q query, index int64, count uint64) aero.ResultCode {
	r, ok := w.window(q, index, count)
	if !ok || q.inverted && !q.multi {
		return aero.CodeOpNotApplicable
	}
	n := w.c.Len()
	if q.inverted {
		r, ok = reduce(r, n)
		q.inverted = !ok
	}
	if r.Count == 0 {
		return w.finish(q, nothing(everyMapReturn|indexRangeReturns, r.Start))
	}
	f := w.indexed(q, r)
	if r.Count == n {
		return w.everyPair(q)
	}
	if q.inverted && !w.c.Ordered() {
		slices.Sort(f.members)
	}
	return w.finish(q, f)
}

// everyPair answers with all pairs as they are stored, and with all numbers in order.
func (w *work) everyPair(q query) aero.ResultCode {
	all := coll.Run{Count: w.c.Len()}
	return w.finish(q, found{
		allowed: everyMapReturn | rangeReturns, distinct: -1, span: all, literal: true,
		members: expand([]coll.Run{all}, itself), indexes: []coll.Run{all}, ranks: []coll.Run{all},
	})
}

// mapByRelativeIndex finds pairs by index, counted from that of a key.
func (w *work) mapByRelativeIndex(q query, key []byte, index int64, count uint64) aero.ResultCode {
	index, count = coll.Relative(index, count, w.c.KeysBelow(key))
	return w.mapByIndex(q, index, count)
}

// mapByInterval finds the pairs with values from one up to, but not including, another; without the other, up to the
// largest.
func (w *work) mapByInterval(q query, from, to []byte) aero.ResultCode {
	return w.mapMatching(q, from, func(position int) bool { return within(w.c.Value(position), from, to) })
}

// mapByValue finds the pairs with a value; one of them, if only one is asked for.
func (w *work) mapByValue(q query, value []byte) aero.ResultCode {
	return w.mapMatching(q, value, func(position int) bool { return pack.Compare(w.c.Value(position), value) == 0 })
}

// mapMatching finds the pairs that satisfy a condition on their value; none of them is below the value from.
func (w *work) mapMatching(q query, from []byte, holds func(position int) bool) aero.ResultCode {
	n := w.c.Len()
	switch {
	case indexRangeReturns.has(q.returns), q.inverted && !q.multi:
		return aero.CodeOpNotApplicable
	case n == 0:
		return w.finish(q, nothing(everyMapReturn|rankRangeReturns, -1))
	}
	f := found{allowed: everyMapReturn, distinct: -1}
	chosen := matching(n, false, holds)
	if !q.multi && len(chosen) > 1 {
		chosen = w.firstOf(chosen)
	}
	f.span = coll.Run{Start: w.c.CountBelow(from), Count: len(chosen)}
	switch {
	case len(chosen) == 0 && q.inverted && !w.c.RanksKept():
		q.inverted = false
		return w.everyPair(q)
	case len(chosen) == 0 && !q.inverted && !w.c.RanksKept():
		return w.finish(q, nothing(everyMapReturn|rankRangeReturns, f.span.Start))
	case q.inverted:
		f.members = matching(n, true, holds)
	default:
		f.allowed |= rankRangeReturns
		f.members = w.rankedIfKept(chosen)
	}
	f.ranks = q.runsFor(f.span, n)
	return w.finish(q, f)
}

// firstOf returns the first of the positions: by rank if the map keeps ranks, else as stored.
func (w *work) firstOf(positions []int) []int {
	return w.rankedIfKept(positions)[:1]
}

// rankedIfKept returns the positions in the order of ranks if the map keeps them, else as they are.
func (w *work) rankedIfKept(positions []int) []int {
	if w.c.RanksKept() {
		w.c.SearchRanks()
		slices.SortFunc(positions, func(i, j int) int { return w.c.RankOf(i) - w.c.RankOf(j) })
	}
	return positions
}

// mapByRank finds pairs by rank.
func (w *work) mapByRank(q query, rank int64, count uint64) aero.ResultCode {
	r, ok := w.window(q, rank, count)
	if !ok || indexRangeReturns.has(q.returns) || q.inverted && !q.multi {
		return aero.CodeOpNotApplicable
	}
	n := w.c.Len()
	if q.inverted {
		r, ok = reduce(r, n)
		q.inverted = !ok
	}
	if r.Count == 0 {
		return w.finish(q, nothing(everyMapReturn|rankRangeReturns, r.Start))
	}
	f := found{allowed: everyMapReturn, distinct: -1, span: r, ranks: q.runsFor(r, n)}
	f.members = expand(f.ranks, w.c.PositionOfRank)
	if q.inverted {
		slices.Sort(f.members)
	} else {
		f.allowed |= rankRangeReturns
	}
	return w.finish(q, f)
}

// mapByRelativeRank finds pairs by rank, counted from that of a value.
func (w *work) mapByRelativeRank(q query, value []byte, rank int64, count uint64) aero.ResultCode {
	rank, count = coll.Relative(rank, count, w.c.CountBelow(value))
	return w.mapByRank(q, rank, count)
}
