package pager

import (
	"hash/maphash"
	"sync/atomic"

	"github.com/aerolith/aerolith/zerodb/internal/fault"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
	"github.com/aerolith/aerolith/zerodb/internal/prefetch"
)

// A patch is a twin that is not laid out: one entry that is put into the content behind it, some 300 bytes of memory instead of a page. Who reads the page lays it out, once for
// all; readers do that without a lock, in memory of their own. What lies behind a patch is a part of it until then. docs/decisions/patches.md argues it.

// patchesMost is how many patches lie over a content that is laid out at most: what the first who reads the page has to apply.
const patchesMost = 8

// patch is what a content has more than the one behind it.
type patch struct {
	// entry is a key, of so many bytes, and the payload that it has from now on.
	entry []byte
	key   uint16
	// depth is how many patches, this one included, lie over base: the content that was laid out when they were made, or nil for the page of the file. It is the writer's.
	depth uint8
	base  []byte
	// room is how much room the page has with it, at least, size how long the page is.
	room int32
	size uint32
	// laid is the content, once somebody has laid it out.
	laid atomic.Pointer[[]byte]
	// sums has a sum of the key of each of these patches, the oldest first.
	sums [patchesMost]keySum
}

// keySum tells most keys apart.
type keySum uint16

// sumSeed makes sums of keys those of this process alone, so that nobody can choose keys with the same one.
var sumSeed = maphash.MakeSeed()

// sumOf returns the sum of a key.
func sumOf(key []byte) keySum { return keySum(maphash.Bytes(sumSeed, key)) }

// mayHave reports whether one of the patches, down to what was laid out, may be for a key with that sum.
func (p *patch) mayHave(sum keySum) bool {
	for _, s := range p.sums[:min(int(p.depth), patchesMost)] {
		if s == sum {
			return true
		}
	}
	return false
}

// pair returns the key and the payload.
func (p *patch) pair() (key, payload []byte) { return p.entry[:p.key], p.entry[p.key:] }

// memory returns how much memory the patch takes, in bytes.
func (p *patch) memory() int64 { return patchMemory(len(p.entry)) }

// patchMemory is memory for an entry of so many bytes.
func patchMemory(entry int) int64 {
	if entry > entryInside {
		return patchFixed + int64(entry)
	}
	return patchFixed
}

// patchFixed is how much memory a patch with a short entry takes, in bytes.
const patchFixed = 320

// isPatch reports whether a content is not laid out.
func (p *private) isPatch() bool { return p.unlaid() != nil }

// unlaid returns the patch that a content is, or nil where it is none or has been laid out.
func (p *private) unlaid() *patch {
	if p == nil || p.patch == nil || p.patch.laid.Load() != nil {
		return nil
	}
	return p.patch
}

// laidOut returns the content, or nil where it is not laid out.
func (p *private) laidOut() []byte {
	if p.patch == nil {
		return p.buffer
	}
	if b := p.patch.laid.Load(); b != nil {
		return *b
	}
	return nil
}

// length returns the size of the content in bytes.
func (p *private) length() int {
	if p.patch != nil {
		return int(p.patch.size)
	}
	return len(p.buffer)
}

// whole returns the content of a page, and lays it out if nobody has. It may be called from any goroutine whose state, or an earlier one, is pinned.
func (p *Pager) whole(q *private) ([]byte, error) {
	if b := q.laidOut(); b != nil {
		return b, nil
	}
	b := make([]byte, p.opts.PageSize)
	if err := p.layOut(b, q); err != nil {
		return nil, err
	}
	q.patch.laid.CompareAndSwap(nil, &b)
	return *q.patch.laid.Load(), nil // of several who come at once that of the first
}

// layOut writes the content of a page to b, which is as long as a page.
func (p *Pager) layOut(b []byte, q *private) error {
	var over [patchesMost]*patch
	n, under := 0, q
	for under != nil {
		behind := under.former.Load() // before the next look: it is let go of once the patch has been laid out
		patch := under.unlaid()
		if patch == nil {
			break
		}
		if n == len(over) {
			return fault.New(q.ref.ID, unfitting, 0, patchesMost, patchesMost+1)
		}
		over[n], under = patch, behind
		n++
	}
	from, err := p.under(under, q.ref)
	if err != nil {
		return err
	}
	copy(b, from)
	page.SetRef(b, q.ref)
	for n--; n >= 0; n-- {
		if !page.Node(b).Put(over[n].pair()) {
			return fault.New(q.ref.ID, unfitting, 0, 0, 0)
		}
	}
	return nil
}

// unfitting is a patch that its page cannot take, of which its writer had made sure.
const unfitting fault.Kind = "change in memory that does not fit into its page"

// under returns the content below the patches of a page: one in memory, or that of the file where q is nil. It was verified when the first patch was put over it.
func (p *Pager) under(q *private, ref ids.PageRef) ([]byte, error) {
	if q == nil {
		return p.raw(ref, 1, ids.PageID(p.store.Size()>>p.shift))
	}
	b := q.laidOut()
	if len(b) != p.opts.PageSize {
		return nil, fault.New(ref.ID, unfitting, 0, uint64(p.opts.PageSize), uint64(len(b)))
	}
	return b, nil
}

// wholeOwn is whole for the writer, in memory that he has.
func (w *Workspace) wholeOwn(q *private) ([]byte, error) {
	if b := q.laidOut(); b != nil {
		return b, nil
	}
	b := w.buffer(int(q.patch.size))
	if err := w.pager.layOut(b, q); err != nil {
		w.recycle(b)
		return nil, err
	}
	if !q.patch.laid.CompareAndSwap(nil, &b) {
		w.recycle(b)
	}
	return *q.patch.laid.Load(), nil
}

// openWhole returns the content of a twin of the open transaction, which it may change from now on.
func (w *Workspace) openWhole(p *private) ([]byte, error) {
	if p.patch == nil {
		return p.buffer, nil
	}
	t, size := &w.twins.open[p.at], int(p.patch.size)
	if err := w.charge(int64(size) - t.patches); err != nil {
		return nil, err
	}
	b := w.buffer(size)
	if err := w.pager.layOut(b, p); err != nil {
		w.bytes -= int64(size) - t.patches
		w.recycle(b)
		return nil, err
	}
	p.buffer, p.patch = b, nil
	t.bottom, t.patches = p, 0
	return b, nil
}

// source returns the content of a page of an earlier transaction as the open one sees it, or the patch that has to be laid out for it.
func (w *Workspace) source(ref ids.PageRef) ([]byte, *private, error) {
	p := w.openTwin(ref)
	if p == nil && ref.ID < w.limit {
		p = w.pager.kept.at(ref)
	}
	if p.isPatch() {
		return nil, p, nil
	}
	b, err := w.Read(ref)
	return b, nil, err
}

// copyFrom writes what source has returned to b.
func (w *Workspace) copyFrom(b, from []byte, patch *private) error {
	if patch != nil {
		prefetch.All(patch.patch.base) // while the patches over it are gone through
		return w.pager.layOut(b, patch)
	}
	copy(b, from)
	return nil
}
