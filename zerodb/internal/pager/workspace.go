package pager

import (
	"errors"
	"math"

	"github.com/aerolith/aerolith/zerodb/internal/checked"
	"github.com/aerolith/aerolith/zerodb/internal/fault"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
	"github.com/aerolith/aerolith/zerodb/internal/space"
)

// Workspace holds the pages that one write transaction has changed. It is reused from one transaction to the next:
// Begin, then reads, changes and savepoints, then Write and Finish, or Discard.
type Workspace struct {
	pager *Pager
	// free is the database's account of pages, ledger this transaction's.
	free   *space.Manager
	ledger space.Ledger
	// bytesMax limits bytes, the memory of pages and undo images, unless the limit was lifted for the open transaction.
	bytesMax, bytes int64
	lifted          bool
	// spillAbove is how much of that memory may be taken between two operations, imageBytes what undo images take; see spill.go.
	spillAbove, imageBytes int64
	spilled                uint64
	// limit bounds the pages of the state that the transaction started from; birth marks those it makes.
	limit ids.PageID
	birth ids.TxID

	cooling cooling
	// stamp is what Stamp returns, behind what LeaveBehind has named; see behind.go.
	stamp  uint64
	behind []*private
	twins  twins
	pages  privateTable
	saved  []savepoint
	serial uint64
	// again is scratch memory of Release.
	again []space.Run
	// buffers are single pages kept for reuse, runBuffers memory of large values, of runBytes in all; sorted is memory for Write.
	buffers, runBuffers [][]byte
	runBytes            int
	// lastRun is the large value that was stored last.
	lastRun *private
	// pageSupply is memory of pages that another goroutine has made ready, supplied what was taken of it.
	pageSupply supply[[][]byte]
	supplied   [][]byte
	// batch is memory in which neighbouring pages are joined for one write.
	batch  []byte
	sorted []*private
}

// NewWorkspace returns an empty workspace. bytesMax limits the memory of one transaction.
func NewWorkspace(p *Pager, free *space.Manager, bytesMax int64) *Workspace {
	w := &Workspace{pager: p, free: free, bytesMax: bytesMax, pageSupply: newSupply[[][]byte](pagesAlone)}
	w.twins.patches.supply = newSupply[[]*patched](patchesAlone)
	o := &w.twins.overlaid
	o.pageSize, o.unwritten, o.total = int64(p.PageSize()), &p.kept.bytes, math.MaxInt64/2
	w.twins.formersMost = min(formersMax, formersBytes/p.PageSize())
	return w
}

// Begin starts a transaction that sees the pages below limit and marks its own with birth, which must be younger than
// every page that it can see.
func (w *Workspace) Begin(birth ids.TxID, limit ids.PageID) {
	w.birth, w.limit, w.bytes, w.imageBytes = birth, limit, 0, 0
	w.twins.allowed, w.twins.patches.allowed, w.lifted, w.twins.overlaid.branches = false, false, false, 0
	w.stamp++
	w.ledger.Begin(w.free, birth)
}

// Bytes returns the memory that changed pages and undo images take.
func (w *Workspace) Bytes() int64 { return w.bytes }

// Len returns the number of changed pages, a run counting once.
func (w *Workspace) Len() int { return w.pages.count() }

// Released returns how many runs of pages the transaction gives up.
func (w *Workspace) Released() uint64 { return uint64(w.ledger.Runs()) }

// PageSize returns the size of a page in bytes.
func (w *Workspace) PageSize() int { return w.pager.opts.PageSize }

// Read returns a page as the transaction sees it.
func (w *Workspace) Read(ref ids.PageRef) ([]byte, error) {
	if ref.Birth != w.birth {
		if p := w.openTwin(ref); p != nil {
			return w.openWhole(p)
		}
		return w.pager.Read(ref, w.limit, w.birth)
	}
	p := w.own(ref)
	if p == nil || p.run {
		return nil, foreign(ref)
	}
	return w.content(p)
}

// ReadRun returns a large value as the transaction sees it.
func (w *Workspace) ReadRun(ref ids.PageRef, valueLength uint64) ([]byte, error) {
	if ref.Birth != w.birth {
		return w.pager.ReadRun(ref, valueLength, w.limit)
	}
	p := w.own(ref)
	if p == nil || !p.run {
		return nil, foreign(ref)
	}
	if p.buffer == nil {
		return w.pager.ReadRun(ref, valueLength, ids.PageID(p.end()))
	}
	if err := page.ValidateRun(p.buffer, ref, valueLength); err != nil {
		return nil, err
	}
	return page.RunValue(p.buffer), nil
}

// own returns the transaction's private page of that reference, or nil.
func (w *Workspace) own(ref ids.PageRef) *private {
	p := w.pages.get(ref.ID)
	if p == nil || p.ref != ref {
		return nil
	}
	return p
}

// foreign is the error for a reference to a page of this transaction that it never made: only a damaged page in the
// file can hold it.
func foreign(ref ids.PageRef) error {
	return fault.New(ref.ID, fault.Birth, 0, 0, uint64(ref.Birth))
}

// New returns an empty private page of the kind.
func (w *Workspace) New(kind page.Kind) (ids.PageRef, []byte, error) {
	w.cooling.changed = true
	p, err := w.create(1)
	if err != nil {
		return ids.PageRef{}, nil, err
	}
	page.Init(p.buffer, kind, p.ref)
	if kind == page.KindBranch {
		w.twins.overlaid.branches++
	}
	return p.ref, p.buffer, nil
}

