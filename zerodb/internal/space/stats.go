package space

import (
	"slices"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// Held tells how much space one pin keeps from being reused.
type Held struct {
	// Pin is the pinned transaction.
	Pin ids.TxID
	// Pages is the number of pages that would pass to an older pin or become available if the pin went.
	Pages uint64
}

// Stats describes the free space of a file.
type Stats struct {
	// HighWater is the number of pages in the file.
	HighWater ids.PageID
	// Available is the number of pages that may be handed out now.
	Available uint64
	// Runs is the number of runs that the available pages form.
	Runs int
	// Largest is the number of pages in the longest available run.
	Largest uint64
	// Retired is the number of pages that are free but still seen, those in Queued and in Held.
	Retired uint64
	// Queued is the number of pages whose free is not visible to readers yet.
	Queued uint64
	// Held lists the pins that keep pages, the youngest first.
	Held []Held
}

// Stats returns the manager's figures, among whose runs each stashed page counts as one. Held is appended to held, which may be nil. It costs O(log n) and the number of pins.
func (m *Manager) Stats(held []Held) Stats {
	if m.initial != nil {
		m.enterInitial()
	}
	s := Stats{
		HighWater: m.highWater, Available: m.pages, Runs: m.byPlace.Len() + len(m.stash), Largest: m.open.Count,
		Retired: m.retired.pages, Queued: m.retired.pages, Held: held,
	}
	if m.open.Count > 0 {
		s.Runs++
	}
	if greatest, ok := m.bySize.Max(); ok {
		s.Largest = max(s.Largest, greatest.First)
	}
	for _, h := range m.retired.held {
		s.Queued -= h.pages
		s.Held = append(s.Held, Held{Pin: h.pin, Pages: h.pages})
	}
	return s
}

// Counts returns the figures that cost nothing: the pages in the file, those available and those retired.
func (m *Manager) Counts() (highWater ids.PageID, available, retired uint64) {
	return m.highWater, m.pages, m.retired.pages
}

// Verify checks the manager against itself for the database's own check and for tests: every run lies within the file,
// none overlaps another, available ones are not even adjacent, and the counters are right. It costs a copy of all runs. It fails with ErrRange or ErrOverlap.
func (m *Manager) Verify() error {
	var all []Run
	var available uint64
	m.closeOpen()
	for p := range m.byPlace.Freeze().All() {
		r := runAtPlace(p)
		if last := len(all) - 1; last >= 0 && all[last].End() == r.Start {
			return runError(ErrOverlap, r)
		}
		all = append(all, r)
		available += r.Count
	}
	if available != m.pages || m.byPlace.Len() != m.bySize.Len() {
		return runError(ErrRange, Run{Count: available})
	}
	all = m.retired.arena.appendRuns(all)
	slices.SortFunc(all, compareStarts)
	for i, r := range all {
		if !r.within(m.highWater) {
			return runError(ErrRange, r)
		}
		if i > 0 && all[i-1].End() > r.Start {
			return runError(ErrOverlap, r)
		}
	}
	return nil
}
