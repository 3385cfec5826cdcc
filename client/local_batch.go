package client

import (
	"context"
	"fmt"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/client/internal/retry"
	"github.com/aerolith/aerolith/wire"
)

// roundLocally tries all pending entries once, without a cluster.
func (b *batch) roundLocally(ctx context.Context, deadline time.Time) (*node, retry.Failure, error) {
	r := b.memory.request(nil, len(b.entries))
	command := aero.BatchCommand{StopAtFailure: b.policy.StopAtFailure}
	for i := range b.entries {
		o := &b.outcomes[i]
		if !o.pending() {
			continue
		}
		*o = outcome{request: r}
		if err := b.entries[i].extra().err; err != nil {
			o.err, o.failure = err, retry.Failure{Answered: true}
			continue
		}
		r.indexes = append(r.indexes, uint32(i))
		command.Entries = append(command.Entries, b.localCommand(i))
	}
	b.tries++
	if err := b.carryOutLocally(ctx, r, &command, deadline); err != nil {
		failure, err := localFailure(err, false)
		b.fail(r, failure, err)
	} else if b.policy.StopAtFailure {
		b.stopped(r, aero.CodeOK)
	}
	return b.verdict()
}

// localCommand returns the command of an entry.
func (b *batch) localCommand(index int) (cmd aero.RecordCommand) {
	e := &b.entries[index]
	e.command(&cmd, b.client.live.Load().Policies.entry(e))
	if cmd.Filter == nil {
		cmd.Filter = b.policy.Filter
	}
	if b.transaction != nil {
		b.transaction.bind(&cmd)
	}
	return cmd
}

// carryOutLocally carries out the entries of a request.
func (b *batch) carryOutLocally(ctx context.Context, r *batchRequest, command *aero.BatchCommand, deadline time.Time) error {
	if b.client.closed.Load() {
		return ErrClosed
	}
	for i := range command.Entries {
		if err := checkLocally(&command.Entries[i]); err != nil {
			return fmt.Errorf("batch entry %d: %w", r.indexes[i], err)
		}
	}
	if len(r.indexes) == 0 {
		return nil
	}
	if !deadline.IsZero() {
		if command.Timeout = deadline.Sub(b.client.now()); command.Timeout <= 0 {
			return fmt.Errorf("%w: %w", ErrTimeout, context.DeadlineExceeded)
		}
	}
	return b.client.local.Batch(ctx, command, func(at int, res *aero.RecordResult) error {
		own(res)
		return b.take(r, wire.Item{Kind: wire.ItemRecord, Index: r.indexes[at], Code: res.Code}, res)
	})
}

// own gives a result memory that records may keep.
func own(res *aero.RecordResult) {
	size := len(res.Key.Data)
	for i := range res.Bins {
		size += len(res.Bins[i].Value.Data)
	}
	memory := make([]byte, 0, size)
	keep := func(data *[]byte) {
		if *data != nil {
			start := len(memory)
			memory = append(memory, *data...)
			*data = memory[start:len(memory):len(memory)]
		}
	}
	keep(&res.Key.Data)
	for i := range res.Bins {
		keep(&res.Bins[i].Value.Data)
	}
}
