package client

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/client/internal/retry"
)

// BatchEntry is one command of a batch. It is made by BatchGet and its siblings.
type BatchEntry struct {
	key aero.Key
	cmd aero.RecordCommand
	// keep says that the answer is a record.
	keep bool
}

// BatchResult is the outcome of one entry.
type BatchResult struct {
	// Record is what was read; nil after a failure and for writes that read nothing.
	Record *Record
	// Err is nil or an *Error, with aero.CodeNotFound if there is no such record.
	Err error
}

// BatchGet reads a record: all bins, or those that are named.
func BatchGet(key aero.Key, bins ...string) BatchEntry {
	e := batchEntry(key, aero.FlagRead)
	if len(bins) == 0 {
		e.cmd.Flags |= aero.FlagReadAllBins
	}
	for _, bin := range bins {
		e.cmd.Operations = append(e.cmd.Operations, aero.Operation{Type: aero.OpRead, Bin: bin})
	}
	e.keep = true
	return e
}

// BatchGetHeader reads a record's generation and expiry.
func BatchGetHeader(key aero.Key) BatchEntry {
	e := batchEntry(key, aero.FlagRead|aero.FlagNoBinData)
	e.keep = true
	return e
}

// BatchPut writes bins in their encoded form. Of the policy, which may be nil, Timing does not count.
func BatchPut(key aero.Key, bins []aero.Bin, policy *WritePolicy) BatchEntry {
	e := batchEntry(key, aero.FlagWrite)
	for i := range bins {
		op := aero.Operation{Type: aero.OpWrite, Bin: bins[i].Name, Value: bins[i].Value}
		e.cmd.Operations = append(e.cmd.Operations, op)
	}
	return e.under(policy)
}

// BatchDelete removes a record. Of the policy, which may be nil, Timing does not count.
func BatchDelete(key aero.Key, policy *WritePolicy) BatchEntry {
	return batchEntry(key, aero.FlagWrite|aero.FlagDelete).under(policy)
}

// BatchOperate carries out operations on one record as one step. Of the policy, which may be nil, Timing does not
// count.
func BatchOperate(key aero.Key, operations []aero.Operation, policy *WritePolicy) BatchEntry {
	e := batchEntry(key, operateFlags(operations))
	e.cmd.Operations = operations
	e.keep = true
	return e.under(policy)
}

// batchEntry makes an entry without operations.
func batchEntry(key aero.Key, flags aero.Flags) BatchEntry {
	return BatchEntry{key: key, cmd: aero.RecordCommand{
		Namespace: key.Namespace, Set: key.Set, Digest: key.Digest, Flags: flags,
	}}
}

// under applies a policy to the entry.
func (e BatchEntry) under(policy *WritePolicy) BatchEntry {
	if policy != nil {
		applyWritePolicy(&e.cmd, &e.key, policy)
	}
	return e
}

// isRead reports whether the entry changes nothing.
func (e *BatchEntry) isRead() bool { return e.cmd.Flags&aero.FlagWrite == 0 }

// maxBatchEntries is how many entries servers accept in one request.
const maxBatchEntries = 5000

// Batch carries out commands on many records, grouped by node, and returns an outcome for each entry in order. A nil
// policy means the defaults. What a server refuses stands in the entry's outcome alone. The error is nil if every
// entry was answered; otherwise it is the *Error of the last attempt, and the outcomes say which entries it hit and
// which writes are in doubt.
func (c *Client) Batch(ctx context.Context, entries []BatchEntry, policy *BatchPolicy) ([]BatchResult, error) {
	if policy == nil {
		policy = &BatchPolicy{}
	}
	b := newBatch(c, entries, policy)
	r := c.newRun("batch", subject{}, policy.Timing, c.live.Load().Timing)
	err := r.loop(ctx, func(deadline time.Time) (*node, retry.Failure, error) { return b.round(ctx, deadline) })
	return b.finish(err)
}

// finish turns what is known about every entry into outcomes.
func (b *batch) finish(err error) ([]BatchResult, error) {
	unanswered := false
	for i := range b.entries {
		o := &b.outcomes[i]
		if o.answered && o.err == nil {
			continue
		}
		b.results[i].Err = b.entryError(i, err)
		b.results[i].Record = nil
		unanswered = unanswered || !o.failure.Answered
	}
	if !unanswered {
		return b.results, nil
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
	return &Error{
		Op: "batch entry " + fmt.Sprint(index), Subject: about.String(), Node: o.node, InDoubt: o.failure.InDoubt(),
		Hint: hint(cause), Err: cause, retryable: o.failure.Safe(),
	}
}
