package zerodb

import (
	"fmt"
	"slices"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/journal"
	"github.com/aerolith/aerolith/zerodb/internal/wal"
)

// A transaction that outgrows MaxDirtyPages spills at the beginning of an operation: its pages go to the data file, under their own numbers,
// and its journal goes to the log in pieces, which count only if the commit record follows. While a savepoint is open, which may take
// back a part of a piece, pieces wait in pages of the transaction. docs/decisions/spilling.md argues it.

// pieceBytes is about how large a piece of journal is: large enough to cost little, small beside the pages.
const pieceBytes = 4 * mebibyte

// pieceLeast keeps pieces from becoming as small as MaxDirtyPages allows: each is a record of its own.
const pieceLeast = 4 * kibibyte

// pieces are the parts of the open transaction's journal that have been cut off.
type pieces struct {
	// logged is how many bytes of them are in the log.
	logged int
	// held are those that wait in pages of the transaction, behind all that are in the log.
	held []heldPiece
	// broken is why a piece that was needed again could not be read; no savepoint helps against it.
	broken error
}

// heldPiece is a piece in a run of pages.
type heldPiece struct {
	part   uint32
	ref    ids.PageRef
	length uint64
}

// reset forgets the pieces of the last transaction.
func (p *pieces) reset() { p.logged, p.held, p.broken = 0, p.held[:0], nil }

// spillAbove lets write transactions spill as the options say. In memory there is nowhere to spill to.
func (db *DB) spillAbove() {
	if db.log == nil || db.opts.MaxDirtyPages < 0 {
		return
	}
	bytes := min(int64(db.opts.MaxDirtyPages)*int64(db.opts.PageSize), db.opts.MaxTxBytes/4)
	db.w.work.SpillAbove(bytes)
	db.w.pieceMax = int(max(pieceLeast, min(pieceBytes, bytes)))
}

// room makes room for so many more bytes of keys and values in the open transaction, at the beginning of an operation.
func (tx *Tx) room(size int) error {
	w := tx.write
	if w.hasPiece() {
		if err := tx.cutJournal(); err != nil {
			return err
		}
	}
	if w.work.Crowded() {
		if err := tx.spill(); err != nil {
			return err
		}
	}
	if w.work.HasCooled() {
		w.work.ReuseCooled()
	}
	if w.work.HasBehind() {
		if err := tx.spillBehind(); err != nil {
			return err
		}
	}
	return w.room(size)
}

// spillBehind writes the leaves that ascending keys have left behind to the data file, if there is room for all pages: else the commit will say so. The pages that
// a bulk load fills are none of these, but it relies on its tree.
func (tx *Tx) spillBehind() error {
	db, w := tx.db, tx.write
	if err := db.stoppedError(); err != nil {
		return err
	}
	if len(w.loaders) > 0 || db.reserveData(w.work.HighWater()) != nil {
		w.work.ForgetBehind()
		return nil
	}
	if err := w.work.SpillBehind(); err != nil {
		return tx.spillError(db.stop(fmt.Errorf("zerodb: spill pages: %w", err)))
	}
	db.counters.spilled.Store(w.work.Spilled())
	tx.movePages()
	return nil
}

// spill writes the transaction's pages to the data file, once there is room for them (R4).
func (tx *Tx) spill() error {
	db := tx.db
	if err := db.stoppedError(); err != nil {
		return err
	}
	if db.w.work.HoldsTwins() {
		if err := tx.endTwins(); err != nil {
			return err
		}
	}
	return tx.spillNow()
}

// spillNow is spill for who has no twins, or is about them.
func (tx *Tx) spillNow() error {
	if err := tx.db.spillPages(); err != nil {
		return tx.spillError(err)
	}
	tx.movePages()
	return nil
}

// keepHalf spills pages within what a transaction does to many leaves or tables at once, so that its size is not limited by memory either. It is called between two operations of trees.
func (tx *Tx) keepHalf() error {
	if !tx.write.work.HalfFull() {
		return nil
	}
	return tx.spillNow()
}

// movePages makes all cursors find their places again, because pages of the transaction have left the memory that they had, which will be used again. Bulk loads
// rely on their trees, so while there are some it is not.
func (tx *Tx) movePages() {
	if len(tx.write.loaders) > 0 {
		tx.write.work.ForgetCooling()
		return
	}
	tx.catalog.Moved()
	for _, t := range tx.tables[:tx.openTables] {
		t.tree.Moved()
	}
}

// spillPages writes the pages of the present batch of changes to the data file. An error that wraps ErrNoSpace or *LimitError says that
// nothing has happened.
func (db *DB) spillPages() error {
	if err := db.reserveData(db.w.work.HighWater()); err != nil {
		return err
	}
	if err := db.w.work.Spill(db.w.loads); err != nil {
		return db.stop(fmt.Errorf("zerodb: spill pages: %w", err))
	}
	db.counters.spilled.Store(db.w.work.Spilled())
	return nil
}

