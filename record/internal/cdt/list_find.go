package cdt

import (
	"slices"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/cdt/coll"
	"github.com/aerolith/aerolith/record/internal/cdt/pack"
)

// window returns the part of the members that an index or rank and a count mean. It returns false if a single one is
// asked for and there is no such.
func (w *work) window(q query, index int64, count uint64) (coll.Run, bool) {
	if q.multi {
		return coll.Window(index, count, w.c.Len()), true
	}
	return coll.One(index, w.c.Len())
}

// listByIndex finds elements by index.
func (w *work) listByIndex(q query, index int64, count uint64) aero.ResultCode {
	r, ok := w.window(q, index, count)
	if !ok || q.inverted && !q.multi || q.inverted && rangeReturns.has(q.returns) {
		return aero.CodeOpNotApplicable
	}
	n := w.c.Len()
	runs := []coll.Run{r}
	if q.inverted {
		if runs[0], ok = reduce(r, n); !ok {
			runs = complement(r, n)
		}
	}
	if len(runs) == 1 && runs[0].Count == 0 {
		return w.finish(q, nothing(listReturns|rangeReturns, runs[0].Start))
	}
	f := found{
		allowed: listReturns | indexRangeReturns, distinct: -1,
		members: expand(runs, itself), indexes: runs, span: runs[0],
	}
	if w.c.Ordered() {
		f.allowed |= rankRangeReturns
		f.ranks = runs
	}
	if len(f.members) == n {
		f.ranks = runs
	}
	return w.finish(q, f)
}

// listByInterval finds the elements from one value up to, but not including, another; without the other, up to the
// largest.
func (w *work) listByInterval(q query, from, to []byte) aero.ResultCode {
	below := w.c.CountBelow(from)
	if w.c.Ordered() {
		end := w.c.Len()
		if to != nil {
			end = max(below, w.c.CountBelow(to))
		}
		return w.listByIndex(q, int64(below), uint64(end-below))
	}
	return w.listMatching(q, below, func(position int) bool { return within(w.c.Member(position), from, to) })
}

// within reports whether a value is not below from and below to, if there is one.
func within(value, from, to []byte) bool {
	return pack.Compare(value, from) >= 0 && (to == nil || pack.Compare(value, to) < 0)
}

// listByValue finds the elements that equal a value; the first of them, if only one is asked for.
func (w *work) listByValue(q query, value []byte) aero.ResultCode {
	if q.inverted && !q.multi {
		return aero.CodeOpNotApplicable
	}
	below := w.c.CountBelow(value)
	if w.c.Ordered() {
		count := w.c.CountUpTo(value) - below
		if !q.multi {
			if count == 0 {
				return w.finish(q, nothing(listReturns|rangeReturns, 0))
			}
			count = 1
		}
		return w.listByIndex(q, int64(below), uint64(count))
	}
	return w.listMatching(q, below, func(position int) bool { return pack.Compare(w.c.Member(position), value) == 0 })
}

// listMatching finds the elements of an unordered list that satisfy a condition on their value; the lowest rank of such
// an element is given.
func (w *work) listMatching(q query, rank int, holds func(position int) bool) aero.ResultCode {
	n := w.c.Len()
	f := found{allowed: listReturns, distinct: -1, members: matching(n, q.inverted, holds)}
	count := len(f.members)
	if q.inverted {
		count = n - count
	} else {
		f.allowed |= rankRangeReturns
	}
	if !q.multi && count > 1 {
		f.members, count = f.members[:1], 1
	}
	f.span = coll.Run{Start: rank, Count: count}
	f.ranks = q.runsFor(f.span, n)
	return w.finish(q, f)
}

// listByRank finds elements by rank.
func (w *work) listByRank(q query, rank int64, count uint64) aero.ResultCode {
	if q.inverted && !q.multi {
		return aero.CodeOpNotApplicable
	}
	if w.c.Ordered() {
		return w.listByIndex(q, rank, count)
	}
	r, ok := w.window(q, rank, count)
	if !ok {
		return aero.CodeOpNotApplicable
	}
	n := w.c.Len()
	f := found{allowed: listReturns, distinct: -1, span: r, ranks: q.runsFor(r, n)}
	f.members = expand(f.ranks, w.c.PositionOfRank)
	switch {
	case len(f.members) == 0:
		return w.finish(q, nothing(listReturns|rangeReturns, r.Start))
	case q.inverted:
		slices.Sort(f.members)
		return w.finish(q, f)
	case 2*r.Start+r.Count <= n:
		slices.Reverse(f.members) // the lower half comes from the top down
	}
	f.allowed |= rankRangeReturns
	f.byIndex = slices.Sorted(slices.Values(f.members))
	return w.finish(q, f)
}

// listByRelativeRank finds elements by rank, counted from that of a value.
func (w *work) listByRelativeRank(q query, value []byte, rank int64, count uint64) aero.ResultCode {
	rank, count = coll.Relative(rank, count, w.c.CountBelow(value))
	if w.c.Ordered() {
		return w.listByIndex(q, rank, count)
	}
	return w.listByRank(q, rank, count)
}
