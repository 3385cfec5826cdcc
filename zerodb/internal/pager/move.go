package pager

import (
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// HasRoomBelow reports whether a page that is made now will lie below the bound.
func (w *Workspace) HasRoomBelow(bound ids.PageID) bool { return w.free.LowestFree() < bound }

// MoveRun copies a large value into pages below the bound and gives the old ones up. It reports false, with nothing changed,
// when there is no room for it, or the transaction cannot hold it: it may be larger than any value that can be stored now.
func (w *Workspace) MoveRun(ref ids.PageRef, valueLength uint64, bound ids.PageID) (moved ids.PageRef, ok bool, err error) {
	value, err := w.ReadRun(ref, valueLength)
	if err != nil {
		return ids.PageRef{}, false, err
	}
	pages := page.RunPages(w.PageSize(), valueLength)
	size := int64(pages) * int64(w.PageSize())
	if w.charge(size) != nil {
		return ids.PageRef{}, false, nil
	}
	first, ok := w.ledger.AllocateBelow(pages, bound)
	if !ok {
		w.bytes -= size
		return ids.PageRef{}, false, nil
	}
	p := w.former(first, pages)
	*p = private{ref: ids.PageRef{ID: first, Birth: w.birth}, pages: pages, born: w.current(), run: true, buffer: p.buffer}
	if p.buffer == nil {
		p.buffer = w.buffer(int(size))
	}
	w.pages.put(p)
	w.note(undo{kind: created, page: p})
	n := copy(p.buffer[page.HeaderSize:], value)
	clear(p.buffer[page.HeaderSize+n:])
	page.SealRun(p.buffer, p.ref, p.buffer[page.HeaderSize:page.HeaderSize+n])
	return p.ref, true, w.FreeRun(ref, valueLength)
}
