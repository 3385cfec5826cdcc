package space

import (
	"slices"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/pairset"
)

// stashPages is how many single pages that have just become available are kept apart from the sets. A small transaction frees
// the pages of one path and the next one needs as many: handing out the very same saves entering them into both sets and
// taking them out again, and their memory is still in the processor's cache.
const stashPages = 32

// stashSingles keeps single pages of ready apart, as many as there is room for, and returns the rest. It fails with ErrOverlap
// when a page is available already; that page is then left out.
func (m *Manager) stashSingles(ready []Run) (rest []Run, failure error) {
	rest = ready[:0]
	for _, r := range ready {
		switch {
		case r.Count != 1 || len(m.stash) == stashPages:
			rest = append(rest, r)
		case m.isAvailable(r.Start):
			failure = runError(ErrOverlap, r)
		default:
			m.stash = append(m.stash, r.Start)
			m.pages++
		}
	}
	return rest, failure
}

// isAvailable reports whether a page may be handed out.
func (m *Manager) isAvailable(id ids.PageID) bool {
	if m.initial != nil {
		m.enterInitial()
	}
	if id >= m.open.Start && id < m.open.End() || slices.Contains(m.stash, id) {
		return true
	}
	floor, ok := m.byPlace.Floor(pairset.Pair{First: uint64(id), Second: ^uint64(0)})
	return ok && runAtPlace(floor).End() > id
}

// takeStashed hands out the page that came last.
func (m *Manager) takeStashed() ids.PageID {
	last := len(m.stash) - 1
	id := m.stash[last]
	m.stash = m.stash[:last]
	m.pages--
	return id
}

// emptyStash enters the stashed pages into the sets. The open run must be closed.
func (m *Manager) emptyStash() {
	for _, id := range m.stash {
		m.pages--
		if err := m.insert(Run{Start: id, Count: 1}); err != nil {
			continue // Looked at when it was stashed. Were it to happen, the page would be lost, which is safe.
		}
	}
	m.stash = m.stash[:0]
}
