package client

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/client/internal/pool"
	"github.com/aerolith/aerolith/client/internal/retry"
	"github.com/aerolith/aerolith/wire"
)

// batch is a batch under way.
type batch struct {
	client  *Client
	entries []BatchEntry
	results []BatchResult
	policy  *BatchPolicy
	// outcomes says what is known about each entry. While a round runs, each one belongs to the request that has the
	// entry.
	outcomes []outcome
	// tries counts the rounds, for choosing copies.
	tries int
}

// outcome is what is known about one entry.
type outcome struct {
	// request is the request of the round that has the entry.
	request *batchRequest
	// answered says that the server answered for the entry in this round.
	answered bool
	// failure and err say what went wrong last; err is nil if nothing did.
	failure retry.Failure
	err     error
	// node is the node that was tried last.
	node string
}

// batchRequest are entries that go to one node together.
type batchRequest struct {
	node    *node
	indexes []uint32
}

// newBatch makes a batch of which nothing is done.
func newBatch(c *Client, entries []BatchEntry, policy *BatchPolicy) *batch {
	return &batch{
		client: c, entries: entries, policy: policy,
		results: make([]BatchResult, len(entries)), outcomes: make([]outcome, len(entries)),
	}
}

// pending reports whether an entry must be tried: for the first time, or again because that is safe.
func (o *outcome) pending() bool {
	return !o.answered && o.err == nil || o.err != nil && o.failure.Safe()
}

// round tries all pending entries once. Its failure, if any, concerns only entries that may be tried again.
func (b *batch) round(ctx context.Context, deadline time.Time) (*node, retry.Failure, error) {
	requests := b.group()
	limit := b.policy.MaxConcurrentRequests
	if limit <= 0 {
		limit = max(len(b.client.state.Load().nodes), 1)
	}
	var group sync.WaitGroup
	places := make(chan struct{}, limit)
	for _, r := range requests {
		places <- struct{}{}
		group.Go(func() {
			defer func() { <-places }()
			b.send(ctx, r, deadline)
		})
	}
	group.Wait()
	b.tries++
	return b.verdict()
}

// verdict looks for an entry that has to be tried again, or that failed without an answer.
func (b *batch) verdict() (*node, retry.Failure, error) {
	var worst *outcome
	for i := range b.outcomes {
		o := &b.outcomes[i]
		if o.err == nil {
			continue
		}
		if o.pending() {
			return o.where(), o.failure, o.err
		}
		if !o.failure.Answered {
			worst = o
		}
	}
	if worst == nil {
		return nil, retry.Failure{}, nil
	}
	return worst.where(), worst.failure, worst.err
}

// where returns the node that was tried last, or nil.
func (o *outcome) where() *node {
	if o.request == nil {
		return nil
	}
	return o.request.node
}

// group routes all pending entries and makes requests of them. What cannot be routed fails at once.
func (b *batch) group() []*batchRequest {
	state := b.client.state.Load()
	size := b.policy.MaxEntriesPerRequest
	if size <= 0 {
		size = maxBatchEntries
	}
	var requests []*batchRequest
	open := make(map[*node]*batchRequest)
	for i := range b.entries {
		o := &b.outcomes[i]
		if !o.pending() {
			continue
		}
		n, err := b.route(state, i)
		if err != nil {
			_, permanent := aero.CodeOf(err)
			*o = outcome{err: err, failure: retry.Failure{Unsent: !permanent, Answered: permanent}}
			continue
		}
		r := open[n]
		if r == nil || len(r.indexes) == size {
			r = &batchRequest{node: n}
			open[n] = r
			requests = append(requests, r)
		}
		r.indexes = append(r.indexes, uint32(i))
		*o = outcome{request: r, node: n.name}
	}
	return requests
}

// route returns the node for an entry.
func (b *batch) route(state *snapshot, index int) (*node, error) {
	if b.client.closed.Load() {
		return nil, ErrClosed
	}
	e := &b.entries[index]
	if e.isRead() {
		return b.client.reader(e.cmd.Namespace, e.cmd.Digest.Partition(), b.policy.Replica, b.tries)
	}
	return state.master(e.cmd.Namespace, e.cmd.Digest.Partition())
}

// send makes one request and notes the outcome of each of its entries.
func (b *batch) send(ctx context.Context, r *batchRequest, deadline time.Time) {
	conn, err := r.node.pool.Get(ctx, deadline)
	if err != nil {
		b.fail(r, retry.Failure{Unsent: true}, err)
		return
	}
	failure, err := b.exchange(ctx, conn, r, deadline)
	complete := err == nil || failure.Answered
	if conn.End() && complete {
		r.node.pool.Put(conn)
	} else {
		r.node.pool.Discard(conn)
	}
	switch {
	case !complete:
		b.fail(r, failure, contextual(ctx, err))
	case err != nil:
		b.fail(r, failure, err)
	}
}

// fail notes a failure for every entry of a request that was not answered. Whether an entry may be sent again depends
// on the entry.
func (b *batch) fail(r *batchRequest, failure retry.Failure, err error) {
	for _, i := range r.indexes {
		o := &b.outcomes[i]
		if o.answered {
			continue
		}
		o.failure, o.err = failure, err
		o.failure.Idempotent = b.entries[i].isRead()
	}
}

// exchange sends a request and takes the answers. After a failure that was not answered, the connection cannot be used
// again.
func (b *batch) exchange(ctx context.Context, conn *pool.Conn, r *batchRequest, deadline time.Time) (retry.Failure, error) {
	command := aero.BatchCommand{Entries: make([]aero.RecordCommand, len(r.indexes))}
	if !deadline.IsZero() {
		command.Timeout = deadline.Sub(b.client.now())
	}
	for at, i := range r.indexes {
		command.Entries[at] = b.entries[i].cmd
	}
	request, err := wire.AppendBatchRequest(conn.Request[:0], &command, r.indexes)
	if err != nil {
		return retry.Failure{Answered: true}, err
	}
	return stream(ctx, conn, request, deadline, func(body []byte) (bool, retry.Failure, error) {
		return b.receive(conn, r, body)
	})
}

// receive takes the answers in one frame, and says whether the last one was among them.
func (b *batch) receive(conn *pool.Conn, r *batchRequest, body []byte) (ended bool, failure retry.Failure, err error) {
	replies := conn.Decoder.Replies(body)
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

// take takes the answer for one entry, which must be one that was asked for and not answered yet.
func (b *batch) take(r *batchRequest, item wire.Item, result *aero.RecordResult) error {
	if int64(item.Index) >= int64(len(b.outcomes)) || b.outcomes[item.Index].request != r || b.outcomes[item.Index].answered {
		return fmt.Errorf("answer for batch entry %d, which was not asked for: %w", item.Index, ErrReply)
	}
	o, e := &b.outcomes[item.Index], &b.entries[item.Index]
	o.answered = true
	if item.Code != aero.CodeOK {
		o.failure, o.err = refused(item.Code, retry.Failure{Idempotent: e.isRead()})
		return nil
	}
	if e.keep {
		record := &Record{Key: e.key}
		record.take(result)
		b.results[item.Index].Record = record
	}
	return nil
}
