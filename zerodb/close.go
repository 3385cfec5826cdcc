package zerodb

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Close ends the database: it waits until all transactions have ended, brings the data file up to date, marks it as closed
// cleanly, and gives the files back. New transactions fail with ErrClosed from the beginning of Close on. After a
// stop nothing more is written: the next opening recovers. A second call returns ErrClosed.
//
// A read transaction that nobody ends holds Close up for Options.CloseTimeout. Then Close returns a *LimitError that names that
// option and wraps nothing else: everything is on disk, but map and locks stay, because slices of the transaction may be in
// use. Close may then be called again. A write transaction that nobody ends holds Close up for ever.
//
// Errors beside these: those of Checkpoint, when the data file could not be brought up to date (the log is made durable then, and the
// next opening repeats it), and the file system's.
func (db *DB) Close() error {
	db.ending.Lock()
	defer db.ending.Unlock()
	db.closed.Store(true)
	if db.released {
		return ErrClosed
	}
	var err error
	if !db.written { // also in a call behind one in which a callback has panicked
		err = db.endWriting()
		db.tellPeers()
		db.written = true
	}
	if open := db.waitForReaders(); open > 0 {
		limit := &LimitError{Limit: "number of read transactions open after CloseTimeout", Value: int64(open), Max: 0, Option: "CloseTimeout"}
		return fmt.Errorf("zerodb: close %s: %w", db.path, errors.Join(limit, err))
	}
	db.released = true
	db.dropIdle()
	err = errors.Join(err, db.closePages(), db.peers.leave())
	if db.lock != nil {
		err = errors.Join(err, db.lock.Close())
	}
	if err != nil {
		return fmt.Errorf("zerodb: close %s: %w", db.path, err)
	}
	return nil
}

// isSettled reports whether everything that was committed is durable. Nobody writes any more.
func (db *DB) isSettled() bool {
	return db.log == nil || db.w.asleep || db.w.latest.State.end <= db.log.Durable()
}

// tellPeers tells other processes that this one writes nothing more, before it waits for its readers: else who comes meanwhile would wait to be shown something. Where not everything is durable
// it is for them as if it had been killed.
func (db *DB) tellPeers() {
	switch {
	case db.peers == nil || db.follow != nil:
	case db.isSettled():
		db.peers.memory.EndLife()
	default:
		db.peers.memory.SayStopped()
	}
}

// dropIdle gives up the transactions that wait for reuse. The pool would keep them, and with them the whole database, over two cycles of the garbage
// collector: who opens many in turn would have all of those in memory, the more of them the more there are.
func (db *DB) dropIdle() {
	for db.idleTxs.Get() != nil {
	}
}

// closePages closes the data file, without the room behind its last page where the state that it holds is complete. Commits behind the last checkpoint have reserved some for the next one,
// which the next opening may need.
func (db *DB) closePages() error {
	limit := db.check.highWater
	behind := db.isBehind()
	if db.stopped.Load() != nil || db.check.unconcluded != nil || limit == 0 || db.w.free.HighWater() > limit || behind {
		return db.pager.Close()
	}
	return db.pager.CloseAt(limit)
}

// endWriting waits for the last writer and for whoever has the turn of checkpoints, ends the background work and leaves everything on disk.
func (db *DB) endWriting() error {
	err := db.lockWriter(context.Background())
	if err == nil {
		db.unlockWriter()
	}
	db.tasks.end()
	db.watchers.close()
	db.check.lockLast()
	defer db.check.unlock()
	if db.stopped.Load() == nil {
		err = errors.Join(err, db.finish())
	}
	if db.log != nil {
		err = errors.Join(err, db.log.Close())
	}
	return err
}

// finish takes the last checkpoint and gives back what the log does not need then. The caller has the turn of checkpoints. Where the checkpoint fails without stopping the database, for want of room or
// because a page is damaged, the log is made durable, so that nothing that was committed depends on it, whatever the durability.
func (db *DB) finish() error {
	if db.log == nil {
		return nil
	}
	if err := db.shorten(context.Background()); err != nil && db.stopped.Load() != nil {
		return err // any other failure only leaves the file as long as it is
	}
	err := db.nextCheckpoint(context.Background(), isLast)
	if err != nil && db.stopped.Load() == nil {
		return errors.Join(err, db.log.Sync(context.Background()))
	}
	if err != nil || db.w.asleep {
		return err
	}
	return db.log.Trim()
}

// readersPoll is how often Close looks whether the last reader has gone.
const readersPoll = time.Millisecond

// waitForReaders returns when no read transaction is open any more, or after CloseTimeout with the number of those that
// are.
func (db *DB) waitForReaders() (open int) {
	ctx := context.Background()
	if db.opts.CloseTimeout > 0 {
		limited, cancel := context.WithTimeout(ctx, db.opts.CloseTimeout)
		defer cancel()
		ctx = limited
	}
	for {
		_, open = db.readers.Pins(nil)
		if open == 0 || !pause(ctx, readersPoll) {
			return open
		}
	}
}
