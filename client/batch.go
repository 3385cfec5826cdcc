package client

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/client/internal/retry"
)

// BatchResult is the outcome of one entry.
type BatchResult struct {
	// Record is what was read; nil after a failure and for writes that read nothing. Records of one batch share memory: to
	// keep one of many for long, keep Record.Clone.
	Record *Record
	// Err is nil or an *Error, with aero.CodeNotFound if there is no such record.
	Err error
}

// Returned returns what the function of a BatchExecute returned; nil for nothing.
func (r *BatchResult) Returned() (any, error) {
	if r.Err != nil || r.Record == nil {
		return nil, r.Err
	}
	return r.Record.returned()
}

// maxBatchEntries is how many entries servers accept in one request.
const maxBatchEntries = 5000

// Batch carries out commands on many records, grouped by node, and returns an outcome for each entry in order. A nil
// policy means the defaults. What a server refuses stands in the entry's outcome alone. The error is nil if every
// entry was answered; otherwise it is the *Error of the last attempt, and the outcomes say which entries it hit and
// which writes are in doubt.
func (c *Client) Batch(ctx context.Context, entries []BatchEntry, policy *BatchPolicy) ([]BatchResult, error) {
	memory := c.borrowBatchMemory()
	defer c.returnBatchMemory(memory)
	return c.batch(ctx, memory, entries, policy)
}

// GetMany reads many records, all bins or those that are named, and returns an outcome for each key in order: Batch of
// BatchGets, at a lower price, because nobody keeps the entries. A missing record is aero.CodeNotFound in its outcome.
func (c *Client) GetMany(ctx context.Context, keys []aero.Key, policy *BatchPolicy, bins ...string) ([]BatchResult, error) {
	memory := c.borrowBatchMemory()
	defer c.returnBatchMemory(memory)
	memory.entries = appendGets(memory.entries[:0], keys, bins)
	return c.batch(ctx, memory, memory.entries, policy)
}

// borrowBatchMemory returns memory for a batch whose results will be their caller's.
func (c *Client) borrowBatchMemory() *BatchMemory {
	if memory, ok := c.batches.Get().(*BatchMemory); ok {
		return memory
	}
	return new(BatchMemory)
}

// returnBatchMemory keeps what a batch leaves that is over.
func (c *Client) returnBatchMemory(memory *BatchMemory) {
	memory.release()
	c.batches.Put(memory)
}

// BatchInto is Batch with results in memory of the caller's, which is used again: results, records and values that lay in
// it before become invalid.
func (c *Client) BatchInto(ctx context.Context, memory *BatchMemory, entries []BatchEntry, policy *BatchPolicy) ([]BatchResult, error) {
	memory.lasting = true
	return c.batch(ctx, memory, entries, policy)
}

// batch is Batch with results in some memory.
func (c *Client) batch(ctx context.Context, memory *BatchMemory, entries []BatchEntry, policy *BatchPolicy) ([]BatchResult, error) {
	policy = c.live.Load().Policies.batch(entries, policy)
	if t := policy.Transaction; t != nil {
		if err := t.admitBatch(ctx, c, entries, policy.Timing); err != nil {
			return nil, err
		}
	}
	b := newBatch(c, memory, entries, policy)
	r := c.newRun("batch", subject{}, policy.Timing, c.live.Load().Timing)
	err := r.loop(ctx, func(deadline time.Time) (*node, retry.Failure, error) { return b.round(ctx, deadline) })
	return b.finish(err)
}

// finish turns what is known about every entry into outcomes. The error of the whole says InDoubt if any entry does.
func (b *batch) finish(err error) ([]BatchResult, error) {
	unanswered, doubtful := false, false
	for i := range b.entries {
		o := &b.outcomes[i]
		if o.answered && o.err == nil {
			continue
		}
		b.results[i].Err = b.entryError(i, err)
		b.results[i].Record = nil
		doubtful = doubtful || o.failure.InDoubt()
		if b.transaction != nil && !o.answered && o.failure.InDoubt() {
			b.transaction.note(&b.entries[i].key, recordOutcome{write: true, inDoubt: true})
		}
		unanswered = unanswered || !o.failure.Answered
	}
	if !unanswered {
		return b.results, nil
	}
	var whole *Error
	if errors.As(err, &whole) {
		whole.InDoubt = doubtful
	}
	return b.results, err
}

// entryError makes the error of one entry; whole is why the batch ended.
func (b *batch) entryError(index int, whole error) error {
	o, e := &b.outcomes[index], &b.entries[index]
	about := subjectOf(&e.key)
	cause := o.err
	if cause == nil {
		// The entry was never tried.
		o.failure = retry.Failure{Unsent: true}
		cause = whole
	}
	var inner *Error
	if errors.As(cause, &inner) {
		cause = inner.Err
	}
	cause = translated(cause)
	name := ""
	if n := o.where(); n != nil {
		name = n.name
	}
	return &Error{
		Op: "batch entry " + fmt.Sprint(index), Subject: about.String(), Node: name, InDoubt: o.failure.InDoubt(),
		Hint: hint(cause), Err: cause, retryable: o.failure.Safe(),
	}
}
