package wal

import (
	"context"
	"fmt"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/vfs"
)

// WaitDurable returns when everything before lsn is synced. One of those who wait syncs for all that had been
// written when it began; who comes later is served by the next sync. A lone caller syncs by itself, without
// another goroutine.
//
// It returns nil whenever lsn is durable, also on a stopped log; ErrNotWritten when the log does not reach lsn;
// an error wrapping ErrStopped or ErrClosed when lsn will not become durable in this life; and an error wrapping
// that of ctx when ctx ends first, after which lsn may still become durable. A sync that has begun in the
// caller's name is not broken off.
func (l *Log) WaitDurable(ctx context.Context, lsn ids.LSN) error {
	if lsn <= l.Durable() {
		return nil
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("zerodb/wal: wait for position %d: %w", lsn, err)
	}
	w, err := l.join(lsn)
	if err != nil {
		return err
	}
	if w == nil {
		return l.lead(lsn)
	}
	s, err := l.await(ctx, w)
	if err != nil {
		return l.giveUpWait(s, lsn, err)
	}
	if s == yourTurn {
		return l.lead(lsn)
	}
	return l.outcome(lsn)
}

// Sync returns when everything that has been appended so far is synced. Its errors are those of WaitDurable.
func (l *Log) Sync(ctx context.Context) error { return l.WaitDurable(ctx, l.Written()) }

// join takes the turn if it is free and returns nil, or else queues up and returns the waiter.
func (l *Log) join(lsn ids.LSN) (*waiter, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.failure != nil && lsn > l.Durable():
		return nil, l.failure
	case lsn > l.position.LSN:
		return nil, fmt.Errorf("%w: waiting for %d, log ends at %d", ErrNotWritten, lsn, l.position.LSN)
	case l.busy:
		return l.enqueue(forPosition, lsn), nil
	}
	l.busy = true
	return nil, nil
}

// lead syncs for everybody who has written so far. The caller has the turn; it is given back.
func (l *Log) lead(lsn ids.LSN) error {
	l.mu.Lock()
	target, active, failure := l.position.LSN, l.active, l.failure
	l.mu.Unlock()
	if failure != nil || target <= l.Durable() {
		l.endTurn(nil)
		return l.outcome(lsn)
	}
	err := l.settleUpTo(active)
	if err != nil {
		err = fmt.Errorf("sync the log up to %d: %w", target, err)
	} else {
		l.raise(target)
	}
	l.endTurn(err)
	return l.outcome(lsn)
}

// settleUpTo syncs the segments up to one that was the active one, and gives them their names. The writer may be further by now. The
// caller has the turn.
func (l *Log) settleUpTo(active *running) error {
	full := l.full()
	for i, s := range full {
		if s == active {
			return l.settle(full[:i+1])
		}
	}
	if err := l.settle(full); err != nil {
		return err
	}
	if err := l.syncMeasured(active.file); err != nil {
		return err
	}
	return l.name(active)
}

// giveUpWait ends the wait of a caller whose context ended, passing a turn on that reached it at that moment.
func (l *Log) giveUpWait(s signal, lsn ids.LSN, ended error) error {
	if s == yourTurn {
		l.endTurn(nil)
	}
	if lsn <= l.Durable() {
		return nil
	}
	return fmt.Errorf("zerodb/wal: wait for position %d: %w", lsn, ended)
}

// outcome says how a wait for lsn has ended.
func (l *Log) outcome(lsn ids.LSN) error {
	if lsn <= l.Durable() {
		return nil
	}
	return l.Err()
}

// syncMeasured syncs a segment and tells who wants to know how long it took. Where he ends the goroutine nobody else gives the turn back. The caller has the turn.
func (l *Log) syncMeasured(file vfs.File) error {
	if l.opts.OnSync == nil {
		return file.SyncData()
	}
	began := l.opts.Now()
	err := file.SyncData()
	told := false
	defer func() {
		if !told {
			l.endTurn(errUntold)
		}
	}()
	err = l.opts.OnSync(l.opts.Now().Sub(began), err)
	told = true
	return err
}
