package pager

import (
	"slices"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// Keys that ascend fill one leaf after the other, and leave each behind for good. Such leaves are spilled while the transaction goes on, a few at a
// time, and their memory serves the next ones: new memory costs more than writing a page, and what is in the processor's cache is filled faster.

// behindBatch is how many leaves are written together: what one write of kept memory takes.
const behindBatch = 16

// Stamp implements btree.Writer.
func (w *Workspace) Stamp() uint64 { return w.stamp }

// LeaveBehind implements btree.Writer.
func (w *Workspace) LeaveBehind(ref ids.PageRef) {
	if w.spillAbove == 0 || len(w.saved) > 0 || len(w.behind) == behindBatch {
		return
	}
	if p := w.own(ref); p != nil && !slices.Contains(w.behind, p) { // keys behind it may have been deleted since it was named
		w.behind = append(w.behind, p)
	}
}

// HasBehind reports whether SpillBehind has something to do.
func (w *Workspace) HasBehind() bool { return len(w.behind) == behindBatch }

// ForgetBehind leaves the leaves that ascending keys have left behind in memory.
func (w *Workspace) ForgetBehind() {
	clear(w.behind)
	w.behind = w.behind[:0]
}

// SpillBehind writes the leaves that ascending keys have left behind to the store. What is said of Spill holds.
func (w *Workspace) SpillBehind() error {
	w.behind = slices.DeleteFunc(w.behind, func(p *private) bool { return isSpilled(p) || w.own(p.ref) != p || len(w.saved) > 0 })
	slices.SortFunc(w.behind, byNumber)
	err := w.spillList(w.behind)
	w.ForgetBehind()
	return err
}
