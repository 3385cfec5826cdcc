package pager

import (
	"slices"

	"github.com/aerolith/aerolith/zerodb/internal/space"
)

// savepoint records how to undo what was done since it was set.
type savepoint struct {
	// serial grows with each savepoint of the workspace and tells older from younger.
	serial uint64
	// undo lists the changes in their order.
	undo []undo
	// numbers is the place to return to in the account of page numbers.
	numbers space.Savepoint
	// renamed is how many tables had got other names.
	renamed int
}

// undo is one change of a private page that a savepoint can take back.
type undo struct {
	kind undoKind
	page *private
	// image is the content before an edit, saved the mark that goes with it.
	image []byte
	saved uint64
}

// undoKind tells what an undo takes back.
type undoKind uint8

const (
	// created: the page was made after the savepoint.
	created undoKind = iota
	// edited: the page was there and its content was changed.
	edited
	// freed: the page was there and was given up; its number is not reused while the savepoint is open.
	freed
)

// Savepoint starts a part of the transaction that Rollback can take back alone, or Release make part of what
// surrounds it. Savepoints nest.
func (w *Workspace) Savepoint() {
	w.serial++
	w.stamp++
	w.saved = append(w.saved, savepoint{serial: w.serial, numbers: w.ledger.Savepoint(), renamed: len(w.twins.overlaid.renamed)})
}

// current returns the serial of the innermost open savepoint, or 0.
func (w *Workspace) current() uint64 {
	if len(w.saved) == 0 {
		return 0
	}
	return w.saved[len(w.saved)-1].serial
}

// note adds an undo to the innermost savepoint, if one is open.
func (w *Workspace) note(u undo) {
	if n := len(w.saved); n > 0 {
		w.saved[n-1].undo = append(w.saved[n-1].undo, u)
	}
}

// keep saves a private page's content before its first change after the innermost savepoint.
func (w *Workspace) keep(p *private) error {
	current := w.current()
	if max(p.born, p.saved) >= current {
		return nil
	}
	if err := w.charge(int64(len(p.buffer))); err != nil {
		return err
	}
	w.imageBytes += int64(len(p.buffer))
	image := w.buffer(len(p.buffer))
	copy(image, p.buffer)
	w.note(undo{kind: edited, page: p, image: image, saved: p.saved})
	p.saved = current
	return nil
}

// pop takes the innermost savepoint off.
func (w *Workspace) pop() savepoint {
	w.stamp++
	last := len(w.saved) - 1
	s := w.saved[last]
	w.saved = w.saved[:last]
	return s
}

// Rollback takes back everything since the innermost savepoint and removes it. The error says that the account of
// free pages contradicts itself.
func (w *Workspace) Rollback() error {
	s := w.pop()
	for _, u := range slices.Backward(s.undo) {
		w.revert(u)
	}
	w.twins.overlaid.renamedTo(s.renamed)
	return w.ledger.Rollback(s.numbers)
}

// revert takes back one change. Undos of pages that have died since are void, but their images are memory to reuse.
func (w *Workspace) revert(u undo) {
	switch {
	case u.kind == created && !u.page.dead:
		w.pages.remove(u.page.ref.ID)
		w.bury(u.page)
	case u.kind == edited:
		w.restore(u)
	case u.kind == freed && !u.page.dead:
		w.pages.put(u.page)
	}
}

// restore gives a page the content back that it had before an edit. One that was spilled since takes the image over.
func (w *Workspace) restore(u undo) {
	p := u.page
	if p.dead {
		w.drop(u)
		return
	}
	p.saved = u.saved
	if p.buffer == nil {
		p.buffer = u.image
		w.imageBytes -= int64(len(u.image))
		return
	}
	copy(p.buffer, u.image)
	w.drop(u)
}

// drop gives an undo's image back.
func (w *Workspace) drop(u undo) {
	w.imageBytes -= int64(len(u.image))
	w.bytes -= int64(len(u.image))
	w.recycle(u.image)
}

// Release removes the innermost savepoint and keeps what was done since: the surrounding savepoint takes over what it
// would have to undo itself.
func (w *Workspace) Release() {
	s := w.pop()
	outer, again := w.current(), w.again[:0]
	for _, u := range s.undo {
		switch {
		case u.kind == edited && (u.page.dead || max(u.page.born, u.saved) >= outer):
			w.drop(u)
		case u.kind == freed && !u.page.dead && u.page.born >= outer:
			w.bury(u.page)
			again = append(again, space.Run{Start: u.page.ref.ID, Count: u.page.pages})
		case !u.page.dead:
			w.note(u)
		}
	}
	w.ledger.Release(s.numbers, again)
	if w.again = again; cap(again) > slotsKept {
		w.again = nil
	}
}
