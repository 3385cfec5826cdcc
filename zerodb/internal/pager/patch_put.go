package pager

import (
	"bytes"
	"sync/atomic"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
	"github.com/aerolith/aerolith/zerodb/internal/prefetch"
)

const (
	// openMost is how many pages a transaction may have twins of, patches included; where it may spill, no more than its memory takes.
	openMost = 1 << 16
	// entryInside is how many bytes of key and payload lie in the memory of their patch: with it a patch fills what the allocator gives it, 320 bytes.
	entryInside = 120
	// searchedLines is how many lines of a leaf are asked for at once before it is searched: the header and the slots, each of which would be waited for by itself.
	searchedLines = 6
)

// PatchBesideReaders lets writers make patches whoever reads, where else they wait until nobody does. Proofs set it before they open a database, so that readers of all ages meet patches.
var PatchBesideReaders atomic.Bool

// patched is a content that is a patch. Each has memory of its own: in an array those that are over would keep, for as long as one of their neighbours is in use, all that lies behind them.
type patched struct {
	private
	own patch
	// inside has a short entry.
	inside [entryInside]byte
}

// patches are what a Workspace knows of patches.
type patches struct {
	// allowed says that the open transaction may have some.
	allowed bool
	// kept are those of transactions that have succeeded, and some that were; those of at least keptMost are looked through for what has gone. due says that they should be
	// looked through anyway.
	kept     []*private
	keptMost int
	due      bool
	// oldest is a state that no reader is older than, now or later.
	oldest ids.TxID
	// supply is memory that another goroutine has made ready, spare what is left of that.
	supply supply[[]*patched]
	spare  []*patched
}

// AllowPatches lets the open transaction, if it may have twins, make patches besides, also where it changes more than leaves. Until Begin.
func (w *Workspace) AllowPatches() {
	w.twins.patches.allowed = w.twins.allowed && w.pager.opts.Checksums != ChecksumAlways
}

// ForbidPatches takes that back.
func (w *Workspace) ForbidPatches() { w.twins.patches.allowed = false }

// MayPatch reports whether the open transaction may have patches, and twins beside other changes.
func (w *Workspace) MayPatch() bool { return w.twins.patches.allowed }

// MayPatch implements btree.Twins.
func (t *TreeTwins) MayPatch() bool { return t.Work.MayPatch() && !t.Catalog && len(t.Work.saved) == 0 }

// Patched implements btree.Twins.
func (t *TreeTwins) Patched(ref ids.PageRef) bool {
	p := t.Work.openTwin(ref)
	if p == nil {
		p = t.Work.pager.kept.at(ref)
	}
	return p.isPatch()
}

// Patch implements btree.Twins.
func (t *TreeTwins) Patch(ref, above ids.PageRef, depth uint32, key, payload []byte) (existed, done bool) {
	w := t.Work
	if !t.MayPatch() || ref.Birth == w.birth || ref.ID >= w.limit || !w.pager.births.covers(ref.ID) {
		return false, false
	}
	sum := sumOf(key)
	if open := w.openTwin(ref); open != nil {
		return w.patchOpen(open, key, payload, sum)
	}
	s, head := &w.twins, w.pager.kept.at(ref)
	if len(s.open) >= w.openLimit() || !s.mayFollow(ref, head) {
		return false, false
	}
	room, existed, ok := w.roomFor(ref, head, key, payload, sum)
	if !ok {
		return existed, false
	}
	p := w.newPatch(ref, head, key, payload, room, sum)
	if p == nil {
		return existed, false
	}
	s.take(openTwin{page: p, bottom: p, patches: p.patch.memory(), above: above, depth: depth, of: t}, head)
	return existed, true
}

// openLimit returns how many twins the open transaction may have.
func (w *Workspace) openLimit() int {
	if w.spillAbove == 0 {
		return openMost
	}
	return int(min(openMost, w.spillAbove/int64(w.PageSize())))
}

// patchOpen is Patch for a leaf that has a twin in the open transaction.
func (w *Workspace) patchOpen(open *private, key, payload []byte, sum keySum) (existed, done bool) {
	room, existed, ok := w.roomFor(open.ref, open, key, payload, sum)
	if !ok {
		return existed, false
	}
	if open.patch == nil {
		return existed, page.Node(open.buffer).Put(key, payload)
	}
	t := &w.twins.open[open.at]
	if t.patches+patchMemory(len(key)+len(payload)) > int64(w.PageSize()) {
		return existed, false // a page takes less
	}
	p := w.newPatch(open.ref, open, key, payload, room, sum)
	if p == nil {
		return existed, false
	}
	p.overlay = open.overlay
	t.patches += p.patch.memory()
	w.twins.replace(open, p)
	return existed, true
}

