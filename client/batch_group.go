package client

import (
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/client/internal/retry"
)

// nodeShare is what goes to one node in a round.
type nodeShare struct {
	node *node
	// count is how many entries there are, size how many a request has at most.
	count, size int
	// open is the request that is being filled.
	open *batchRequest
}

// group routes all pending entries and makes requests of them. What cannot be routed fails at once.
func (b *batch) group() []*batchRequest {
	b.share()
	var requests []*batchRequest
	for i := range b.outcomes {
		o := &b.outcomes[i]
		if o.share == nil {
			continue
		}
		s := o.share
		if s.open == nil || len(s.open.indexes) == s.size {
			s.open = &batchRequest{node: s.node, indexes: make([]uint32, 0, min(s.size, s.count))}
			requests = append(requests, s.open)
		}
		s.open.indexes = append(s.open.indexes, uint32(i))
		*o = outcome{request: s.open, node: s.node.name}
	}
	return requests
}

// share routes all pending entries, and notes in each one's outcome to which share it belongs.
func (b *batch) share() {
	state := b.client.state.Load()
	size := b.policy.MaxEntriesPerRequest
	if size <= 0 {
		size = maxBatchEntries
	}
	shares := make(map[*node]*nodeShare)
	for i := range b.entries {
		o := &b.outcomes[i]
		if !o.pending() {
			continue
		}
		if err := b.entries[i].err; err != nil {
			*o = outcome{err: err, failure: retry.Failure{Answered: true}}
			continue
		}
		n, err := b.route(state, i)
		if err != nil {
			_, permanent := aero.CodeOf(err)
			*o = outcome{err: err, failure: retry.Failure{Unsent: !permanent, Answered: permanent}}
			continue
		}
		if shares[n] == nil {
			shares[n] = &nodeShare{node: n, size: size}
		}
		o.share = shares[n]
		o.share.count++
	}
}
