package pager

import (
	"slices"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// A transaction that changes more than fits into memory writes its pages to the file before it commits, at their own numbers, which
// nobody else can see. Recovery never reads what was written behind the checkpoint, so this needs no sync and no record. docs/decisions/spilling.md
// argues it.

// SpillAbove lets Spill write when pages and undo images take more than so many bytes. 0, as at the beginning, is never.
func (w *Workspace) SpillAbove(bytes int64) { w.spillAbove = bytes }

// LiftLimit lets the open transaction take as much memory as it needs: for one whose size is bounded otherwise. Until Begin.
func (w *Workspace) LiftLimit() { w.lifted = true }

// Crowded reports whether Spill has something to do.
func (w *Workspace) Crowded() bool { return w.spillAbove > 0 && w.bytes > w.spillAbove }

// HalfFull reports whether Spill has something to do in a transaction that has taken half of the memory that it may take.
func (w *Workspace) HalfFull() bool { return w.Crowded() && !w.lifted && w.bytes > w.bytesMax/2 }

// HoldBackAfter is that of the ledger.
func (w *Workspace) HoldBackAfter(tx ids.TxID) { w.ledger.HoldBackAfter(tx) }

// HeldBack returns how many pages the transaction has given up that can be used again only once it has committed.
func (w *Workspace) HeldBack() uint64 { return w.ledger.HeldBack() }

// Spare returns how many more pages that is for a savepoint that begins now.
func (w *Workspace) Spare() uint64 { return w.ledger.Spare() }

// Spilled returns how many pages the transactions of the workspace have spilled; one that is changed again counts again.
func (w *Workspace) Spilled() uint64 { return w.spilled }

// HighWater returns the end of the pages that Spill may write, for which the caller makes room in the store.
func (w *Workspace) HighWater() ids.PageID { return w.free.HighWater() }

// Spill writes private pages to the store, but none that skip names, which somebody is writing to, and drops their memory: a part of them while few are
// in the store, so that a transaction which is hardly too large writes little, then all. What
// reads have returned stays readable until the next change has been made, but cursors must find their places again. It must not be called within an operation of a tree, and only
// when there is room for all pages below HighWater. After an error the store takes no more writes.
func (w *Workspace) Spill(skip func(ids.PageRef) bool) error {
	w.sorted = w.appendFreed(w.pages.appendAll(w.sorted[:0]))
	w.sorted = slices.DeleteFunc(w.sorted, func(p *private) bool { return isSpilled(p) || skip(p.ref) })
	list := w.sorted
	if int64(w.pages.count())*int64(w.PageSize()) < 2*w.spillAbove {
		list = oldestLeaves(list, w.bytes-w.spillAbove+w.spillAbove/spillShare)
	}
	slices.SortFunc(list, byNumber)
	err := w.spillList(list)
	clear(w.sorted)
	return err
}

// spillList writes pages in the order of their numbers and takes their memory.
func (w *Workspace) spillList(list []*private) error {
	w.stamp++
	w.cooling.changed = false
	return w.writeList(list, func(p *private) {
		w.pager.mark(p)
		w.bytes -= int64(len(p.buffer))
		w.spilled += p.pages
		if p.pages == 1 && p.shares == nil && !p.lent {
			w.cooling.list = append(w.cooling.list, p.buffer)
		}
		p.buffer = nil
	})
}

// spillShare is which part of the memory Spill makes free at least.
const spillShare = 8

// oldestLeaves returns the first leaves and large values of a list that take so many bytes, or all of it where they do not take as much: each change needs the
// branches again. The order of the list is lost.
func oldestLeaves(list []*private, bytes int64) []*private {
	n := 0
	for i, p := range list {
		if bytes <= 0 {
			return list[:n]
		}
		if p.run || page.KindOf(p.buffer) == page.KindLeaf {
			list[n], list[i] = p, list[n]
			n++
			bytes -= int64(len(p.buffer))
		}
	}
	return list
}

// appendFreed appends the pages that were given up but that a savepoint can bring back.
func (w *Workspace) appendFreed(dst []*private) []*private {
	for _, s := range w.saved {
		for _, u := range s.undo {
			if u.kind == freed && !u.page.dead {
				dst = append(dst, u.page)
			}
		}
	}
	return dst
}

// isSpilled reports whether a page is in the file only.
func isSpilled(p *private) bool { return p.buffer == nil }

// content returns the bytes of a page of this transaction, verified if they come from the file.
func (w *Workspace) content(p *private) ([]byte, error) {
	if p.buffer != nil {
		return p.buffer, nil
	}
	return w.pager.Read(p.ref, ids.PageID(p.end()), w.birth)
}

// load brings a page back into memory, to be changed.
func (w *Workspace) load(p *private) error {
	if p.buffer != nil {
		return nil
	}
	from, err := w.content(p)
	if err != nil {
		return err
	}
	if err := w.charge(int64(len(from))); err != nil {
		return err
	}
	p.buffer = w.buffer(len(from))
	copy(p.buffer, from)
	return nil
}

// mustCopy reports whether a page makes way for a copy under another number when it is changed: a savepoint needs its present
// content, and that is in the file, or images of more pages would take too much memory.
func (w *Workspace) mustCopy(p *private) bool {
	if max(p.born, p.saved) >= w.current() || w.spillAbove == 0 {
		return false
	}
	return p.buffer == nil || w.imageBytes+int64(len(p.buffer)) > w.spillAbove/2
}

// copyOwn changes a page of this transaction as if it were one of an earlier transaction.
func (w *Workspace) copyOwn(old *private) (ids.PageRef, []byte, error) {
	from, err := w.content(old)
	if err != nil {
		return ids.PageRef{}, nil, err
	}
	p, err := w.create(1)
	if err != nil {
		return ids.PageRef{}, nil, err
	}
	copy(p.buffer, from)
	page.SetRef(p.buffer, p.ref)
	return p.ref, p.buffer, w.giveUp(old.ref, 1)
}

// ReadSpilledRun is ReadRun for a run of this transaction, and compares the checksum whatever the mode: what reads it gives it a new one.
func (w *Workspace) ReadSpilledRun(ref ids.PageRef, valueLength uint64) ([]byte, error) {
	p := w.own(ref)
	if p == nil || !p.run {
		return nil, foreign(ref)
	}
	if p.buffer != nil {
		return w.ReadRun(ref, valueLength)
	}
	audit := Audit{View{Pager: w.pager, Limit: ids.PageID(p.end())}}
	return audit.ReadRun(ref, valueLength)
}