// spillBatch is spillPages between two pieces of a replay or a bulk load, where nobody has read anything: the memory serves the next pages at once.
func (db *DB) spillBatch() error {
	if err := db.spillPages(); err != nil {
		return err
	}
	db.w.work.ReuseCooled()
	return nil
}

// spillError keeps a transaction from going on when the database has stopped.
func (tx *Tx) spillError(err error) error {
	if stopped := tx.db.stoppedError(); stopped != nil {
		tx.failed = stopped
	}
	return err
}

// loads reports whether a bulk load is going to write into a page.
func (w *writer) loads(ref ids.PageRef) bool {
	for _, l := range w.loaders {
		if l.Holds(ref) {
			return true
		}
	}
	return false
}

// hasPiece reports whether the journal is long enough for a piece.
func (w *writer) hasPiece() bool { return w.pieceMax > 0 && w.journal.Len() > w.pieceMax }

// cutJournal takes a piece off the journal.
func (tx *Tx) cutJournal() error {
	w := tx.write
	first, more, err := w.journal.Piece(tx.db.opts.Now(), commitOf(tx.base))
	if err != nil {
		return err
	}
	if len(w.saved) > 0 {
		err = tx.holdPiece(slices.Concat(append([][]byte{first}, more...)...))
	} else if err = tx.logHeldPieces(); err == nil {
		err = tx.logPiece(first, more...)
	}
	if err != nil {
		return err
	}
	w.journal.Cut()
	return nil
}

// logPieces logs what would have to wait in pages while a savepoint is open, unless one is: a journal that is long enough for a piece, and pieces that have waited.
func (tx *Tx) logPieces() error {
	w := tx.write
	switch {
	case len(w.saved) > 0:
		return nil
	case w.hasPiece():
		return tx.cutJournal()
	}
	return tx.logHeldPieces()
}

// holdPiece keeps a piece in pages of the transaction.
func (tx *Tx) holdPiece(b []byte) error {
	w := tx.write
	ref, err := w.work.NewRun(b)
	if err != nil {
		return err
	}
	w.pieces.held = append(w.pieces.held, heldPiece{part: w.journal.Parts(), ref: ref, length: uint64(len(b))})
	return nil
}

// logHeldPieces moves the pieces that wait in pages to the log. No savepoint is open.
func (tx *Tx) logHeldPieces() (err error) {
	w := tx.write
	if len(w.pieces.held) == 0 {
		return nil
	}
	defer catchFaults(tx.db.pager).done(&err)
	for len(w.pieces.held) > 0 {
		h := w.pieces.held[0]
		b, err := w.work.ReadSpilledRun(h.ref, h.length)
		if err == nil {
			err = tx.logPiece(b)
		}
		if err == nil {
			err = w.work.FreeRun(h.ref, h.length)
		}
		if err != nil {
			return err
		}
		w.pieces.held = w.pieces.held[1:]
	}
	return nil
}

// logPiece appends a piece, which may lie in several places, to the log.
func (tx *Tx) logPiece(first []byte, more ...[]byte) error {
	db := tx.db
	size := len(first)
	for _, b := range more {
		size += len(b)
	}
	if err := db.log.Reserve(int64(size)); err != nil {
		return tx.spillError(db.reserveError("log", err))
	}
	if _, err := db.log.Append(wal.Record{Type: recordPiece, Tx: tx.id, Payload: first, More: more}); err != nil {
		return tx.spillError(db.stop(err))
	}
	db.w.pieces.logged += size
	db.countLogged(size)
	return nil
}

// takeBackPieces makes the piece in which a mark was taken the present one again and forgets those behind it. Their pages are freed with the
// savepoint in which they were made.
func (tx *Tx) takeBackPieces(m journal.Mark) error {
	p := &tx.write.pieces
	if p.broken == nil && m.Part() != tx.write.journal.Parts() {
		p.broken = tx.reopenPiece(m)
	}
	return p.broken
}

// reopenPiece makes the piece in which a mark was taken the present one.
func (tx *Tx) reopenPiece(m journal.Mark) (err error) {
	w := tx.write
	defer catchFaults(tx.db.pager).done(&err)
	for i, h := range w.pieces.held {
		if h.part != m.Part() {
			continue
		}
		b, err := w.work.ReadSpilledRun(h.ref, h.length)
		if err == nil {
			err = w.journal.Reopen(m, b)
		}
		if err != nil {
			return fmt.Errorf("zerodb: roll back to piece %d of the journal: %w", h.part, err)
		}
		w.pieces.held = w.pieces.held[:i]
		return nil
	}
	return fault0("piece of the journal")
}
