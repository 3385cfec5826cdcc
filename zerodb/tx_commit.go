package zerodb

import (
	"context"
	"errors"
	"fmt"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/wal"
	"github.com/aerolith/aerolith/zerodb/vfs"
)

// Pending is a commit that the next writer already builds upon and that is on its way to the disk.
type Pending struct {
	db *DB
	tx ids.TxID
	// end is the log position to wait for; 0 when there is nothing to wait for.
	end ids.LSN
}

// Wait returns once the commit is as durable as the database's Durability promises: with DurabilityAlways when it is on the
// disk and visible to readers, else at once. The error wraps ErrCommitUnknown: the log failed, or ctx ended first.
// Wait may be called several times and from any goroutine.
func (p Pending) Wait(ctx context.Context) error {
	if p.end == 0 {
		return nil
	}
	if err := p.db.log.WaitDurable(ctx, p.end); err != nil {
		if ctx.Err() == nil {
			err = p.db.stop(err)
		}
		return fmt.Errorf("%w: transaction %d: %w", ErrCommitUnknown, p.tx, err)
	}
	if p.db.readers.Visible().Tx < p.tx {
		return fmt.Errorf("%w: transaction %d: %w", ErrCommitUnknown, p.tx, p.db.stoppedError())
	}
	return nil
}

// wait is Wait without an end.
func (p Pending) wait() error { return p.Wait(context.Background()) }

// CommitAsync commits like Commit but does not wait for the disk: the changes are logged, the next write transaction builds
// upon them, and Pending.Wait tells when they are durable. Readers see them from then on (with DurabilityInterval and
// DurabilityNone at once). Errors are those of Commit.
func (tx *Tx) CommitAsync() (Pending, error) {
	switch {
	case tx.ended:
		return Pending{}, ErrTxClosed
	case tx.managed:
		return Pending{}, ErrManaged
	}
	return tx.commit()
}

// commit ends the transaction, whoever manages it.
func (tx *Tx) commit() (Pending, error) {
	if tx.write == nil {
		return Pending{}, tx.end()
	}
	defer func() {
		if !tx.ended { // a callback of the program's has ended the goroutine
			tx.note(tx.db.abandon(tx))
		}
	}()
	if err := tx.prepare(); err != nil {
		return Pending{}, errors.Join(err, tx.db.abandon(tx))
	}
	if tx.idle() {
		pending := tx.db.pendingFor(tx.base)
		tx.unchanged = true
		return pending, tx.db.abandon(tx)
	}
	next, err := tx.publish()
	if err != nil {
		return Pending{}, fmt.Errorf("%w: transaction %d: %w", ErrCommitUnknown, tx.id, err)
	}
	return tx.db.pendingFor(next), nil
}

// publish logs and publishes the transaction, and ends it, also when a callback of the program's panics.
func (tx *Tx) publish() (*version, error) {
	defer tx.db.unlockWriter()
	defer tx.detachCursors()
	tx.ended = true
	return tx.db.publishTx(tx)
}

// idle reports whether the transaction leaves the state that it started from: no page is private, and the catalog is
// the same (dropping the last table leaves no page at all).
func (tx *Tx) idle() bool {
	return tx.write.work.Len() == 0 && tx.write.work.Twins() == 0 && tx.catalog.State == tx.base.State.catalog
}

// pendingFor returns what to wait for until a version is durable and visible.
func (db *DB) pendingFor(v *version) Pending {
	if db.log == nil || db.opts.Durability != DurabilityAlways {
		return Pending{}
	}
	return Pending{db: db, tx: v.Tx, end: v.State.end}
}

// prepare does all that can fail without consequence for others: it completes the pages and reserves the space in log
// and data file (R4). After an error the transaction is to be rolled back.
func (tx *Tx) prepare() error {
	db, w := tx.db, tx.write
	if err := db.stoppedError(); err != nil {
		return fmt.Errorf("%w: transaction %d: %w", ErrCommitUnknown, tx.id, err)
	}
	if tx.failed != nil {
		return fmt.Errorf("%w: %w", ErrTxFailed, tx.failed)
	}
	if err := tx.flushTables(); err != nil {
		return err
	}
	if tx.idle() {
		return nil
	}
	if err := tx.freeRemains(); err != nil {
		return err
	}
	roomy, err := tx.judgeTwins()
	if err != nil {
		return err
	}
	if err := db.reserveData(w.free.HighWater()); err != nil {
		return err
	}
	if !roomy {
		if err := db.hasCheckpointRoom(); err != nil {
			return err
		}
	}
	if db.log == nil {
		return nil
	}
	if err := db.published.waitForRoom(db); err != nil {
		return fmt.Errorf("%w: transaction %d: %w", ErrCommitUnknown, tx.id, err)
	}
	if err := tx.logHeldPieces(); err != nil {
		return err
	}
	if err := db.log.Reserve(int64(w.journal.Len())); err != nil {
		return db.reserveError("log", err)
	}
	return nil
}

