package pager

import (
	"slices"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
	"github.com/aerolith/aerolith/zerodb/internal/space"
)

// A page with an overlay gets another number and birth before a checkpoint, with the same content. There is no copy of that: the page takes over the memory of
// the overlay, which nobody changes. As long as readers of earlier states may look for the overlay, the memory has two owners, who know each other,
// and neither uses it for anything else; once the overlay is released it is the page's alone. That comes first: what else may make the page give its memory
// up for use is known to a later transaction, so it waits behind the overlay.
//
// The header in that memory goes on naming the former number and birth. It counts where the page is copied or written, and both set it.

// Readdress gives a page another reference. The page is in a tree of which nothing else is changed. The error is that of Edit.
func (w *Workspace) Readdress(ref ids.PageRef) (ids.PageRef, error) {
	overlay := w.pager.kept.at(ref)
	if overlay == nil || !overlay.overlay || overlay.shares != nil {
		to, _, err := w.Edit(ref)
		return to, err
	}
	content, err := w.wholeOwn(overlay)
	if err != nil {
		return ids.PageRef{}, err
	}
	id, err := w.ledger.Allocate(1)
	if err != nil {
		return ids.PageRef{}, SpaceError(err, w.pager.opts.SizeMax)
	}
	p := w.former(id, 1)
	w.recycle(p.buffer)
	*p = private{
		ref: ids.PageRef{ID: id, Birth: w.birth}, pages: 1, born: w.current(),
		buffer: content, shares: overlay, readdressed: true,
	}
	w.pages.put(p)
	w.note(undo{kind: created, page: p})
	w.ledger.Free(space.Run{Start: ref.ID, Count: 1}, ref.Birth)
	return p.ref, nil
}

// share tells an overlay that a page of a transaction that has succeeded has taken its memory over.
func (p *private) share() {
	if p.shares != nil {
		p.shares.shares = p
	}
}

// part leaves the memory of a released overlay to the page that has taken it over, if there is one.
func (p *private) part() {
	if p.shares != nil {
		p.shares.shares, p.shares, p.buffer = nil, nil, nil
	}
}

// separate gives a page memory of its own before it is changed.
func (w *Workspace) separate(p *private) {
	if p.shares == nil {
		return
	}
	shared := p.buffer
	p.buffer, p.shares, p.readdressed = w.buffer(len(shared)), nil, false
	copy(p.buffer, shared)
	page.SetRef(p.buffer, p.ref)
}

// recycleOf keeps the memory of a page that is given up for the next use, unless it is not its own.
func (w *Workspace) recycleOf(p *private) {
	if p.shares == nil {
		w.recycle(p.buffer)
	}
}

// addressed returns the bytes of the page with a header that names it.
func (p *Pager) addressed(q *private) ([]byte, error) {
	b, err := p.whole(q)
	if err != nil || !q.readdressed {
		return b, err
	}
	b = slices.Clone(b)
	page.SetRef(b, q.ref)
	return b, nil
}
