package space

import (
	"errors"
	"iter"
	"slices"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/pairset"
)

// Capture is the free set at one moment, together with the pages reserved for writing it down. It may be read while
// the manager goes on changing, by one goroutine.
type Capture struct {
	// HighWater is the high-water mark at the moment of the capture, the reserved pages included. The checkpoint's
	// meta page must carry it.
	HighWater ids.PageID

	available pairset.View
	retired   []Run
	reserved  []Run
	pageSize  int
}

// Capture copies the free set for a checkpoint that is taken at this moment, under the writer lock: every page below
// the high-water mark that the last committed state does not use. That is the available and all retired pages; those
// that only older readers see count as free on disk, for no reader outlives the process (R3). Before it copies, it
// allocates as many pages as writing the set can take at this page size. Free the pages that hold the previous
// checkpoint's free set before, so that they are part of this one.
//
// The cost is O(1) for the available runs and a copy of 16 bytes for each retired one. It fails with ErrFull when
// there is no room for the reserved pages; nothing has changed then.
func (m *Manager) Capture(pageSize int) (*Capture, error) {
	m.closeOpen()
	c := &Capture{pageSize: pageSize}
	runs := uint64(m.byPlace.Len() + m.retired.arena.live)
	for range pagesFor(runs, m.highWater, pageSize) {
		page, err := m.Allocate(1)
		if err != nil {
			return nil, errors.Join(err, m.Abandon(c))
		}
		c.reserved = append(c.reserved, Run{Start: page, Count: 1})
	}
	m.closeOpen()
	slices.SortFunc(c.reserved, compareStarts)
	c.HighWater = m.highWater
	c.available = m.byPlace.Freeze()
	c.retired = m.retired.arena.appendRuns(make([]Run, 0, m.retired.arena.live))
	return c, nil
}

// CaptureRoom returns how many pages Capture reserves at most, if no more than so many runs come to those that are available or retired now.
func (m *Manager) CaptureRoom(more uint64, pageSize int) uint64 {
	runs := uint64(len(m.initial)+m.byPlace.Len()+len(m.stash)+m.retired.arena.live) + more
	return pagesFor(runs+1, m.highWater, pageSize) // the open run is in no set
}

// Reserved are the pages that the free set is going to be written to.
func (c *Capture) Reserved() []Run { return c.reserved }

// Abandon gives the reserved pages of a capture back that was never written. Errors are Return's.
func (m *Manager) Abandon(c *Capture) error {
	var failure error
	for _, r := range c.reserved {
		failure = errors.Join(failure, m.Return(r))
	}
	return failure
}

// runs yields the captured runs and the extra ones, joined where adjacent, in ascending order. It sorts the retired
// runs and extra.
func (c *Capture) runs(extra []Run) iter.Seq[Run] {
	others := append(slices.Clip(c.retired), extra...)
	slices.SortFunc(others, compareStarts)
	return func(yield func(Run) bool) {
		var pending Run
		emit := func(r Run) bool {
			if pending.Count > 0 && pending.End() == r.Start {
				pending.Count += r.Count
				return true
			}
			going := pending.Count == 0 || yield(pending)
			pending = r
			return going
		}
		rest := others
		for p := range c.available.All() {
			for ; len(rest) > 0 && uint64(rest[0].Start) < p.First; rest = rest[1:] {
				if !emit(rest[0]) {
					return
				}
			}
			if !emit(runAtPlace(p)) {
				return
			}
		}
		for ; len(rest) > 0; rest = rest[1:] {
			if !emit(rest[0]) {
				return
			}
		}
		if pending.Count > 0 {
			yield(pending)
		}
	}
}
