package pipeline

import (
	"context"
	"sync/atomic"
	"time"
)

// The states of a slot.
const (
	// slotWaiting has no line yet.
	slotWaiting uint32 = iota
	// slotQueued waits for the writer of its line: provably unsent.
	slotQueued
	// slotSent was taken by the writer.
	slotSent
	// slotClaimed belongs to whoever completes it, who will signal done.
	slotClaimed
	// slotAbandoned belongs to its line; its caller has left.
	slotAbandoned
)

// Slot is one request and the place for its answer. A slot is used for one request after the other by one caller,
// until Do says that it was abandoned.
type Slot struct {
	// Request is the whole frame to send.
	Request []byte
	// Reply receives the body of the answer; its memory is reused.
	Reply []byte

	// state is one of the constants above.
	state atomic.Uint32
	// line is where the slot was queued, seen how many frames the line had received when it was sent. Both are
	// written before the state changes to queued and sent.
	line *line
	seen uint64
	// err and unsent are the outcome; written before done is signalled.
	err    error
	unsent bool
	// done is signalled once for each request that was not abandoned.
	done chan struct{}
	// timer is reused between requests.
	timer *time.Timer
}

// NewSlot makes a slot.
func NewSlot() *Slot {
	return &Slot{done: make(chan struct{}, 1)}
}

// Outcome is how a request ended.
type Outcome struct {
	// Err is nil if Slot.Reply holds the answer.
	Err error
	// Unsent says, of a failure, that no byte of the request can have left this machine.
	Unsent bool
	// Abandoned says that the slot must not be used again: an answer may still arrive for it.
	Abandoned bool
}

// complete gives the slot its outcome and wakes its caller. The slot must have been claimed.
func (s *Slot) complete(err error, unsent bool) {
	s.err, s.unsent = err, unsent
	s.done <- struct{}{}
}

// await waits until the slot is done, the deadline passes if it is not zero, or the context ends.
func (s *Slot) await(ctx context.Context, deadline time.Time, now func() time.Time) Outcome {
	var late <-chan time.Time
	if !deadline.IsZero() {
		late = s.arm(deadline.Sub(now()))
	}
	select {
	case <-s.done:
		if late != nil {
			s.timer.Stop()
		}
		return Outcome{Err: s.err, Unsent: s.unsent}
	case <-ctx.Done():
		return s.abandon(ctx.Err())
	case <-late:
		return s.abandon(ErrTimeout)
	}
}

// arm starts the timer.
func (s *Slot) arm(d time.Duration) <-chan time.Time {
	if s.timer == nil {
		s.timer = time.NewTimer(d)
	} else {
		s.timer.Reset(d)
	}
	return s.timer.C
}

// abandon leaves the slot to its line, unless it is just being completed: then the answer counts.
func (s *Slot) abandon(cause error) Outcome {
	for {
		switch state := s.state.Load(); state {
		case slotWaiting, slotQueued:
			if s.state.CompareAndSwap(state, slotAbandoned) {
				return Outcome{Err: cause, Unsent: true, Abandoned: true}
			}
		case slotSent:
			// A sent slot's line can no longer change.
			ln, seen := s.line, s.seen
			if s.state.CompareAndSwap(state, slotAbandoned) {
				ln.suspect(seen)
				return Outcome{Err: cause, Abandoned: true}
			}
		default:
			<-s.done
			return Outcome{Err: s.err, Unsent: s.unsent}
		}
	}
}
