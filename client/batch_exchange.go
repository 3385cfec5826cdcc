package client

import (
	"context"
	"fmt"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/client/internal/pool"
	"github.com/aerolith/aerolith/client/internal/retry"
	"github.com/aerolith/aerolith/wire"
)

// exchange sends a request and takes the answers. After a failure that was not answered, the connection cannot be used
// again.
func (b *batch) exchange(ctx context.Context, conn *pool.Conn, r *batchRequest, deadline time.Time) (retry.Failure, error) {
	request, err := b.encode(conn.Request[:0], r, deadline)
	if err != nil {
		return retry.Failure{Answered: true}, err
	}
	return stream(ctx, conn, request, deadline, b.receiver(conn, r))
}

// receiver returns what takes the answers to a request.
func (b *batch) receiver(conn *pool.Conn, r *batchRequest) func(body []byte) (bool, retry.Failure, error) {
	r.memory.expected = len(r.indexes)
	return func(body []byte) (bool, retry.Failure, error) { return b.receive(conn, r, body) }
}

// encode appends the request for a node, in compressed form if that is wanted.
func (b *batch) encode(dst []byte, r *batchRequest, deadline time.Time) ([]byte, error) {
	request, err := b.encodeRows(dst, r, deadline)
	if err == nil && b.policy.Compress && b.client.compresses(r.node) {
		wire.WantCompressed(request)
		request = squeezed(request)
	}
	return request, err
}

// encodeRows is encode without compression.
func (b *batch) encodeRows(dst []byte, r *batchRequest, deadline time.Time) ([]byte, error) {
	head := aero.BatchCommand{StopAtFailure: b.policy.StopAtFailure}
	if !deadline.IsZero() {
		head.Timeout = deadline.Sub(b.client.now())
	}
	builder, err := wire.BeginBatch(dst, &head)
	if err != nil {
		return nil, err
	}
	// A command must stay until the next one was added: two take turns.
	var commands [2]aero.RecordCommand
	made := 0
	standard := &b.client.live.Load().Policies
	for at, i := range r.indexes {
		e := &b.entries[i]
		if at > 0 && b.transaction == nil && e.repeats(&b.entries[r.indexes[at-1]]) {
			builder.Repeat(i, &e.key.Digest)
			continue
		}
		cmd := &commands[made%2]
		made++
		e.command(cmd, standard.entry(e))
		if cmd.Filter == nil {
			cmd.Filter = b.policy.Filter
		}
		if b.transaction != nil {
			b.transaction.bind(cmd)
		}
		if err := builder.Add(i, cmd); err != nil {
			return nil, fmt.Errorf("batch entry %d: %w", i, err)
		}
	}
	return builder.End(), nil
}

// receive takes the answers in one frame, and says whether the last one was among them.
func (b *batch) receive(conn *pool.Conn, r *batchRequest, body []byte) (ended bool, failure retry.Failure, err error) {
	replies := conn.Decoder.Replies(r.memory.adopt(body))
	for {
		item, ok, err := replies.Next(&conn.Result)
		if err != nil || !ok {
			return false, retry.Failure{}, err
		}
		switch item.Kind {
		case wire.ItemEnd:
			return b.end(r, item.Code)
		case wire.ItemRecord:
			if err := b.take(r, item, &conn.Result); err != nil {
				return false, retry.Failure{}, err
			}
		default:
			return false, retry.Failure{}, fmt.Errorf("item of kind %d in a batch: %w", item.Kind, ErrReply)
		}
	}
}

// end takes the end of the answers: with a code that refuses what was not answered, or with nothing missing.
func (b *batch) end(r *batchRequest, code aero.ResultCode) (bool, retry.Failure, error) {
	if b.policy.StopAtFailure && b.stopped(r, code) {
		return true, retry.Failure{}, nil
	}
	if code != aero.CodeOK {
		failure, err := refused(code, retry.Failure{})
		return true, failure, err
	}
	for _, i := range r.indexes {
		if !b.outcomes[i].answered {
			return true, retry.Failure{}, fmt.Errorf("no answer for batch entry %d: %w", i, ErrReply)
		}
	}
	return true, retry.Failure{}, nil
}

// stopped gives the outcome of a batch that ended early to the entries that were not answered: nodes may have begun the
// writes among them, a store in this process has not. It reports false if nothing says that the batch was stopped.
func (b *batch) stopped(r *batchRequest, code aero.ResultCode) bool {
	failed := code != aero.CodeOK
	for _, i := range r.indexes {
		failed = failed || b.outcomes[i].err != nil
	}
	if !failed {
		return false
	}
	err := ErrBatchStopped
	if code != aero.CodeOK {
		err = fmt.Errorf("%w: %w", ErrBatchStopped, code)
	}
	for _, i := range r.indexes {
		if o := &b.outcomes[i]; !o.answered {
			idempotent := b.entries[i].mayRepeat()
			o.answered, o.err = true, err
			o.failure = retry.Failure{Answered: true, Idempotent: idempotent, Unclear: !idempotent && b.client.local == nil}
		}
	}
	return true
}

// take takes the answer for one entry, which must be one that was asked for and not answered yet.
func (b *batch) take(r *batchRequest, item wire.Item, result *aero.RecordResult) error {
	if int64(item.Index) >= int64(len(b.outcomes)) || b.outcomes[item.Index].request != r || b.outcomes[item.Index].answered {
		return fmt.Errorf("answer for batch entry %d, which was not asked for: %w", item.Index, ErrReply)
	}
	o, e := &b.outcomes[item.Index], &b.entries[item.Index]
	o.answered = true
	if item.Code != aero.CodeOK {
		o.failure, o.err = refused(item.Code, retry.Failure{Idempotent: e.mayRepeat()})
		if b.policy.StopAtFailure {
			o.failure.Transient = false // what came behind it has been given up
		}
		if feature := missing(item.Code); feature != FeatureNone {
			b.client.degraded(feature, r.node, o.err)
		}
		if e.extra().function != nil {
			o.err = explained(result, o.err)
		}
	}
	if b.transaction != nil {
		b.transaction.note(&e.key, recordOutcome{write: !e.isRead(), version: result.Version, err: o.err, inDoubt: o.failure.InDoubt()})
	}
	if e.keep && o.err == nil {
		record := r.memory.record(result)
		record.Key = e.key
		b.results[item.Index].Record = record
	}
	return nil
}
