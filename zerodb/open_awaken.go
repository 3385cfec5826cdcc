package zerodb

import (
	"context"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/wal"
)

// A database that was closed in order is opened without a write: its state is that of a checkpoint that the log confirms, so it is
// durable as it is. What an opening has to leave behind before anything may be written, a new life of the log and the
// note that transaction numbers are in use again, waits for who first wants to write or to follow the log.

// beginAsleep reports whether the opening may leave the log's new life to the first who needs it, and if so prepares what the
// first writer starts from.
func (o *opener) beginAsleep(r *replay) bool {
	if !r.clean() || !r.confirmed && !o.created || r.choice.Other().Err != nil || o.foreign || o.rebuilt != nil {
		return false
	}
	r.confirmed = true
	db := o.db
	db.useWorkspace(o.opts.MaxTxBytes)
	db.spillAbove()
	db.w.nextTx = r.nextTx()
	db.published.durable = db.log.Durable()
	db.w.asleep = true
	db.emit(RecoveryDone{Clean: true, LastTx: uint64(db.w.latest.Tx)})
	return true
}

// awaken begins the log's new life, if that has not been done. The caller holds the writer lock. After ErrNoSpace it may be tried
// again.
func (db *DB) awaken() error {
	if !db.w.asleep {
		return nil
	}
	if db.closed.Load() {
		return ErrClosed
	}
	if err := db.stoppedError(); err != nil {
		return err
	}
	if err := db.log.Wake(); err != nil {
		return db.awakenError(err)
	}
	if err := db.useNumbers(); err != nil {
		return err
	}
	db.w.asleep = false
	db.tellGap()
	return nil
}

// numbersPerNote is how many transaction numbers are drawn before the log says again that they are in use: transactions that are rolled back leave nothing in it, and
// an opening after an unclean end goes on unclean numbers behind the last that it knows.
const numbersPerNote = unclean / 2

// noteNumbers says so where it is time. The caller holds the writer lock, and no write transaction is open.
func (db *DB) noteNumbers() error {
	if db.w.nextTx-db.w.noted < numbersPerNote || db.log == nil {
		return nil
	}
	return db.useNumbers()
}

// useNumbers says in the log, durably, that transaction numbers are used from the next one on. The caller holds the writer lock.
func (db *DB) useNumbers() error {
	db.w.noted = db.w.nextTx
	end, err := db.noteOpened()
	if err == nil {
		err = db.log.WaitDurable(context.Background(), end)
	}
	if err != nil {
		db.w.noted = 0
		return db.awakenError(err)
	}
	return nil
}

// awakenError says why a database could not begin to write. All but a lack of space stops it.
func (db *DB) awakenError(err error) error {
	if db.log.Err() == nil {
		return spaceError(logCorruption(err))
	}
	return db.stop(err)
}

// noteOpened says in the log, without a sync, that transaction numbers are used from the next one on.
func (db *DB) noteOpened() (ids.LSN, error) {
	if err := db.log.Reserve(0); err != nil {
		return 0, err
	}
	return db.log.Append(wal.Record{Type: recordOpened, Tx: db.drawTx()})
}

// lockAwake takes the writer lock of a database whose log is alive.
func (db *DB) lockAwake(ctx context.Context) error { return db.lockWriterFor(ctx, db.awaken) }