// roomFor returns how much room a leaf will have, at least, once an entry has been put into it, and whether its key is there already. head is the youngest content that it has in
// memory, sum that of the key. It is not ok where the leaf has to be laid out.
func (w *Workspace) roomFor(ref ids.PageRef, head *private, key, payload []byte, sum keySum) (room int, existed, ok bool) {
	over := head.unlaid() // others may lay it out meanwhile: all follows from one look
	n, old, err := w.nodeUnder(ref, head, over, key, sum)
	if err != nil {
		return 0, false, false // who reads it will be told
	}
	prefetch.Lines(n, searchedLines)
	if n.Kind() != page.KindLeaf {
		return 0, false, false
	}
	takes, ok := n.PutTakes(key, payload)
	if old < 0 {
		i, found := n.Search(key)
		if found {
			value, inline := n.Inline(i)
			old, ok = page.InlineSize(len(value)), ok && inline
		}
	}
	if old >= len(payload) {
		takes = 0 // it will lie where the former value lies
	}
	room = n.Room()
	if over != nil {
		room, ok = int(over.room), ok && over.depth < patchesMost
	}
	return room - takes, old >= 0, ok && takes <= room
}

// find returns the payload's size of the youngest patch for a key, or -1, and the content that is laid out below the patches.
func (p *private) find(key []byte) (under *private, old int) {
	under, old = p, -1
	for ; under.isPatch(); under = under.former.Load() {
		if e, k := under.patch.pair(); old < 0 && bytes.Equal(e, key) {
			old = len(k)
		}
	}
	return under, old
}

// nodeUnder returns what a leaf has under its patches, verified, and the payload's size of the youngest of them that is for a key, or -1. head is the youngest content that the leaf has in memory,
// over the patch that this is.
func (w *Workspace) nodeUnder(ref ids.PageRef, head *private, over *patch, key []byte, sum keySum) (n page.Node, old int, err error) {
	switch {
	case head == nil:
		n, err = w.pager.Read(ref, w.limit, w.birth)
		return n, -1, err
	case over == nil || over.mayHave(sum):
		head, old = head.find(key)
	case over.base != nil:
		return over.base, -1, nil
	default:
		head, old = nil, -1
	}
	n, err = w.pager.under(head, ref)
	return n, old, err
}

// newPatch returns a patch over head that puts an entry, or nil where the transaction may take no more memory.
func (w *Workspace) newPatch(ref ids.PageRef, head *private, key, payload []byte, room int, sum keySum) *private {
	if w.charge(patchMemory(len(key)+len(payload))) != nil {
		return nil
	}
	p := w.twins.patches.next()
	p.own.entry, p.own.key = append(append(p.memoryFor(len(key)+len(payload)), key...), payload...), uint16(len(key))
	p.own.room, p.own.size = int32(room), uint32(w.PageSize())
	p.own.lieOver(head, sum)
	p.ref, p.pages, p.chained, p.patch = ref, 1, true, &p.own
	p.former.Store(head)
	return &p.private
}

// lieOver puts a patch for a key with that sum over a content, or over the page of the file.
func (p *patch) lieOver(head *private, sum keySum) {
	if over := head.unlaid(); over != nil {
		p.base, p.sums, p.depth = over.base, over.sums, over.depth+1
	} else if p.depth = 1; head != nil {
		p.base = head.laidOut()
	}
	p.sums[p.depth-1] = sum
}

// next returns an empty patch.
func (s *patches) next() *patched {
	if len(s.spare) == 0 {
		lot, ok := s.supply.take()
		if !ok {
			return newPatched()
		}
		s.spare = lot
	}
	last := len(s.spare) - 1
	p := s.spare[last]
	s.spare[last] = nil
	s.spare = s.spare[:last]
	return p
}

// newPatched returns an empty patch.
func newPatched() *patched { return &patched{own: patch{depth: 1}} }

// memoryFor returns empty memory for an entry of so many bytes.
func (p *patched) memoryFor(size int) []byte {
	if size <= len(p.inside) {
		return p.inside[:0:size]
	}
	return make([]byte, 0, size)
}
