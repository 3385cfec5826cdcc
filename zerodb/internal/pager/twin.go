package pager

import (
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// twin is a second content for a page of an earlier transaction, under the same number and birth, that takes the place of the first if the
// transaction commits while nobody sees that. So a small change needs no copy of the pages above, no page number, and nothing is freed.
// docs/decisions/twins.md argues it. There is one in a transaction at most, and none while a savepoint is open.
type twin struct {
	// page is the new content, nil for no twin, former the resident that it is to replace, spare memory for the next twin.
	page, former, spare *private
	// above is the youngest pin: only pages that were born later can have a twin. allowed says that it is known.
	above   ids.TxID
	allowed bool
}

// AllowTwin lets the open transaction make a twin of a page that was born after every pin; youngest is the youngest one. Until Begin.
func (w *Workspace) AllowTwin(youngest ids.TxID) { w.twin.above, w.twin.allowed = youngest, true }

// EditTwin returns content for a page that may be changed in place of the present one, without another reference, or false where Edit
// must be used. What the page refers to must not become younger by it.
func (w *Workspace) EditTwin(ref ids.PageRef) ([]byte, bool) {
	t := &w.twin
	if !t.allowed || len(w.saved) > 0 {
		return nil, false
	}
	if t.page != nil {
		return t.page.buffer, t.page.ref == ref
	}
	if w.pages.count() > 0 || w.ledger.HasFreed() {
		return nil, false // more than a leaf is changed anyway
	}
	if ref.Birth <= t.above || ref.Birth == w.birth || ref.ID >= w.limit || w.pager.births.get(ref.ID) != uint64(ref.Birth)|inMemory {
		return nil, false
	}
	former := w.pager.kept.at(ref)
	if former == nil || former.run || former.freed || w.charge(int64(len(former.buffer))) != nil {
		return nil, false
	}
	p := t.spare
	if p == nil {
		p = &private{}
	}
	*p = private{ref: ref, pages: 1, buffer: p.buffer}
	if p.buffer == nil {
		p.buffer = w.buffer(len(former.buffer))
	}
	copy(p.buffer, former.buffer)
	t.page, t.former, t.spare = p, former, nil
	return p.buffer, true
}

// at returns the page that is kept for a reference, or nil.
func (r *residents) at(ref ids.PageRef) *private {
	if place := r.place(ref.ID); place != nil {
		if p := place.Load(); p != nil && p.ref == ref {
			return p
		}
	}
	return nil
}

// Twin returns the twin of the transaction, or nil.
func (w *Workspace) Twin() page.Node {
	if w.twin.page == nil {
		return nil
	}
	return w.twin.page.buffer
}

// IsLone reports whether the transaction has changed nothing but its twin.
func (w *Workspace) IsLone() bool {
	return w.twin.page != nil && w.pages.count() == 0 && !w.ledger.HasFreed()
}

// twinOf returns the content of the twin of a page, or nil.
func (w *Workspace) twinOf(ref ids.PageRef) []byte {
	if p := w.twin.page; p != nil && p.ref == ref {
		return p.buffer
	}
	return nil
}

// dropTwin gives the twin up if it is of that page.
func (w *Workspace) dropTwin(ref ids.PageRef) {
	if w.twinOf(ref) != nil {
		w.DropTwin()
	}
}

// DropTwin gives the twin up, if there is one. Its memory stays as it is until there is another.
func (w *Workspace) DropTwin() {
	if p := w.twin.page; p != nil {
		w.bytes -= int64(len(p.buffer))
		w.twin.page, w.twin.former, w.twin.spare = nil, nil, p
	}
}

// youngerThan reports whether the page of the twin was born after a transaction.
func (t *twin) youngerThan(tx ids.TxID) bool { return t.page.ref.Birth > tx }

// TwinUnseen reports whether none of the pins sees the twin's page; they ascend.
func (w *Workspace) TwinUnseen(pins []ids.TxID) bool {
	return len(pins) == 0 || w.twin.youngerThan(pins[len(pins)-1])
}

// Replacement puts a twin in the place of what it replaces.
type Replacement struct {
	kept       *residents
	from, into *private
}

// Replacement returns what puts the twin into its place, for readers to see. KeepTwin must follow when that is done.
func (w *Workspace) Replacement() *Replacement {
	return &Replacement{kept: &w.pager.kept, from: w.twin.former, into: w.twin.page}
}

// Apply does it, unless it was done. It may be called as long as a reader sees the twin, or the writer lock is held since it was made.
func (r *Replacement) Apply() { r.kept.place(r.into.ref.ID).CompareAndSwap(r.from, r.into) }

// KeepTwin says that the twin is in its place. What was there is memory for the next one. Finish must follow.
func (w *Workspace) KeepTwin() {
	w.twin.spare, w.twin.former, w.twin.page = w.twin.former, nil, nil
}