// reserveData makes room in the data file for the pages below limit.
func (db *DB) reserveData(limit ids.PageID) error {
	if db.w.sparse {
		if err := db.fillHoles(); err != nil {
			return db.reserveError("data file", err)
		}
		if db.w.sparse {
			return fmt.Errorf("%w: data file: it lacks blocks, as a sparse copy does", ErrNoSpace)
		}
	}
	grown, err := db.pager.Reserve(limit)
	if err != nil {
		return db.reserveError("data file", err)
	}
	if grown > 0 {
		return db.shielded("EventListener.Event", func() { db.emit(Grown{Bytes: db.pager.Size()}) })
	}
	return nil
}

// reserveError says why there is no room for a transaction. A log that has stopped takes the database with it.
func (db *DB) reserveError(where string, err error) error {
	switch {
	case errors.Is(err, wal.ErrStopped):
		return fmt.Errorf("%w: %w", ErrCommitUnknown, db.stop(err))
	case errors.Is(err, wal.ErrRecordTooLarge):
		return &LimitError{Limit: "journal of a transaction", Value: int64(db.w.journal.Len()), Max: recordMax(db.opts), Option: "MaxTxBytes"}
	case errors.Is(err, vfs.ErrNoSpace):
		return fmt.Errorf("%w: %s: %w", ErrNoSpace, where, err)
	}
	return fmt.Errorf("zerodb: reserve room in the %s: %w", where, err)
}

// publishTx logs the transaction, stores its pages and makes its result the state that the next writer starts from, in
// that order (R5). From the log write on the outcome is uncertain, so every failure stops the database (R6).
func (db *DB) publishTx(tx *Tx) (*version, error) {
	w := tx.write
	end, err := db.appendTx(tx)
	if err != nil {
		return nil, db.stop(err)
	}
	twins := w.work.Twins() > 0
	if twins {
		w.work.KeepTwins()
	}
	if !twins || !w.work.HasOnlyTwins() {
		if err := db.storePages(twins); err != nil {
			return nil, db.stop(err)
		}
	}
	next := newVersion(tx, end)
	if err := w.work.Finish(); err != nil {
		return nil, db.stop(fmt.Errorf("zerodb: account of free pages: %w", err))
	}
	w.latest = next
	logged := w.journal.Len()
	db.dropJournal()
	db.counters.commits.Add(1)
	db.countPages()
	db.publish(next)
	db.countLogged(logged)
	if w.work.PatchesDue() {
		wake(db.check.patches)
	}
	db.observeCommit(tx, logged+w.pieces.logged) // last: a panic in it changes nothing any more
	return next, nil
}

// newVersion returns the state that a transaction leaves, durable from a log position on.
func newVersion(tx *Tx, end ids.LSN) *version {
	next := &version{Tx: tx.id}
	next.State.catalog, next.State.highWater, next.State.end = tx.catalog.State, tx.write.free.HighWater(), end
	next.State.inherit(&tx.base.State, tx)
	next.State.remains = tx.remains
	return next
}

// storePages keeps the open transaction's pages in memory for the next checkpoint, or writes them to the data file. twins says that it has changed others in their place: the state
// before cannot be shown to other processes then.
func (db *DB) storePages(twins bool) error {
	if db.opts.MaxUnwrittenBytes < 0 {
		return db.w.work.Write()
	}
	if err := db.w.work.Keep(); err != nil {
		return err
	}
	if db.watched() && !twins && len(db.w.work.Overlaid()) == 0 { // else who attends does so once this is the latest state, and copies these first
		return db.attend()
	}
	waiting := db.pager.UnwrittenBytes()
	if db.log != nil && db.check.drain.isFull(waiting, db.opts.MaxUnwrittenBytes) {
		wake(db.check.drain.due)
	}
	if waiting <= db.opts.MaxUnwrittenBytes {
		return nil
	}
	err := db.storeWaiting(db.pager.WriteKept)
	db.w.work.SettlePatches()
	return err
}

// Types of log records.
const (
	recordCommit     uint8 = 1 // the journal of a transaction, or its last piece
	recordCheckpoint uint8 = 2 // a checkpoint is done; no payload
	recordOpened     uint8 = 3 // a process begins to write; no payload, its number is below all that it will use
	recordPiece      uint8 = 4 // a piece of the journal of a transaction; nothing without the commit that follows
)

// appendTx writes the transaction's journal to the log, without a sync.
func (db *DB) appendTx(tx *Tx) (ids.LSN, error) {
	if db.log == nil {
		return 0, nil
	}
	first, more := tx.write.journal.Finish(db.opts.Now(), commitOf(tx.base))
	return db.log.Append(wal.Record{Type: recordCommit, Tx: tx.id, Payload: first, More: more})
}

// publish shows a version to readers: at once, or with DurabilityAlways when the log is durable up to its end.
func (db *DB) publish(v *version) {
	if db.log == nil || db.opts.Durability != DurabilityAlways {
		db.published.publish(v)
		return
	}
	db.published.add(v)
}
