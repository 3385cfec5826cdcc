package client

import (
	"context"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/client/internal/pipeline"
	"github.com/aerolith/aerolith/client/internal/retry"
)

// call is a command on one record under way. Calls are reused.
type call struct {
	// home is the client that the call belongs to.
	home *Client
	cmd  aero.RecordCommand
	// op names the call, for errors.
	op string
	// replica says which copy is read.
	replica Replica
	// hedge says whether a slow read is made twice.
	hedge Hedge
	// keepsFailure says that the record of a refusal is of interest: it holds a function's message.
	keepsFailure bool
	// record takes the answer; nil for none.
	record *Record
	// payload is the whole request if the caller brings it; nil otherwise.
	payload []byte
	// transaction is what the call belongs to; nil for none.
	transaction *Transaction
	// repeatable says that the write may run twice; unclear that an attempt was made whose outcome nobody told.
	repeatable, unclear bool
	// compress says that the request is to be compressed.
	compress bool
	// tries counts the attempts that failed, for choosing a copy.
	tries int
	callMemory
}

// callMemory is what a call keeps for the next one.
type callMemory struct {
	// slot carries the request over a shared connection.
	slot *pipeline.Slot
	// result is the answer.
	result aero.RecordResult
	// reply holds an answer that is no record.
	reply []byte
	// values backs encoded values, names the names of bins while they are sorted.
	values []byte
	names  []string
}

// newCall returns a call on the key's record.
func (c *Client) newCall(op string, key *aero.Key) *call {
	l, ok := c.calls.Get().(*call)
	if !ok {
		l = &call{home: c, callMemory: callMemory{slot: pipeline.NewSlot()}}
		l.slot.Request = make([]byte, 0, usualRequest)
	}
	l.op, l.replica, l.hedge, l.keepsFailure, l.record, l.tries = op, 0, Hedge{}, false, nil, 0
	l.transaction, l.repeatable, l.unclear, l.payload, l.compress = nil, false, false, nil, false
	operations := l.cmd.Operations[:0]
	l.cmd = aero.RecordCommand{Namespace: key.Namespace, Set: key.Set, Digest: key.Digest, Operations: operations}
	return l
}

// usualRequest is how large most requests are at most, in bytes, so that the buffer of a new call need not grow bit by bit.
const usualRequest = 128

// free gives the call back. What the caller owns is forgotten, and memory of unusual size given up.
func (l *call) free() {
	clear(l.cmd.Operations)
	if cap(l.cmd.Operations) > maxKeptOperations {
		l.cmd.Operations = nil
	}
	if l.record != nil {
		l.result.Bins = nil // after a refusal they lie in the caller's record
	}
	l.record, l.transaction, l.payload = nil, nil, nil
	clear(l.names)
	l.names = l.names[:0]
	clear(l.result.Bins)
	l.result = aero.RecordResult{Bins: l.result.Bins[:0]}
	l.reply, l.values = kept(l.reply), kept(l.values)
	l.slot.Request, l.slot.Reply = kept(l.slot.Request), nil
	l.home.calls.Put(l)
}

// kept returns memory emptied for the next use, or nil if it is too large to be kept.
func kept(memory []byte) []byte {
	if cap(memory) > maxKeptBuffer {
		return nil
	}
	return memory[:0]
}

// maxKeptOperations is the largest list of operations that stays with an idle call.
const maxKeptOperations = 64

// isRead reports whether the command changes nothing.
func (l *call) isRead() bool { return l.cmd.Flags&aero.FlagWrite == 0 }

// mayRepeat reports whether the command may run twice.
func (l *call) mayRepeat() bool { return l.isRead() || l.repeatable }

// execute carries out a call with all its attempts. The result is nil or an *Error.
func (c *Client) execute(ctx context.Context, l *call, timing Timing) error {
	if l.transaction != nil {
		return c.inTransaction(ctx, l, timing)
	}
	return c.attempts(ctx, l, timing)
}

// attempts is execute for a call that is ready.
func (c *Client) attempts(ctx context.Context, l *call, timing Timing) error {
	if timing == (Timing{}) {
		timing = c.live.Load().Timing
	}
	if err := ctx.Err(); err != nil {
		return c.notBegun(l, err)
	}
	now := c.now()
	c.budget.Load().Earn()
	n, failure, err := c.try(ctx, l, timing.attemptEnd(now, timing.end(now)))
	if err == nil {
		return nil
	}
	return c.repeat(ctx, l, timing, attempted{began: now, node: n, failure: failure, err: err})
}

// notBegun returns the error of a call whose context had ended before it began.
//
// Calls that do begin need less of the stack without it.
//
//go:noinline
func (c *Client) notBegun(l *call, err error) error {
	r := run{client: c, op: l.op, subject: l.subject()}
	return r.failure(nil, retry.Failure{Unsent: true}, err)
}

// keyOf returns the key of a call's record, as far as the command has it.
func keyOf(l *call) aero.Key {
	return aero.Key{Namespace: l.cmd.Namespace, Set: l.cmd.Set, User: l.cmd.Key, Digest: l.cmd.Digest}
}

// subject says what the call is about.
func (l *call) subject() subject {
	return subject{namespace: l.cmd.Namespace, set: l.cmd.Set, digest: l.cmd.Digest, record: true}
}

// attempted is an attempt that failed.
type attempted struct {
	began   time.Time
	node    *node
	failure retry.Failure
	err     error
}

// repeat makes further attempts after the first one failed, if they are allowed.
func (c *Client) repeat(ctx context.Context, l *call, timing Timing, first attempted) error {
	r := run{client: c, op: l.op, subject: l.subject(), timing: timing, deadline: timing.end(first.began)}
	pending := &first
	return r.proceed(ctx, func(deadline time.Time) (*node, retry.Failure, error) {
		l.tries++
		if done := pending; done != nil {
			pending = nil
			return done.node, done.failure, done.err
		}
		return c.try(ctx, l, deadline)
	})
}

// try makes one attempt.
func (c *Client) try(ctx context.Context, l *call, deadline time.Time) (*node, retry.Failure, error) {
	if c.local != nil {
		failure, err := l.executeLocally(ctx, deadline)
		return nil, failure, err
	}
	n, err := c.route(l)
	if err != nil {
		_, permanent := aero.CodeOf(err)
		return nil, retry.Failure{Unsent: !permanent, Answered: permanent}, err
	}
	if delay, known := c.hedgeAfter(l); known {
		return c.hedge(ctx, l, n, delay, deadline)
	}
	failure, err := c.exchange(ctx, n, l, deadline)
	return n, failure, err
}

// route returns the node for the call.
func (c *Client) route(l *call) (*node, error) {
	if c.closed.Load() {
		return nil, ErrClosed
	}
	if l.isRead() && l.transaction == nil {
		return c.reader(l.cmd.Namespace, l.cmd.Digest.Partition(), l.replica, l.tries)
	}
	return c.state.Load().master(l.cmd.Namespace, l.cmd.Digest.Partition())
}