// Edit returns a private copy of a page, or the page itself where it is private already. The former state is freed.
func (w *Workspace) Edit(ref ids.PageRef) (ids.PageRef, []byte, error) {
	w.cooling.changed = true
	if ref.Birth == w.birth {
		return w.editOwn(ref)
	}
	from, patch, err := w.source(ref)
	if err != nil {
		return ids.PageRef{}, nil, err
	}
	p, err := w.create(1)
	if err != nil {
		return ids.PageRef{}, nil, err
	}
	if err := w.copyFrom(p.buffer, from, patch); err != nil {
		return ids.PageRef{}, nil, errors.Join(err, w.giveUp(p.ref, 1))
	}
	page.SetRef(p.buffer, p.ref)
	w.DropTwin(ref)
	w.ledger.Free(space.Run{Start: ref.ID, Count: 1}, ref.Birth)
	return p.ref, p.buffer, nil
}

// editOwn keeps what an open savepoint needs of a private page and returns it.
func (w *Workspace) editOwn(ref ids.PageRef) (ids.PageRef, []byte, error) {
	p := w.own(ref)
	if p == nil || p.run {
		return ids.PageRef{}, nil, foreign(ref)
	}
	if w.mustCopy(p) {
		return w.copyOwn(p)
	}
	if err := w.load(p); err != nil {
		return ids.PageRef{}, nil, err
	}
	w.separate(p)
	if err := w.keep(p); err != nil {
		return ids.PageRef{}, nil, err
	}
	return ref, p.buffer, nil
}

// Free gives a page up.
func (w *Workspace) Free(ref ids.PageRef) error { return w.giveUp(ref, 1) }

// create allocates pages and a zeroed or recycled buffer for them; the caller fills all of it.
func (w *Workspace) create(pages uint64) (*private, error) {
	size := int64(pages) * int64(w.PageSize())
	if err := w.charge(size); err != nil {
		return nil, err
	}
	first, err := w.ledger.Allocate(pages)
	if err != nil {
		w.bytes -= size
		return nil, SpaceError(err, w.pager.opts.SizeMax)
	}
	p := w.former(first, pages)
	*p = private{ref: ids.PageRef{ID: first, Birth: w.birth}, pages: pages, born: w.current(), buffer: p.buffer}
	if p.buffer == nil {
		p.buffer = w.buffer(int(size))
	}
	w.pages.put(p)
	w.note(undo{kind: created, page: p})
	return p, nil
}

// charge counts memory against the transaction's limit.
func (w *Workspace) charge(size int64) error {
	if size > w.bytesMax-w.bytes && !w.lifted {
		return &fault.LimitError{Limit: "transaction size", Value: w.bytes + size, Max: w.bytesMax, Option: "MaxTxBytes"}
	}
	w.bytes += size
	return nil
}

// giveUp frees pages, private or not.
func (w *Workspace) giveUp(ref ids.PageRef, pages uint64) error {
	run := space.Run{Start: ref.ID, Count: pages}
	if ref.Birth != w.birth {
		if ref.ID < page.FirstID || ref.ID >= w.limit || !checked.Within(uint64(ref.ID), pages, uint64(w.limit)) {
			return outside(ref.ID, pages, w.limit)
		}
		w.DropTwin(ref)
		w.ledger.Free(run, ref.Birth)
		return nil
	}
	p := w.own(ref)
	if p == nil || p.pages != pages {
		return foreign(ref)
	}
	w.pages.remove(ref.ID)
	if p.born < w.current() {
		w.ledger.Free(run, ref.Birth)
		w.note(undo{kind: freed, page: p})
		return nil
	}
	w.ledger.FreeNew(run)
	w.bury(p)
	return nil
}

// bury gives the memory of a private page back that no savepoint can bring back.
func (w *Workspace) bury(p *private) {
	p.dead = true
	w.bytes -= int64(len(p.buffer))
	if !p.lent {
		w.recycleOf(p)
	}
	p.buffer = nil
}

// Discard gives up everything: all numbers become available again. The error says that the account of free pages
// contradicts itself; the pages that it concerns are lost until the next opening.
func (w *Workspace) Discard() error {
	err := w.ledger.Abort()
	w.reset()
	return err
}

// Finish ends a transaction whose pages were written, with no savepoint open: the pages that it left behind are retired. Errors are those of Discard.
func (w *Workspace) Finish() error {
	w.ledger.EachFreed(func(r space.Run, born ids.TxID) {
		if r.Count == 1 {
			w.pager.kept.release(ids.PageRef{ID: r.Start, Birth: born})
		}
	})
	w.twins.overlaid.rename()
	w.twins.overlaid.grow()
	err := w.ledger.Commit()
	w.reset()
	return err
}

// reset forgets the transaction, keeping memory of usual size.
func (w *Workspace) reset() {
	w.stamp++
	w.ForgetBehind()
	w.ForgetCooling()
	w.dropTwins()
	w.twins.overlaid.renamedTo(0)
	w.sorted = w.pages.appendAll(w.sorted[:0])
	for _, p := range w.sorted {
		w.recycleOf(p)
	}
	clear(w.sorted)
	if len(w.sorted) > slotsKept {
		w.sorted = nil
	}
	w.pages.clear()
	clear(w.saved)
	w.saved, w.lastRun = w.saved[:0], nil
	w.bytes, w.imageBytes = 0, 0
}
