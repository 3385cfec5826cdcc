package space

import (
	"fmt"
	"slices"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/pairset"
)

// scratchRuns is the most runs for which the manager keeps its scratch memory between calls: what a busy commit
// needs, while the harvest of a long reader is given back.
const scratchRuns = 4096

// Manager knows the free pages of one data file. See the package for its rules.
type Manager struct {
	highWater ids.PageID
	limit     ids.PageID

	// open is the lowest available run. It is kept out of the sets, so that single pages come from it without a
	// search. Everything that works on the sets puts it back first.
	open Run
	// stash are single available pages that are not in the sets either; see stash.go.
	stash   []ids.PageID
	byPlace pairset.Set
	bySize  pairset.Set
	// initial are the available runs that the manager started with, until they are entered into the sets.
	initial []Run
	pages   uint64 // all available pages

	retired retirement
	ready   []Run // scratch of Reclaim

	turnover turnover
}

// NewManager returns the manager of a file whose pages below highWater are in use, except for the free runs, which are
// available. The runs may come in any order. No allocation will take the file beyond limit pages.
//
// It fails with ErrRange when highWater is below FirstPage or above limit or a run lies outside, and with ErrOverlap
// when a page occurs twice. The manager keeps the slice.
func NewManager(highWater, limit ids.PageID, free []Run) (*Manager, error) {
	if highWater < FirstPage || highWater > limit {
		return nil, fmt.Errorf("%w: high-water mark %d, limit %d", ErrRange, highWater, limit)
	}
	m := &Manager{highWater: highWater, limit: limit}
	if err := m.adopt(free); err != nil {
		return nil, err
	}
	return m, nil
}

// HighWater returns the number of pages that the file has or is going to have: every allocated page lies below.
func (m *Manager) HighWater() ids.PageID { return m.highWater }

// Return makes a run available at once. It is for pages that nobody can see: allocated ones that were not used after
// all, those of an aborted transaction, and the free set of a checkpoint at open.
//
// It fails with ErrRange or ErrOverlap and then changes nothing. Both mean that the file or the engine contradicts
// itself.
func (m *Manager) Return(r Run) error {
	if !r.within(m.highWater) {
		return runError(ErrRange, r)
	}
	m.closeOpen()
	m.turnover.returned += r.Count
	return m.insert(r)
}

// Free retires a run that transaction freed no longer references and that born had written. Call it when freed has
// committed, in the order of commits.
//
// It fails, and changes nothing, with ErrRange for a run outside of the file, with ErrOrder when born > freed or freed is
// less than in an earlier call, and with ErrTooMany.
func (m *Manager) Free(r Run, born, freed ids.TxID) error {
	if !r.within(m.highWater) {
		return runError(ErrRange, r)
	}
	m.turnover.freed += r.Count
	return m.retired.add(r, born, freed)
}

// Reclaim makes available what the rule allows. visible is the oldest root that a new reader may be given; pins are
// all pinned transactions in ascending order without duplicates: live readers, the last durable checkpoint, a checkpoint in
// progress. Collect the pins after visible was published (R15).
//
// It fails with ErrOverlap when a page turns out to be free already; that run is then lost, which is safe, and the
// others are reclaimed.
func (m *Manager) Reclaim(visible ids.TxID, pins []ids.TxID) error {
	ready := m.retired.release(visible, pins, m.ready[:0])
	if len(ready) == 0 {
		return nil
	}
	ready, failure := m.stashSingles(ready)
	m.ready = ready[:0]
	if len(ready) == 0 {
		return failure
	}
	slices.SortFunc(ready, compareStarts)
	ready = coalesce(ready)
	m.closeOpen()
	for _, r := range ready {
		if err := m.insert(r); err != nil && failure == nil {
			failure = err
		}
	}
	if cap(ready) > scratchRuns {
		m.ready = nil
	}
	return failure
}

// Trim lowers the high-water mark to the end of the last page that is in use or retired, and returns it. The pages
// above were available, so no pin sees them; the file may be cut to this length once a checkpoint with it is durable.
func (m *Manager) Trim() ids.PageID {
	m.closeOpen()
	if last, ok := m.byPlace.Max(); ok {
		if r := runAtPlace(last); r.End() == m.highWater {
			m.remove(r)
			m.pages -= r.Count
			m.highWater = r.Start
		}
	}
	return m.highWater
}

// insert adds a run to the available ones and joins it with its neighbours. The open run must be closed.
func (m *Manager) insert(r Run) error {
	left, hasLeft, right, hasRight := m.byPlace.Around(pairset.Pair{First: uint64(r.Start)})
	before, after := runAtPlace(left), runAtPlace(right)
	if hasLeft && before.End() > r.Start || hasRight && after.Start < r.End() {
		return runError(ErrOverlap, r)
	}
	m.pages += r.Count
	if hasLeft && before.End() == r.Start {
		m.remove(before)
		r = Run{Start: before.Start, Count: before.Count + r.Count}
	}
	if hasRight && after.Start == r.End() {
		m.remove(after)
		r.Count += after.Count
	}
	m.put(r)
	return nil
}

// put enters a run into both sets.
func (m *Manager) put(r Run) {
	m.byPlace.Insert(r.place())
	m.bySize.Insert(r.size())
}

// remove takes a run out of both sets.
func (m *Manager) remove(r Run) {
	m.byPlace.Remove(r.place())
	m.bySize.Remove(r.size())
}

// closeOpen puts the open run and the stash back into the sets.
func (m *Manager) closeOpen() {
	if m.initial != nil {
		m.enterInitial()
	}
	if m.open.Count > 0 {
		m.put(m.open)
		m.open = Run{}
	}
	m.emptyStash()
}
