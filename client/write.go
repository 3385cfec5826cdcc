package client

import (
	"context"
	"errors"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/aero/op"
)

// Put writes bins: it creates the record or changes the bins that are named, unless the policy says otherwise. A nil
// value removes its bin. A nil policy means the defaults.
//
// Errors are of type *Error; one with InDoubt leaves open whether the record was written.
// aero.ErrUnsupportedValue is the cause if a value cannot be stored.
func (c *Client) Put(ctx context.Context, key aero.Key, bins Bins, policy *WritePolicy) error {
	encoded, err := bins.encoded()
	if err != nil {
		about := subjectOf(&key)
		return &Error{Op: "put", Subject: about.String(), Err: err}
	}
	return c.PutBins(ctx, key, encoded, policy)
}

// PutBins is Put of values in their encoded form, which saves their encoding. The bins are not kept.
func (c *Client) PutBins(ctx context.Context, key aero.Key, bins []aero.Bin, policy *WritePolicy) error {
	l := c.newCall("put", &key)
	defer l.free()
	l.cmd.Flags = aero.FlagWrite
	for i := range bins {
		op := aero.Operation{Type: aero.OpWrite, Bin: bins[i].Name, Value: bins[i].Value}
		l.cmd.Operations = append(l.cmd.Operations, op)
	}
	return c.write(ctx, l, &key, policy)
}

// Delete removes a record and reports whether there was one. A nil policy means the defaults. Errors are those of Put.
func (c *Client) Delete(ctx context.Context, key aero.Key, policy *WritePolicy) (existed bool, err error) {
	l := c.newCall("delete", &key)
	defer l.free()
	l.cmd.Flags = aero.FlagWrite | aero.FlagDelete
	err = c.write(ctx, l, &key, policy)
	if errors.Is(err, aero.CodeNotFound) {
		return false, nil
	}
	return err == nil, err
}

// Touch renews a record's life and counts up its generation. A nil policy means the defaults. Errors are those of Put,
// with aero.CodeNotFound if there is no such record.
func (c *Client) Touch(ctx context.Context, key aero.Key, policy *WritePolicy) error {
	l := c.newCall("touch", &key)
	defer l.free()
	l.cmd.Flags = aero.FlagWrite
	l.cmd.Operations = append(l.cmd.Operations, aero.Operation{Type: aero.OpTouch})
	return c.write(ctx, l, &key, policy)
}

// Operate carries out operations on one record as one step, and returns what they read: a result for each operation,
// in order. It is a write if any of the operations is. A nil policy means the defaults. Errors are those of Put.
func (c *Client) Operate(ctx context.Context, key aero.Key, operations []aero.Operation, policy *WritePolicy) (*Record, error) {
	l := c.newCall("operate", &key)
	defer l.free()
	l.cmd.Flags = operateFlags(operations)
	l.cmd.Operations = append(l.cmd.Operations, operations...)
	record := &Record{Key: key}
	l.record = record
	if err := c.write(ctx, l, &key, policy); err != nil {
		return nil, err
	}
	return record, nil
}

// operateFlags returns the switches that a list of operations needs.
func operateFlags(operations []aero.Operation) aero.Flags {
	flags := aero.FlagRespondAllOps
	for i := range operations {
		switch op := &operations[i]; op.Type {
		case aero.OpRead:
			flags |= aero.FlagRead
			if op.Bin == "" {
				flags |= aero.FlagReadAllBins
			}
		case aero.OpCDTRead, aero.OpExpressionRead, aero.OpBitRead, aero.OpHLLRead:
			flags |= aero.FlagRead
		default:
			flags |= aero.FlagWrite
		}
	}
	if flags&aero.FlagReadAllBins != 0 {
		// All bins and one result for each operation exclude each other.
		flags &^= aero.FlagRespondAllOps
	}
	return flags
}

// write carries out a call under a policy.
func (c *Client) write(ctx context.Context, l *call, key *aero.Key, policy *WritePolicy) error {
	standard := &c.live.Load().Policies.Write
	if policy == nil {
		policy = standard
	}
	applyWritePolicy(&l.cmd, key, policy)
	l.transaction, l.cmd.Transaction.LockOnce, l.compress = policy.Transaction, policy.LockOnce, policy.Compress
	return c.execute(ctx, l, policy.Timing.or(standard.Timing))
}

// applyWritePolicy enters what a policy says into a command. What concerns writes alone does not make a write of a
// read.
func applyWritePolicy(cmd *aero.RecordCommand, key *aero.Key, policy *WritePolicy) {
	cmd.Filter = policy.Filter
	if cmd.Flags&aero.FlagWrite == 0 {
		return
	}
	cmd.Flags |= policy.GenerationCheck.flags()
	if cmd.Flags&aero.FlagDelete == 0 {
		cmd.Flags |= policy.Exists.flags()
		cmd.TTLSeconds = policy.TTLSeconds
	}
	if policy.DurableDelete {
		cmd.Flags |= aero.FlagDurableDelete
	}
	if policy.MasterOnly {
		cmd.Flags |= aero.FlagMasterOnly
	}
	cmd.Generation = policy.Generation
	if policy.SendKey {
		cmd.Key = key.User
	}
}

// Apply carries out steps of packages op and cdt on one record as one step, like Operate.
//
// Errors are those of Put; a step that could not be built is the cause of one.
func (c *Client) Apply(ctx context.Context, key aero.Key, policy *WritePolicy, steps ...op.Step) (*Record, error) {
	operations, err := op.All(steps...)
	if err != nil {
		about := subjectOf(&key)
		return nil, &Error{Op: "operate", Subject: about.String(), Err: err}
	}
	return c.Operate(ctx, key, operations, policy)
}
