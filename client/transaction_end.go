package client

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/aero/op"
)

// endTiming is the default of what bounds each step of a transaction's end.
func endTiming() Timing {
	return Timing{
		Total: 10 * time.Second, Attempt: 3 * time.Second, MaxRetries: 5,
		RetryDelay: 50 * time.Millisecond, RetryDelayMax: time.Second,
	}
}

// Commit makes the transaction's writes happen, if no record that it has read was changed by others since. After success
// it may be called again, which does nothing.
//
// Errors are of type *Error. With ErrTransactionAborted inside, nothing of the transaction has happened or will: a record
// has changed (aero.CodeTransactionVersionMismatch), its time was over, or it had been aborted. With InDoubt nodes may
// have decided to commit: call it again to learn.
func (t *Transaction) Commit(ctx context.Context) error {
	t.ending.Lock()
	defer t.ending.Unlock()
	switch t.now() {
	case transactionCommitted:
		return nil
	case transactionAborted:
		return &Error{Op: "commit", Err: ErrTransactionAborted}
	case transactionOpen:
		if err := t.verify(ctx); err != nil {
			t.become(transactionAborted)
			t.settle(ctx, aero.TransactionRollBack)
			return t.failed(err, fmt.Errorf("%w: %w", ErrTransactionAborted, err))
		}
		t.become(transactionVerified)
	}
	if err := t.decide(ctx); err != nil {
		return err
	}
	t.become(transactionCommitted)
	t.settle(ctx, aero.TransactionRollForward)
	return nil
}

// Abort makes nothing of the transaction happen. After an abort it may be called again, which does nothing.
//
// It fails only if the transaction was committed, or may have been: with ErrTransaction inside of an *Error. Where nodes
// cannot be reached they free the records by themselves; see Settled.
func (t *Transaction) Abort(ctx context.Context) error {
	t.ending.Lock()
	defer t.ending.Unlock()
	switch t.now() {
	case transactionAborted:
		return nil
	case transactionCommitted:
		return &Error{Op: "abort", Err: fmt.Errorf("transaction was committed: %w", ErrTransaction)}
	case transactionVerified:
		return &Error{Op: "abort", Err: fmt.Errorf("transaction may have been committed: %w", ErrTransaction), Hint: "call Commit again"}
	}
	t.become(transactionAborted)
	t.settle(ctx, aero.TransactionRollBack)
	return nil
}

// now returns how far the transaction is.
func (t *Transaction) now() transactionState {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.state
}

// become notes how far the transaction is.
func (t *Transaction) become(state transactionState) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.state = state
}

// failed makes the error of a commit that did not happen because of another error.
func (t *Transaction) failed(because, cause error) error {
	e := &Error{Op: "commit", Subject: t.namespace, Err: cause}
	var inner *Error
	if errors.As(because, &inner) {
		e.Node, e.Attempts = inner.Node, inner.Attempts
	}
	return e
}

// verify checks that what was read is still valid.
func (t *Transaction) verify(ctx context.Context) error {
	t.mu.Lock()
	entries := make([]BatchEntry, 0, len(t.reads))
	for digest, read := range t.reads {
		entries = append(entries, BatchEntry{
			key: aero.DigestKey(t.namespace, read.set, digest), flags: aero.FlagRead | aero.FlagNoBinData,
			more: &entryMore{step: aero.TransactionVerify, version: read.version},
		})
	}
	t.mu.Unlock()
	return t.carryOut(ctx, entries, t.client.live.Load().Policies.Verify)
}

// carryOut carries out a batch that must succeed as a whole, in the time that the client's policies give it.
func (t *Transaction) carryOut(ctx context.Context, entries []BatchEntry, timing Timing) error {
	if len(entries) == 0 {
		return nil
	}
	results, err := t.client.Batch(ctx, entries, &BatchPolicy{Timing: timing})
	for i := 0; err == nil && i < len(results); i++ {
		err = results[i].Err
	}
	return err
}

// decide tells the monitor that the writes shall happen. From then on nobody can make them undone.
func (t *Transaction) decide(ctx context.Context) error {
	t.mu.Lock()
	nothing := len(t.writes) == 0
	t.mu.Unlock()
	if nothing {
		return nil
	}
	operations, err := op.All(op.Put(monitorForward, true))
	if err != nil {
		return &Error{Op: "commit", Err: err}
	}
	key := t.monitorKey()
	l := t.client.newCall("commit", &key)
	defer l.free()
	l.cmd.Flags = aero.FlagWrite
	l.cmd.Operations = append(l.cmd.Operations, operations...)
	l.repeatable = true
	err = t.client.execute(ctx, l, t.client.live.Load().Policies.Roll)
	switch {
	case err == nil || errors.Is(err, aero.CodeTransactionCommitted):
		return nil
	case errors.Is(err, aero.CodeTransactionAborted):
		t.become(transactionAborted)
		return t.failed(err, fmt.Errorf("%w: %w", ErrTransactionAborted, err))
	}
	var e *Error
	if errors.As(err, &e) {
		e.InDoubt, e.Hint = l.unclear, "call Commit again to learn whether the transaction was committed"
	}
	return err
}

// settle gives every written record the version that it shall have and removes the monitor. What fails is left to the
// nodes.
func (t *Transaction) settle(ctx context.Context, step aero.TransactionStep) {
	t.mu.Lock()
	entries, ends := make([]BatchEntry, 0, len(t.writes)), &entryMore{rolls: true, step: step, transactionID: t.id}
	for digest, set := range t.writes {
		entries = append(entries, BatchEntry{
			key: aero.DigestKey(t.namespace, set, digest), flags: aero.FlagWrite | aero.FlagDurableDelete, more: ends,
		})
	}
	monitored, doubtful := t.monitored, t.doubtful
	t.mu.Unlock()
	rolled := t.carryOut(ctx, entries, t.client.live.Load().Policies.Roll)
	settled := rolled == nil && !doubtful && (!monitored || t.removeMonitor(ctx) == nil)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.settled = settled
}

// removeMonitor removes the monitor. One that is gone is removed.
func (t *Transaction) removeMonitor(ctx context.Context) error {
	key := t.monitorKey()
	l := t.client.newCall("end transaction", &key)
	defer l.free()
	l.cmd.Flags = aero.FlagWrite | aero.FlagDelete | aero.FlagDurableDelete
	l.repeatable = true
	err := t.client.execute(ctx, l, t.client.live.Load().Policies.Roll)
	if errors.Is(err, aero.CodeNotFound) {
		return nil
	}
	return err
}
