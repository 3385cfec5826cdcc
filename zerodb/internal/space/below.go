package space

import (
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/pairset"
)

// LowestFree returns the page that Allocate(1) would hand out, the high-water mark when none is available.
func (m *Manager) LowestFree() ids.PageID {
	lowest := m.highWater
	if m.open.Count > 0 {
		lowest = m.open.Start
	}
	if least, ok := m.byPlace.Min(); ok {
		lowest = min(lowest, runAtPlace(least).Start)
	}
	return lowest
}

// belowCandidates bounds how many runs AllocateBelow looks at.
const belowCandidates = 64

// AllocateBelow hands out count adjacent pages that end at or before limit, and reports false, with nothing changed, when it
// finds none among the smallest runs that are large enough.
func (m *Manager) AllocateBelow(count uint64, limit ids.PageID) (first ids.PageID, ok bool) {
	if count == 0 {
		return 0, false
	}
	m.closeOpen()
	from := pairset.Pair{First: count}
	for range belowCandidates {
		next, found := m.bySize.Ceil(from)
		if !found {
			return 0, false
		}
		if r := runOfSize(next); r.Start+ids.PageID(count) <= limit {
			m.remove(r)
			if r.Count > count {
				m.put(Run{Start: r.Start + ids.PageID(count), Count: r.Count - count})
			}
			m.pages -= count
			return r.Start, true
		}
		from = pairset.Pair{First: next.First, Second: next.Second + 1}
	}
	return 0, false
}

// AllocateBelow is Manager.AllocateBelow for the transaction.
func (l *Ledger) AllocateBelow(count uint64, limit ids.PageID) (first ids.PageID, ok bool) {
	first, ok = l.manager.AllocateBelow(count, limit)
	if ok {
		l.allocated = append(l.allocated, Run{Start: first, Count: count})
	}
	return first, ok
}
