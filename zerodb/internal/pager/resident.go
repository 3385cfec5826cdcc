package pager

import (
	"sync"
	"sync/atomic"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/space"
)

// residents are pages of committed transactions that are not in the file yet: most pages are changed again soon, and only
// what is there when a checkpoint begins has to be written. A page stays here, at its own number, until it is written or
// until its number is used anew, which R1 permits only when nobody can see it any more; its memory then serves the new page.
//
// Readers look pages up at any time. Everything else belongs to the holder of the writer lock, but for the removal of
// pages that a checkpoint has written.
type residents struct {
	// chunks come into being where pages are kept; a nil one is empty.
	chunks atomic.Pointer[[]*residentChunk]
	bytes  atomic.Int64
	// writing makes a checkpoint and the holder of the writer lock take turns when they write pages. It guards no
	// field; nothing is locked while it is held.
	writing sync.Mutex
}

// residentChunk holds neighbouring pages.
type residentChunk [birthsPerChunk]atomic.Pointer[private]

// place returns where a page would be kept, or nil if none of its neighbours ever was.
func (r *residents) place(id ids.PageID) *atomic.Pointer[private] {
	chunks := *r.chunks.Load()
	i := uint64(id) / birthsPerChunk
	if i >= uint64(len(chunks)) || chunks[i] == nil {
		return nil
	}
	return &chunks[i][id%birthsPerChunk]
}

// read returns the content that a page below limit has in a state, or nil if that is not here, or not whole.
func (r *residents) read(ref ids.PageRef, limit ids.PageID, state ids.TxID) []byte {
	if p := r.find(ref, limit, state); p != nil {
		return p.laidOut()
	}
	return nil
}

// find is read for the page with that content.
func (r *residents) find(ref ids.PageRef, limit ids.PageID, state ids.TxID) *private {
	place := r.place(ref.ID)
	if place == nil || ref.ID >= limit {
		return nil
	}
	for p := place.Load(); p != nil && p.ref == ref; p = p.former.Load() {
		if p.since <= state {
			return p
		}
	}
	return nil
}

// at returns the page that is kept for a reference, with its youngest content, or nil.
func (r *residents) at(ref ids.PageRef) *private {
	if place := r.place(ref.ID); place != nil {
		if p := place.Load(); p != nil && p.ref == ref {
			return p
		}
	}
	return nil
}

// inFile reports whether the file has a page too that is kept, with this or a former content.
func (r *residents) inFile(id ids.PageID) bool {
	place := r.place(id)
	if place == nil {
		return false
	}
	p := place.Load()
	return p != nil && (p.overlay || p.written.Load())
}

// holds reports whether a page is in memory still.
func (r *residents) holds(p *private) bool {
	place := r.place(p.ref.ID)
	return place != nil && place.Load() == p
}

// put keeps a page.
func (r *residents) put(p *private) {
	r.make(p.ref.ID).Store(p)
	r.bytes.Add(int64(len(p.buffer)))
}

// make returns where a page is kept.
func (r *residents) make(id ids.PageID) *atomic.Pointer[private] {
	place := r.place(id)
	if place == nil {
		r.cover(id)
		place = r.place(id)
	}
	return place
}

// cover makes room for a page and its neighbours.
func (r *residents) cover(id ids.PageID) {
	i := int(uint64(id) / birthsPerChunk)
	old := *r.chunks.Load()
	chunks := make([]*residentChunk, max(len(old), i+1))
	copy(chunks, old)
	chunks[i] = new(residentChunk)
	r.chunks.Store(&chunks)
}

// take removes the page under a number that is used anew, and returns it or nil.
func (r *residents) take(id ids.PageID) *private {
	place := r.place(id)
	if place == nil {
		return nil
	}
	p := place.Load()
	if p == nil || !r.remove(place, p) {
		return nil
	}
	return p
}

// remove takes a page out unless that has been done.
func (r *residents) remove(place *atomic.Pointer[private], p *private) bool {
	if !place.CompareAndSwap(p, nil) {
		return false
	}
	if !p.overlay && !p.written.Load() {
		r.bytes.Add(-int64(p.length()))
	}
	return true
}

// release notes that a transaction no longer refers to a page.
func (r *residents) release(ref ids.PageRef) {
	if place := r.place(ref.ID); place != nil {
		if p := place.Load(); p != nil && p.ref == ref {
			p.freed = true
		}
	}
}

// unwritten returns, in the order of their numbers, the pages that the latest state refers to and that are not in the file yet, and with withFreed
// those that only older readers may see. Overlays are never written. Besides it takes the pages out of memory that are in the file and of which nobody
// needs a former content any more. Who writes pages cannot do that beside the writer, who may be giving one of them other content.
func (p *Pager) unwritten(which selection) []*private {
	var list []*private
	for _, chunk := range *p.kept.chunks.Load() {
		if chunk == nil {
			continue
		}
		for i := range chunk {
			q := chunk[i].Load()
			switch {
			case q == nil || q.overlay:
			case q.written.Load():
				p.dropWritten(q)
			case which == withFreed || !q.freed:
				list = append(list, q)
			}
		}
	}
	return list
}

// dropWritten takes a page that is in the file out of memory, unless somebody needs a former content.
func (p *Pager) dropWritten(q *private) {
	if q.written.Load() && q.former.Load() == nil && p.kept.holds(q) {
		p.births.settle(q.ref)
		p.kept.remove(p.kept.place(q.ref.ID), q)
	}
}

// selection says which residents are meant.
type selection uint8

const (
	withoutFreed selection = iota
	withFreed
)

// Unwritten are the pages of one committed state that are not in the file yet.
type Unwritten struct {
	pager *Pager
	list  []*private
}

// Unwritten returns the pages that the latest state refers to and that are not in the file yet. The caller holds the writer
// lock.
func (p *Pager) Unwritten() Unwritten {
	return Unwritten{pager: p, list: p.unwritten(withoutFreed)}
}

// UnwrittenBytes returns the memory of all pages that are not in the file yet. It may be called at any time.
func (p *Pager) UnwrittenBytes() int64 { return p.kept.bytes.Load() }

// Forget removes from memory what was kept under the numbers of a run, because they are used anew for pages that are
// written past the residents. The caller holds the writer lock.
func (p *Pager) Forget(r space.Run) {
	for id := r.Start; id < r.End(); id++ {
		if p.kept.take(id) != nil {
			p.births.set(id, 0)
		}
	}
}

// Write writes the pages to the file. It needs no lock, as long as something pins the state that they belong to.
func (u Unwritten) Write() error { return u.pager.writeKept(u.list) }

// WriteKept writes all pages that are not in the file yet, also those that only older readers see. The caller holds the
// writer lock.
func (p *Pager) WriteKept() error {
	return p.writeKept(p.unwritten(withFreed))
}

// former removes the pages from memory that had the numbers before, which nobody can see any more, and returns one to use
// again or an empty one.
func (w *Workspace) former(first ids.PageID, pages uint64) *private {
	for id := first; id < first+ids.PageID(pages); id++ {
		p := w.pager.kept.take(id)
		if p == nil {
			continue
		}
		w.pager.births.set(id, 0)
		if p.chained || p.shares != nil {
			continue // who releases contents may still have it in his list, or its memory
		}
		if pages == 1 {
			return p
		}
		w.recycle(p.buffer)
	}
	return &private{}
}
