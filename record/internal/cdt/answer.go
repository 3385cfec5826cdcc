package cdt

import (
	"slices"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/cdt/coll"
	"github.com/aerolith/aerolith/record/internal/cdt/pack"
)

// finish answers a query with what was found and, if the operation removes, removes it.
func (w *work) finish(q query, f found) aero.ResultCode {
	if !f.allowed.has(q.returns) {
		return aero.CodeOpNotApplicable
	}
	result, ok := w.answer(q, &f)
	if !ok {
		return aero.CodeUnknown
	}
	w.result = result
	if w.modifies() && len(f.members) > 0 {
		w.changed = w.without(&f)
	}
	return aero.CodeOK
}

// without returns the list or map without the members found. An emptied list keeps its order, but no index.
func (w *work) without(f *found) []byte {
	if f.count() == w.c.Len() {
		flags := w.c.Flags
		if !w.c.IsMap() {
			flags &= pack.FlagOrdered
		}
		return pack.AppendHead(nil, w.c.Kind, flags, 0)
	}
	return w.c.Remove(f.marks(w.c.Len()))
}

// answer returns the result for what was found. It returns false if a member cannot be one.
func (w *work) answer(q query, f *found) (aero.Particle, bool) {
	n := w.c.Len()
	switch q.returns {
	case returnCount:
		return pack.Number(int64(f.count())), true
	case returnExists:
		return pack.Bool(f.count() != 0), true
	case returnIndex, returnReverseIndex:
		return numbers(q, f, f.indexes, f.byIndex, n, w.c.IndexOf), true
	case returnRank, returnReverseRank:
		return numbers(q, f, f.ranks, f.byRank, n, w.c.RankOf), true
	case returnIndexRange, returnRankRange:
		return pair(f.span), true
	case returnRevIndexRange, returnRevRankRange:
		if !f.literal {
			return pair(f.span.Reversed(n)), true
		}
		return pair(f.span), true
	case returnKey:
		return members(q, f, w.c.Key)
	case returnValue:
		return members(q, f, w.c.Value)
	case returnKeyValueMap, returnUnorderedMap, returnOrderedMap:
		return w.pairs(q.returns, f), true
	}
	return aero.Particle{}, true
}

// pair returns start and count of a run as a list.
func pair(r coll.Run) aero.Particle {
	b := coll.NewBuilder(pack.KindList, 0, 0)
	b.AddInteger(r.Start)
	b.AddInteger(r.Count)
	return aero.Particle{Type: aero.ParticleList, Data: b.Bytes()}
}

// reverses reports whether the query wants numbers counted from the end.
func (q *query) reverses() bool {
	return q.returns == returnReverseIndex || q.returns == returnReverseRank
}

// numbers answers with indexes or ranks: those of the runs, or else those that numberOf finds for the positions.
func numbers(
	q query, f *found, runs []coll.Run, positions []int, n int, numberOf func(position int) int,
) aero.Particle {
	if runs == nil {
		if positions == nil {
			positions = f.members
		}
		runs = make([]coll.Run, len(positions))
		for i, position := range positions {
			runs[i] = coll.Run{Start: numberOf(position), Count: 1}
		}
	}
	b := coll.NewBuilder(pack.KindList, 0, 0)
	for _, r := range runs {
		if q.reverses() {
			r = r.Reversed(n)
		}
		for number := r.Start; number < r.Start+r.Count; number++ {
			if !q.multi {
				return pack.Number(int64(number))
			}
			b.AddInteger(number)
		}
	}
	if !q.multi {
		return pack.Number(-1)
	}
	return aero.Particle{Type: aero.ParticleList, Data: b.Bytes()}
}

// members answers with keys or values.
func members(q query, f *found, part func(position int) []byte) (aero.Particle, bool) {
	if !q.multi {
		if len(f.members) == 0 {
			return aero.Particle{}, true
		}
		return pack.Particle(part(f.members[0]))
	}
	size := 0
	for _, position := range f.members {
		size += len(part(position))
	}
	b := coll.NewBuilder(pack.KindList, 0, size)
	for _, position := range f.members {
		b.Add(part(position), 1)
	}
	return aero.Particle{Type: aero.ParticleList, Data: b.Bytes()}, true
}

// pairs answers with a map of the pairs found.
func (w *work) pairs(as returnType, f *found) aero.Particle {
	flags, positions := uint8(0), f.members
	switch as {
	case returnKeyValueMap:
		flags = pack.FlagPreserveOrder
	case returnOrderedMap:
		flags = pack.FlagOrdered
		positions = slices.Clone(positions)
		slices.SortFunc(positions, func(i, j int) int { return w.c.IndexOf(i) - w.c.IndexOf(j) })
	}
	b := coll.NewBuilder(pack.KindMap, flags, len(w.c.Body()))
	for _, position := range positions {
		b.AddRange(w.c, position, 1)
	}
	return aero.Particle{Type: aero.ParticleMap, Data: b.Bytes()}
}
