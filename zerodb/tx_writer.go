package zerodb

import (
	"context"
	"fmt"

	"github.com/aerolith/aerolith/zerodb/internal/btree"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/journal"
	"github.com/aerolith/aerolith/zerodb/internal/pager"
	"github.com/aerolith/aerolith/zerodb/internal/space"
)

// writer is what the database keeps for its one write transaction. The writer lock guards it.
type writer struct {
	// latest is the state that the next write transaction starts from.
	latest *version
	// nextTx is the number of the next transaction or checkpoint.
	nextTx ids.TxID
	// noted is the last number of which the log of this life says durably that it is in use.
	noted ids.TxID
	// free is the account of pages, work the pages of the open transaction.
	free *space.Manager
	work *pager.Workspace
	// journal holds the open transaction's logical changes.
	journal journal.Writer
	// tree is memory that all trees of the transaction share.
	tree btree.Workspace
	// saved are the open savepoints' table states; pins is scratch memory.
	saved []tablesMark
	pins  []ids.TxID
	// widest is how many tables a savepoint has noted, of those whose memory is kept.
	widest int
	// oldestReader is what the oldest reader saw when pins were collected, 0 without readers.
	oldestReader ids.TxID
	// held is scratch memory of heldByCheckpoints.
	held []space.Held
	// fill is memory for values that callers fill in themselves.
	fill []byte
	// asleep says that the log's new life has not begun; see open_awaken.go.
	asleep bool
	// sparse says that the data file lacks blocks, for which there was no room.
	sparse bool
	// remainsDamaged says that trees that wait to be freed cannot be read.
	remainsDamaged bool
	// allocatedBefore and freedBefore are the account's turnover when the open transaction began.
	allocatedBefore, freedBefore uint64
	// bytesMax limits pages and journal together.
	bytesMax int64
	// pieceMax is the size of journal above which it is cut, 0 for never; pieces are what was cut off the open transaction's.
	pieceMax int
	pieces   pieces
	// loaders are the bulk loads under way.
	loaders []*btree.Loader
	// twinless is for how many transactions there are no twins.
	twinless int
	// patchless says that there are no patches until the next checkpoint: leaves have to be laid out before they have got several.
	patchless bool
	// loud is for how many transactions there are no patches, readsSeen how many reads had begun.
	loud      int
	readsSeen uint64
	// abandoned says that the log has pieces of transactions that were given up.
	abandoned bool
}

// lockWriter takes the writer lock.
func (db *DB) lockWriter(ctx context.Context) error {
	select {
	case db.writing <- struct{}{}:
		return nil
	default:
	}
	select {
	case db.writing <- struct{}{}:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("zerodb: waiting for the writer lock: %w", ctx.Err())
	}
}

// lockWriterFor takes the writer lock, and keeps it if what comes first succeeds; a failure, or a panic of a callback of the program's, gives it back.
func (db *DB) lockWriterFor(ctx context.Context, first func() error) error {
	if err := db.lockWriter(ctx); err != nil {
		return err
	}
	kept := false
	defer func() {
		if !kept {
			db.unlockWriter()
		}
	}()
	err := first()
	kept = err == nil
	return err
}

// unlockWriter gives the writer lock back.
func (db *DB) unlockWriter() { <-db.writing }

// Begin starts a write transaction, which must be ended by Commit, CommitAsync or Rollback. It is BeginWrite without an end to the
// waiting. Errors are those of BeginWrite.
func (db *DB) Begin() (*Tx, error) { return db.BeginWrite(context.Background()) }

// BeginWrite starts a write transaction. There is one at a time: it waits until the one before has ended, or ctx ends. Where ctx has ended before, it begins none.
// The transaction must be ended by Commit, CommitAsync or Rollback.
//
// Errors: ErrClosed, ErrStopped, ErrReadOnly when the database was opened by OpenReadOnly, ErrNoSpace and *CorruptionError when the log
// cannot begin, and one that wraps ctx.Err().
func (db *DB) BeginWrite(ctx context.Context) (*Tx, error) {
	tx := new(Tx)
	if err := db.beginWrite(ctx, tx); err != nil {
		return nil, err
	}
	return tx, nil
}

// beginWrite makes tx a write transaction, when its turn has come.
func (db *DB) beginWrite(ctx context.Context, tx *Tx) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("zerodb: begin a write transaction: %w", err)
	}
	if err := db.relieve(ctx); err != nil {
		return err
	}
	return db.lockWriterFor(ctx, func() error { return db.startWrite(tx) })
}

