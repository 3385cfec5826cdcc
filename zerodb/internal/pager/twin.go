package pager

import (
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// A twin is another content for a page of an earlier transaction, under the same number and birth. So a small change needs no copy of the
// pages above, no page number, and nothing is freed. When the transaction commits, the twin stands before the former content, which readers of
// earlier states go on to find behind it. docs/decisions/twins.md argues it.

const (
	// twinsMax is how many twins a transaction may have: one that changes more pages shares most of the pages above them.
	twinsMax = 8
	// formerMax is how many contents may stand behind that of a page, formersMax how many in all, in wait for readers, and formersBytes how much memory
	// they may take.
	formerMax, formersMax, formersBytes = 32, 4096, 16 << 20
)

// twins are what a Workspace knows of twins.
type twins struct {
	// open are those of the open transaction.
	open  []openTwin
	table privateTable
	// above is the youngest checkpoint: only pages that were born later may be written again under their reference. catalogDepth is the
	// depth of the tree that all roots stand in. allowed says that both are known.
	above        ids.TxID
	catalogDepth uint32
	allowed      bool
	// formers are contents that no state has from a transaction on, in the order of these; those before first have been released.
	formers []formerContent
	first   int
	// formersMost is how many they may be.
	formersMost int
	// spare are contents to use again.
	spare []*private
	// overlaid are the pages that have overlays; see overlaid.go.
	overlaid overlaid
	// patches are twins that are not laid out; see patch.go.
	patches patches
}

// openTwin is a twin of the open transaction.
type openTwin struct {
	page *private
	// bottom is the first of the patches that page is the last of, or page.
	bottom *private
	// patches is how much memory the patches among them take, in bytes: no more than a page.
	patches int64
	// fresh says that it is the first content beside that in the file; above is the page that refers to it, depth that of their tree, and of
	// tells which tree it is.
	fresh bool
	above ids.PageRef
	depth uint32
	of    *TreeTwins
}

// formerContent is a content that nobody needs who reads the state that a transaction has left, or a later one.
type formerContent struct {
	until ids.TxID
	// holder has it behind it; nil when it is the youngest content of a page that has left all trees.
	holder, page *private
}

// TreeTwins makes twins of the leaves of one tree.
type TreeTwins struct {
	// Work is where they belong.
	Work *Workspace
	// Name is that of the tree's table; Catalog says that it is the catalog.
	Name    string
	Catalog bool
}

// AllowTwins lets the open transaction make twins. above is the youngest checkpoint, catalogDepth the depth of the catalog. Until Begin.
func (w *Workspace) AllowTwins(above ids.TxID, catalogDepth uint32) {
	w.twins.above, w.twins.catalogDepth, w.twins.allowed = above, catalogDepth, true
}

// EditTwin returns content for a page that may be changed in place of the present one, without another reference, or false where Edit
// must be used. What the page refers to must not become younger by it. above is the page that refers to it, zero for the root of a tree of the depth.
func (t *TreeTwins) EditTwin(ref ids.PageRef, above ids.PageRef, depth uint32) ([]byte, bool) {
	w := t.Work
	if p := w.openTwin(ref); p != nil {
		b, err := w.openWhole(p)
		return b, err == nil
	}
	s := &w.twins
	if !s.allowed || len(w.saved) > 0 || len(s.open) >= twinsMax || w.pages.count() > 0 || w.ledger.HasFreed() {
		return nil, false // more than leaves is changed anyway
	}
	if ref.Birth == w.birth || ref.ID >= w.limit || !w.pager.births.covers(ref.ID) {
		return nil, false
	}
	head := w.pager.kept.at(ref)
	if !s.mayFollow(ref, head) {
		return nil, false
	}
	from, patch, err := w.source(ref)
	if err != nil || w.charge(int64(w.PageSize())) != nil {
		return nil, false
	}
	p := s.takeSpare()
	*p = private{ref: ref, pages: 1, buffer: p.buffer, chained: true}
	if p.buffer == nil {
		p.buffer = w.buffer(w.PageSize())
	}
	if w.copyFrom(p.buffer, from, patch) != nil {
		w.bytes -= int64(w.PageSize())
		s.reuse(p)
		return nil, false
	}
	page.SetRef(p.buffer, ref)
	s.take(openTwin{page: p, bottom: p, above: above, depth: depth, of: t}, head)
	return p.buffer, true
}

// take adds a twin to those of the transaction. head is the youngest content that the page has in memory, or nil.
func (s *twins) take(t openTwin, head *private) {
	t.fresh = head == nil || !head.overlay && head.written.Load()
	t.page.overlay = t.fresh || head.overlay
	if t.above.IsZero() {
		t.above = t.page.ref
	}
	s.table.put(t.page)
	s.open = append(s.open, t)
}

// replace puts a patch over the one that a page has in the transaction.
func (s *twins) replace(old, p *private) {
	s.table.replace(old, p)
	s.open[p.at].page = p
}

// mayFollow reports whether a page whose youngest content in memory is head may have another one.
func (s *twins) mayFollow(ref ids.PageRef, head *private) bool {
	if len(s.formers)-s.first >= s.formersMost {
		return false
	}
	if head == nil {
		return !s.overlaid.full()
	}
	if head.run || head.freed {
		return false
	}
	switch {
	case head.overlay:
	case head.written.Load():
		if s.overlaid.full() {
			return false
		}
	case ref.Birth <= s.above:
		return false // a checkpoint is going to write it
	}
	if head.isPatch() {
		return true // there are few of them
	}
	s.patches.part(head)
	for n := 0; head != nil; head = head.former.Load() {
		if n++; n > formerMax {
			return false
		}
	}
	return true
}

// Twins returns how many twins the transaction has.
func (w *Workspace) Twins() int { return len(w.twins.open) }

// Twin returns the reference of one of them and a key that leads to it.
func (w *Workspace) Twin(i int) (ref ids.PageRef, key []byte) {
	p := w.twins.open[i].page
	return p.ref, p.appendKey(nil)
}

// HoldsTwins reports whether twins take most of the memory of the transaction, none of which Spill can make free.
func (w *Workspace) HoldsTwins() bool {
	bytes := int64(0)
	for i := range w.twins.open {
		t := &w.twins.open[i]
		bytes += t.patches + int64(len(t.page.buffer))
	}
	return bytes > w.spillAbove/2
}

// HasOnlyTwins reports whether the transaction has changed nothing but what its twins change, if it has any.
func (w *Workspace) HasOnlyTwins() bool {
	return w.pages.count() == 0 && !w.ledger.HasFreed()
}

// openTwin returns the twin of a page, or nil.
func (w *Workspace) openTwin(ref ids.PageRef) *private {
	if p := w.twins.table.get(ref.ID); p != nil && p.ref == ref {
		return p
	}
	return nil
}

// DropTwin gives the twin of a page up, if it has one. Its memory stays as it is until there is another.
func (w *Workspace) DropTwin(ref ids.PageRef) {
	p := w.openTwin(ref)
	if p == nil {
		return
	}
	s := &w.twins
	i, last := p.at, len(s.open)-1
	s.table.remove(ref.ID)
	w.bytes -= s.open[i].patches
	s.open[i], s.open[last] = s.open[last], openTwin{}
	s.open = s.open[:last]
	w.bytes -= int64(len(p.buffer))
	s.reuse(p)
}

// dropTwins gives all twins up.
func (w *Workspace) dropTwins() {
	for len(w.twins.open) > 0 {
		w.DropTwin(w.twins.open[0].page.ref)
	}
}

// KeepTwins puts the twins of a logged transaction that has changed nothing else before the contents that the pages had, for readers of the state
// that is going to be published. Finish must follow.
func (w *Workspace) KeepTwins() {
	s := &w.twins
	for i := range s.open {
		t := &s.open[i]
		s.overlaid.count(t, &w.pager.kept)
		w.keepTwin(t)
		if t.fresh {
			s.overlaid.add(t, s.catalogDepth)
		}
		*t = openTwin{}
	}
	s.open = s.open[:0]
	s.table.clear()
}

// keepTwin puts one twin into its place.
func (w *Workspace) keepTwin(t *openTwin) {
	p := t.page
	for q := p; ; q = q.former.Load() {
		q.since = w.birth
		if q == t.bottom {
			break
		}
	}
	place := w.pager.kept.make(p.ref.ID)
	for {
		head := place.Load() // a checkpoint may take one out that is in the file
		t.bottom.former.Store(head)
		if !place.CompareAndSwap(head, p) {
			continue
		}
		w.twins.kept(p, head, w.birth)
		break
	}
	w.pager.births.set(p.ref.ID, p.ref.Birth|inMemory)
}

// kept notes a content that was put before another one, if there is one. What lies behind a patch is a part of it until it has been made whole.
func (s *twins) kept(p, head *private, since ids.TxID) {
	if p.patch != nil {
		s.patches.keep(p)
	} else if head != nil {
		s.formers = append(s.formers, formerContent{until: since, holder: p, page: head})
	}
}

// ReleaseFormer gives up the contents that nobody sees who reads the state of a transaction or a later one. No reader is and none will be given an
// earlier one.
func (w *Workspace) ReleaseFormer(oldest ids.TxID) {
	s := &w.twins
	s.patches.oldest = oldest
	for s.first < len(s.formers) && s.formers[s.first].until <= oldest {
		f := s.formers[s.first]
		s.formers[s.first] = formerContent{}
		s.first++
		f.page.part()
		if f.holder != nil {
			f.holder.former.CompareAndSwap(f.page, nil)
		} else if place := w.pager.kept.place(f.page.ref.ID); place == nil || !w.pager.kept.remove(place, f.page) {
			continue // its number is in use anew
		} else {
			w.pager.births.settle(f.page.ref)
		}
		s.reuse(f.page)
	}
	if s.patches.due {
		w.settlePatches()
	}
	if s.first > len(s.formers)/2 {
		n := copy(s.formers, s.formers[s.first:])
		clear(s.formers[n:])
		s.formers, s.first = s.formers[:n], 0
	}
}
