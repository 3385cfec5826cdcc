package wal

import (
	"context"
	"fmt"
	"slices"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// purpose is what a waiter waits for.
type purpose uint8

const (
	// forPosition waits until a position is durable, and takes the turn if nobody else does.
	forPosition purpose = iota
	// forTurn waits for the turn itself, before all who wait for a position.
	forTurn
)

// signal is what a waiter is woken with.
type signal uint8

const (
	// settled says that the position is durable or never will be.
	settled signal = iota
	// yourTurn says that the waiter has the turn now and must end it.
	yourTurn
)

// waiter is one goroutine that waits. It is woken exactly once, under Log.mu, after it left the queue.
type waiter struct {
	purpose purpose
	lsn     ids.LSN
	wake    chan signal
}

// enqueue adds a waiter, those for the turn at the front. The caller holds mu.
func (l *Log) enqueue(p purpose, lsn ids.LSN) *waiter {
	w := l.idleWaiter()
	w.purpose, w.lsn = p, lsn
	l.queue = append(l.queue, w)
	if p == forTurn {
		copy(l.queue[1:], l.queue)
		l.queue[0] = w
	}
	return w
}

// idleWaiter returns a waiter for use, a former one where possible. The caller holds mu.
func (l *Log) idleWaiter() *waiter {
	last := len(l.idle) - 1
	if last < 0 {
		return &waiter{wake: make(chan signal, 1)}
	}
	w := l.idle[last]
	l.idle = l.idle[:last]
	return w
}

// await waits until w is woken or ctx ends, and gives w back. When ctx ends first, the waiter leaves the queue;
// a turn that reached it at that moment is reported as yourTurn beside the error of ctx.
func (l *Log) await(ctx context.Context, w *waiter) (signal, error) {
	var ended error
	var s signal
	woken := true
	select {
	case s = <-w.wake:
	case <-ctx.Done():
		ended, woken = ctx.Err(), false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if !woken && !l.leaveQueue(w) {
		s = <-w.wake
	}
	l.idle = append(l.idle, w)
	return s, ended
}

// leaveQueue removes w and reports false when it was not there because it had been woken. The caller holds mu.
func (l *Log) leaveQueue(w *waiter) bool {
	for i, other := range l.queue {
		if other == w {
			l.queue = slices.Delete(l.queue, i, i+1)
			return true
		}
	}
	return false
}

// takeTurn waits for the turn. It returns the log's failure, without the turn, when there is one.
func (l *Log) takeTurn() error {
	l.waitTurn()
	if err := l.Err(); err != nil {
		l.endTurn(nil)
		return err
	}
	return nil
}

// waitTurn waits for the turn, also when the log has failed.
func (l *Log) waitTurn() {
	l.mu.Lock()
	if !l.busy {
		l.busy = true
		l.mu.Unlock()
		return
	}
	w := l.enqueue(forTurn, 0)
	l.mu.Unlock()
	if _, err := l.await(context.Background(), w); err != nil {
		return // The background context never ends.
	}
}

// raise makes target the durable position, telling OnDurable first. The caller has the turn.
func (l *Log) raise(target ids.LSN) {
	if target <= l.Durable() {
		return
	}
	l.opts.OnDurable(target)
	l.durable.Store(uint64(target))
}

// endTurn gives the turn back. It stops the log if cause is not nil, wakes everybody whose wait is over, and then
// hands the turn to the next who needs it: last, so that those who go on may append before the next sync starts.
func (l *Log) endTurn(cause error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if cause != nil {
		l.stopLocked(cause)
	}
	l.wakeSettled()
	l.busy = len(l.queue) > 0
	if !l.busy {
		return
	}
	next := l.queue[0]
	l.queue = slices.Delete(l.queue, 0, 1)
	next.wake <- yourTurn
}

// wakeSettled wakes those whose position is durable, or everybody who waits for one when the log has failed. The
// caller holds mu.
func (l *Log) wakeSettled() {
	durable := l.Durable()
	l.queue = slices.DeleteFunc(l.queue, func(w *waiter) bool {
		over := w.purpose == forPosition && (w.lsn <= durable || l.failure != nil)
		if over {
			w.wake <- settled
		}
		return over
	})
}

// stopLocked notes the first failure and returns the error that everybody gets. The caller holds mu.
func (l *Log) stopLocked(cause error) error {
	if l.failure == nil {
		l.failure = fmt.Errorf("%w: %w", ErrStopped, cause)
	}
	return l.failure
}