// startWrite makes tx a write transaction. The caller holds the writer lock.
func (db *DB) startWrite(tx *Tx) error {
	if db.closed.Load() {
		return ErrClosed
	}
	if db.follow != nil {
		return fmt.Errorf("%w: the database was opened by OpenReadOnly", ErrReadOnly)
	}
	if err := db.stoppedError(); err != nil {
		return err
	}
	if err := db.awaken(); err != nil {
		return err
	}
	if err := db.noteNumbers(); err != nil {
		return err
	}
	if err := db.reclaim(); err != nil {
		return err
	}
	if db.w.work.OverlaidFull() {
		db.w.patchless = db.w.patchless || db.w.work.InVain()
		if err := db.copyOverlaid(); err != nil && db.stopped.Load() != nil {
			return db.stoppedError()
		}
	}
	db.makeWrite(tx, db.drawTx())
	db.allowTwins(tx)
	db.measures.begun.Add(1)
	w := &db.w
	w.allocatedBefore, w.freedBefore = w.free.Turnover()
	return nil
}

// drawTx returns a transaction number that was never used. The caller holds the writer lock.
func (db *DB) drawTx() ids.TxID {
	id := db.w.nextTx
	db.w.nextTx++
	return id
}

// newWriteTx makes a write transaction on the latest state, whose pages are born in the given one.
func (db *DB) newWriteTx(id ids.TxID) *Tx {
	tx := new(Tx)
	db.makeWrite(tx, id)
	return tx
}

// makeWrite makes tx a write transaction on the latest state, whose pages are born in the given one. Its memory is reused.
func (db *DB) makeWrite(tx *Tx, id ids.TxID) {
	w := &db.w
	w.work.Begin(id, w.latest.State.highWater)
	w.journal.Reset()
	w.pieces.reset()
	w.tree.Forget()
	if w.widest > keptTables {
		w.saved, w.widest = nil, 0
	}
	tx.db, tx.id, tx.base, tx.write, tx.pages = db, id, w.latest, w, w.work
	tx.catalog = btree.Tree{State: w.latest.State.catalog, Work: &w.tree}
	tx.catalogTwins = pager.TreeTwins{Work: w.work, Catalog: true}
	tx.remains = w.latest.State.remains
	tx.clean()
}

// reclaim makes the pages available that nobody can see any more. The visible version is read before the pins are
// collected: a reader that comes in between gets this version or a younger one. The caller holds the writer lock.
//
// Where nothing waits to become visible, everything that was freed counts as visible: what was freed beyond the last commit belonged to
// checkpoints, whose pages no reader looks at.
func (db *DB) reclaim() error {
	visible := db.readers.Visible().Tx
	oldest := visible
	db.w.pins, db.w.oldestReader = db.readerPins(db.w.pins[:0]), 0
	if len(db.w.pins) > 0 {
		db.w.oldestReader = db.w.pins[0]
		oldest = min(oldest, db.w.oldestReader)
	}
	db.w.work.ReleaseFormer(oldest)
	if visible == db.w.latest.Tx && db.w.nextTx > 0 {
		visible = max(visible, db.w.nextTx-1)
	}
	db.w.pins = db.check.addPins(db.w.pins)
	if err := db.w.free.Reclaim(visible, db.w.pins); err != nil {
		return db.stop(fmt.Errorf("zerodb: account of free pages: %w", err))
	}
	return nil
}

// room checks that so many more bytes of keys and values fit into the open transaction.
func (w *writer) room(size int) error {
	total := w.work.Bytes() + int64(w.journal.Len()) + int64(size)
	if total > w.bytesMax {
		return &LimitError{Limit: "transaction size", Value: total, Max: w.bytesMax, Option: "MaxTxBytes"}
	}
	return nil
}

// abandon rolls a write transaction back and frees the writer lock. The error says that the account of free pages
// contradicts itself, which stops the database.
func (db *DB) abandon(tx *Tx) error {
	defer db.unlockWriter() // also when a callback of the program's panics
	tx.ended = true
	tx.detachCursors()
	err := db.discard()
	if err != nil {
		err = db.stop(fmt.Errorf("zerodb: roll back transaction %d: %w", tx.id, err))
	}
	db.observeNothing(tx)
	return err
}

// discard gives up all that the open write transaction has changed. The error says that the account of free pages contradicts itself.
func (db *DB) discard() error {
	err := db.w.work.Discard()
	db.w.free.Trim() // what the transaction had added at the end of the file was never used
	db.countPages()
	db.dropJournal()
	db.w.abandoned = db.w.abandoned || db.w.pieces.logged > 0
	db.w.saved = db.w.saved[:0]
	return err
}

// fillKept is how much memory for a value that callers fill in themselves is kept for the next one, in bytes.
const fillKept = 1 << 20

// dropJournal empties the journal, which gives the memory of an unusually large one back.
func (db *DB) dropJournal() { db.w.journal.Reset() }

// flushTables brings the catalog up to date with the tables that were changed.
func (tx *Tx) flushTables() error {
	for _, t := range tx.tables[:tx.openTables] {
		if t.gone || t.tree.State == t.stored {
			continue
		}
		if err := tx.keepHalf(); err != nil {
			return err
		}
		if err := tx.flushTable(t); err != nil {
			return err
		}
	}
	return nil
}
