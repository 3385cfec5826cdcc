package space

import (
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/pairset"
)

// LowestFree returns the page that Allocate(1) would hand out, the high-water mark when none is available.
func (m *Manager) LowestFree() ids.PageID {
	if len(m.stash) > 0 || m.initial != nil {
		m.closeOpen()
	}
	lowest := m.highWater
	if m.open.Count > 0 {
		lowest = m.open.Start
	}
	if least, ok := m.byPlace.Min(); ok {
		lowest = min(lowest, runAtPlace(least).Start)
	}
	return lowest
}

// belowSizes bounds how many sizes of runs AllocateBelow looks at.
const belowSizes = 64

// AllocateBelow hands out count adjacent pages at the lowest place that it finds among runs of the smallest sizes that are large
// enough. It reports false, with nothing changed, when they would not end at or before limit.
func (m *Manager) AllocateBelow(count uint64, limit ids.PageID) (first ids.PageID, ok bool) {
	if count == 0 {
		return 0, false
	}
	m.closeOpen()
	best := Run{Start: limit}
	size := count
	for range belowSizes {
		next, found := m.bySize.Ceil(pairset.Pair{First: size})
		if !found {
			break
		}
		if r := runOfSize(next); r.Start < best.Start {
			best = r
		}
		size = next.First + 1
	}
	if best.Count == 0 || best.Start+ids.PageID(count) > limit {
		return 0, false
	}
	m.remove(best)
	if best.Count > count {
		m.put(Run{Start: best.Start + ids.PageID(count), Count: best.Count - count})
	}
	m.pages -= count
	return best.Start, true
}

// AllocateBelow is Manager.AllocateBelow for the transaction.
func (l *Ledger) AllocateBelow(count uint64, limit ids.PageID) (first ids.PageID, ok bool) {
	first, ok = l.manager.AllocateBelow(count, limit)
	if ok {
		l.allocated = append(l.allocated, Run{Start: first, Count: count})
	}
	return first, ok
}
