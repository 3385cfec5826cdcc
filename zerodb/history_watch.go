package zerodb

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"sync"

	"github.com/aerolith/aerolith/zerodb/internal/fault"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/wal"
)

// watchers wakes those who wait for the log to become durable further on.
type watchers struct {
	// mu guards the fields below. It is a leaf.
	mu sync.Mutex
	// wake is closed and forgotten when the durable position moves; nil while nobody waits.
	wake   chan struct{}
	closed bool
}

// wait returns a channel that is closed at the next move of the durable position, or at the end of the database.
func (w *watchers) wait() <-chan struct{} {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.wake == nil {
		w.wake = make(chan struct{})
		if w.closed {
			close(w.wake)
		}
	}
	return w.wake
}

// moved wakes everybody.
func (w *watchers) moved() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.wake != nil && !w.closed {
		close(w.wake)
		w.wake = nil
	}
}

// close wakes everybody for good.
func (w *watchers) close() {
	w.moved()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed = true
	if w.wake != nil {
		close(w.wake)
		w.wake = nil
	}
}

// durableReached takes in that the log is durable up to a position.
func (db *DB) durableReached(lsn ids.LSN) {
	db.published.reached(lsn)
	db.watchers.moved()
}

// Position returns the place behind the last transaction that was committed, once that is durable. Errors: ErrClosed, ErrNoLog,
// ErrStopped, ErrNoSpace when the log cannot begin, ErrCommitUnknown, and one that wraps ctx.Err().
func (db *DB) Position(ctx context.Context) (Position, error) {
	if db.log == nil {
		return Position{}, ErrNoLog
	}
	if db.closed.Load() {
		return Position{}, ErrClosed
	}
	if err := db.lockAwake(ctx); err != nil {
		return Position{}, err
	}
	if db.closed.Load() {
		db.unlockWriter()
		return Position{}, ErrClosed
	}
	tx, at, epoch := commitOf(db.w.latest), db.log.Position(), db.log.Epoch()
	db.unlockWriter()
	if err := db.log.WaitDurable(ctx, at.LSN); err != nil {
		return Position{}, fmt.Errorf("%w: %w", ErrCommitUnknown, err)
	}
	return Position{Tx: uint64(tx), identity: db.identity, epoch: epoch, log: at}, nil
}

// Watch iterates over the transactions committed behind a position, each exactly once and in the order of their commits, first those
// that are there already, then each new one as soon as it is durable, whatever the database's Durability, until ctx ends. Save Commit.Position
// together with what you made of the commit, and a later Watch goes on from there, also after a restart.
//
// While the loop runs, the log behind it is held, up to Options.LogHoldBytes. The loop ends with an error, which is yielded once beside
// an empty Commit: one that wraps ctx.Err(), ErrClosed, ErrPositionGone, ErrPositionForeign, ErrNoLog, ErrStopped, ErrNoSpace when the
// log cannot begin, or *CorruptionError.
func (db *DB) Watch(ctx context.Context, from Position) iter.Seq2[Commit, error] {
	return func(yield func(Commit, error) bool) {
		if err := db.yieldCommits(ctx, from, db.waitDurable, yield); err != nil {
			yield(Commit{}, fmt.Errorf("zerodb: watch: %w", err))
		}
	}
}

// History iterates over the transactions that are committed and durable behind a position, in the order of their commits, and ends
// after the last. The zero Position begins at the oldest that is kept. Errors are those of Watch.
func (db *DB) History(ctx context.Context, from Position) iter.Seq2[Commit, error] {
	end := func(context.Context, ids.LSN) error { return io.EOF }
	return func(yield func(Commit, error) bool) {
		if err := db.yieldCommits(ctx, from, end, yield); err != nil && !errors.Is(err, io.EOF) {
			yield(Commit{}, fmt.Errorf("zerodb: history: %w", err))
		}
	}
}

// waitDurable waits until the log is durable beyond a position.
func (db *DB) waitDurable(ctx context.Context, lsn ids.LSN) error {
	for {
		moved := db.watchers.wait()
		switch {
		case db.log.Durable() > lsn:
			return nil
		case db.closed.Load():
			return ErrClosed
		case db.stopped.Load() != nil:
			return db.stoppedError()
		}
		select {
		case <-moved:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// yieldCommits yields commits until the body ends the loop (nil) or there is a reason to end. atEnd is asked at the end of what is durable.
func (db *DB) yieldCommits(ctx context.Context, from Position, atEnd func(context.Context, ids.LSN) error, yield func(Commit, error) bool) error {
	if db.log == nil {
		return ErrNoLog
	}
	if err := db.lockAwake(ctx); err != nil {
		return err
	}
	db.unlockWriter()
	hold := db.log.Hold(from.log.LSN)
	defer hold.Release()
	options := logSource{fs: db.opts.FS, path: db.path, archive: db.opts.ArchivePath, identity: db.identity}.options()
	r, err := newCommitReader(options, from)
	if err != nil {
		return err
	}
	defer r.close()
	hold.Move(r.start())
	for {
		switch err := ctx.Err(); {
		case err != nil:
			return err
		case db.closed.Load():
			return ErrClosed
		}
		durable := db.log.Durable()
		commit, err := r.next(durable)
		switch at := r.start(); {
		case errors.Is(err, io.EOF) && at < durable: // what was never synced may look like this, what was cannot
			err = fault.New(0, "log: durable end", 0, uint64(durable), uint64(at))
		case errors.Is(err, io.EOF):
			if err = atEnd(ctx, durable); err == nil {
				continue
			}
		}
		if err != nil {
			return brokenHold(hold, err)
		}
		hold.Move(commit.from())
		if !yield(commit, nil) {
			return nil
		}
		hold.Move(commit.Position.log.LSN)
	}
}

// brokenHold blames the end of a hold for what looks like damage: the segment was recycled while it was read.
func brokenHold(hold *wal.Hold, err error) error {
	if hold.Broken() && errors.As(err, new(*CorruptionError)) {
		return fmt.Errorf("%w: it was more than LogHoldBytes behind", ErrPositionGone)
	}
	return err
}
