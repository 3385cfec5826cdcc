package client

import (
	"context"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/aero/cdt"
	"github.com/aerolith/aerolith/aero/op"
)

// The bins of a transaction's monitor.
const (
	monitorID      = "id"
	monitorDigests = "keyds"
	monitorForward = "fwd"
)

// inTransaction carries out a call that belongs to a transaction: a write is announced first.
func (c *Client) inTransaction(ctx context.Context, l *call, timing Timing) error {
	t := l.transaction
	key := keyOf(l)
	if err := t.admit(c, key.Namespace); err != nil {
		return &Error{Op: l.op, Subject: l.subject().String(), Err: err}
	}
	if !l.isRead() {
		if err := t.announce(ctx, []aero.Digest{key.Digest}, timing); err != nil {
			return err
		}
	}
	t.bind(&l.cmd)
	l.result.Version = 0
	err := c.attempts(ctx, l, timing)
	outcome := recordOutcome{write: !l.isRead(), version: l.result.Version, err: err}
	if e, ok := err.(*Error); ok {
		outcome.inDoubt = e.InDoubt
	}
	t.note(&key, outcome)
	return err
}

// announce lists records in the monitor, which is made if there is none: nodes free them if the client does not. After a
// failure nothing of the call that follows has been sent.
func (t *Transaction) announce(ctx context.Context, digests []aero.Digest, timing Timing) error {
	missing := t.unannounced(digests)
	if len(missing) == 0 {
		return nil
	}
	key := t.monitorKey()
	l := t.client.newCall("announce write of transaction", &key)
	defer l.free()
	values := make([]any, len(missing))
	for i := range missing {
		values[i] = missing[i][:]
	}
	list := cdt.List(monitorDigests).Under(cdt.ListOrdered, cdt.ListAddUnique|cdt.ListNoFail|cdt.ListPartial)
	steps := []op.Step{op.Put(monitorID, int64(t.id)), list.AppendAll(values...)}
	operations, err := op.All(steps...)
	if err != nil {
		return &Error{Op: l.op, Err: err}
	}
	if t.expires() {
		operations = operations[1:]
	}
	l.cmd.Flags = aero.FlagWrite | aero.FlagRespondAllOps
	l.cmd.TTLSeconds = t.seconds
	l.cmd.Operations = append(l.cmd.Operations, operations...)
	l.repeatable = true
	t.mu.Lock()
	t.monitored = true
	t.mu.Unlock()
	err = t.client.execute(ctx, l, timing)
	t.mu.Lock()
	defer t.mu.Unlock()
	if err == nil && t.deadlineSeconds == 0 {
		t.deadlineSeconds = l.result.DeadlineSeconds
	}
	return err
}

// expires reports whether it is known when the transaction expires: then there is a monitor.
func (t *Transaction) expires() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.deadlineSeconds != 0
}

// admitBatch checks that a batch may belong to the transaction, and announces its writes.
func (t *Transaction) admitBatch(ctx context.Context, c *Client, entries []BatchEntry, timing Timing) error {
	var writes []aero.Digest
	for i := range entries {
		if err := t.admit(c, entries[i].key.Namespace); err != nil {
			return &Error{Op: "batch", Err: err}
		}
		if !entries[i].isRead() {
			writes = append(writes, entries[i].key.Digest)
		}
	}
	if len(writes) == 0 {
		return nil
	}
	return t.announce(ctx, writes, timing)
}
