package space

import (
	"fmt"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/pairset"
)

// Allocate hands out count adjacent pages and returns the first. One page is one that has just become available, or
// comes from the lowest place, so that the end of the file empties and can be cut off. A run comes from the smallest available run that
// holds it, of equal ones from the lowest, so that great runs last. What does not fit goes to the end of the file.
//
// It fails with ErrRange when count is 0, and with ErrFull when the file would exceed its limit; nothing has changed then.
func (m *Manager) Allocate(count uint64) (ids.PageID, error) {
	first, err := m.allocate(count)
	if err == nil {
		m.turnover.allocated += count
	}
	return first, err
}

// allocate is Allocate without counting.
func (m *Manager) allocate(count uint64) (ids.PageID, error) {
	switch {
	case count == 0:
		return 0, runError(ErrRange, Run{})
	case count > 1:
		return m.allocateRun(count)
	case len(m.stash) > 0:
		return m.takeStashed(), nil
	case m.open.Count > 0 || m.openLowest():
		return m.takeFromOpen(), nil
	}
	return m.extend(Run{Start: m.highWater}, 1)
}

// takeFromOpen hands out the first page of the open run, which must not be empty.
func (m *Manager) takeFromOpen() ids.PageID {
	page := m.open.Start
	m.open.Start++
	m.open.Count--
	m.pages--
	return page
}

// openLowest makes the lowest available run the open one and reports whether there is any.
func (m *Manager) openLowest() bool {
	if m.initial != nil {
		m.enterInitial()
	}
	least, ok := m.byPlace.Min()
	if ok {
		m.open = runAtPlace(least)
		m.remove(m.open)
	}
	return ok
}

// allocateRun hands out several adjacent pages.
func (m *Manager) allocateRun(count uint64) (ids.PageID, error) {
	m.closeOpen()
	if first, ok := m.takeRun(count); ok {
		return first, nil
	}
	tail := Run{Start: m.highWater}
	if last, ok := m.byPlace.Max(); ok && runAtPlace(last).End() == m.highWater {
		tail = runAtPlace(last)
	}
	return m.extend(tail, count)
}

// takeRun hands out the first pages of the smallest run in the sets that holds so many, the lowest of equal ones.
func (m *Manager) takeRun(count uint64) (first ids.PageID, ok bool) {
	best, ok := m.bySize.Ceil(pairset.Pair{First: count})
	if !ok {
		return 0, false
	}
	r := runOfSize(best)
	m.remove(r)
	if r.Count > count {
		m.put(Run{Start: r.Start + ids.PageID(count), Count: r.Count - count})
	}
	m.pages -= count
	return r.Start, true
}

// extend hands out count pages that begin with the available run tail, which ends at the high-water mark, may be
// empty and is smaller than count.
func (m *Manager) extend(tail Run, count uint64) (ids.PageID, error) {
	if missing := count - tail.Count; missing > uint64(m.limit-m.highWater) {
		return 0, fmt.Errorf("%w: %d more pages wanted, %d of %d in the file", ErrFull, missing, m.highWater, m.limit)
	}
	if tail.Count > 0 {
		m.remove(tail)
		m.pages -= tail.Count
	}
	m.highWater = tail.Start + ids.PageID(count)
	return tail.Start, nil
}
