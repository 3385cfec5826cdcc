package pipeline

import (
	"context"
	"sync/atomic"
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
	// expires is the deadline in the lane's count, never for none; written before the slot is anywhere.
	expires int64
	// err, unsent and abandoned are the outcome; written before done is signalled.
	err               error
	unsent, abandoned bool
	// done is signalled once for each request that its own caller did not abandon.
	done chan struct{}
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

// outcome returns how the request ended, after done was signalled.
func (s *Slot) outcome() Outcome {
	return Outcome{Err: s.err, Unsent: s.unsent, Abandoned: s.abandoned}
}

// await waits until the slot is done, which it is when its deadline passes, or the context ends.
func (s *Slot) await(ctx context.Context) Outcome {
	ended := ctx.Done()
	if ended == nil {
		<-s.done
		return s.outcome()
	}
	select {
	case <-s.done:
		return s.outcome()
	case <-ended:
		return s.abandon(ctx.Err())
	}
}

// abandon leaves the slot to its line, unless it is just being completed: then the answer counts.
func (s *Slot) abandon(cause error) Outcome {
	if !s.leave() {
		<-s.done
		return s.outcome()
	}
	if !s.unsent {
		// A sent slot's line can no longer change.
		s.line.suspect(s.seen)
	}
	return Outcome{Err: cause, Unsent: s.unsent, Abandoned: true}
}
