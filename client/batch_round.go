package client

import (
	"context"
	"sync"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/client/internal/retry"
)

// batch is a batch under way.
type batch struct {
	client  *Client
	entries []BatchEntry
	policy  *BatchPolicy
	// memory has what the batch leaves to its caller, and outcomes: what is known about each entry. While a round runs,
	// each one belongs to the request that has the entry.
	memory   *BatchMemory
	results  []BatchResult
	outcomes []outcome
	// tries counts the rounds, for choosing copies.
	tries int
	// transaction is what the batch belongs to; nil for none.
	transaction *Transaction
}

// outcome is what is known about one entry.
type outcome struct {
	// request is the request of the round that has the entry; its node is the one that was tried last.
	request *batchRequest
	// answered says that the server answered for the entry in this round.
	answered bool
	// failure and err say what went wrong last; err is nil if nothing did.
	failure retry.Failure
	err     error
}

// batchRequest are entries that go to one node together.
type batchRequest struct {
	node    *node
	indexes []uint32
	// memory is what the records lie in that are read.
	memory *recordMemory
}

// newBatch makes a batch of which nothing is done.
func newBatch(c *Client, memory *BatchMemory, entries []BatchEntry, policy *BatchPolicy) *batch {
	memory.begin(len(entries))
	return &batch{
		client: c, entries: entries, policy: policy, memory: memory, results: memory.results, outcomes: memory.outcomes,
		transaction: policy.Transaction,
	}
}

// pending reports whether an entry must be tried: for the first time, or again because that is safe.
func (o *outcome) pending() bool {
	return !o.answered && o.err == nil || o.err != nil && o.failure.Safe()
}

// round tries all pending entries once. Its failure, if any, concerns only entries that may be tried again.
func (b *batch) round(ctx context.Context, deadline time.Time) (*node, retry.Failure, error) {
	if b.client.local != nil {
		return b.roundLocally(ctx, deadline)
	}
	requests := b.group()
	limit := b.policy.MaxConcurrentRequests
	if limit <= 0 {
		limit = len(requests)
	}
	var group sync.WaitGroup
	places := make(chan struct{}, limit)
	for i, r := range requests {
		places <- struct{}{}
		if i == len(requests)-1 {
			b.send(ctx, r, deadline)
			break
		}
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

// route returns the node for an entry.
func (b *batch) route(state *snapshot, index int) (*node, error) {
	if b.client.closed.Load() {
		return nil, ErrClosed
	}
	e := &b.entries[index]
	if e.isRead() && b.transaction == nil && (e.more == nil || e.more.step == aero.TransactionNone) {
		return b.client.reader(e.key.Namespace, e.key.Digest.Partition(), b.policy.Replica, b.tries)
	}
	return state.master(e.key.Namespace, e.key.Digest.Partition())
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
		o.failure.Idempotent = b.entries[i].mayRepeat()
	}
}
