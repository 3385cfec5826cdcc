package client

import (
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/client/internal/retry"
)

// The shares into which what goes to one node is split, so that it works on several at once.
const (
	// shareEntriesMin is how many entries a share has at least: smaller ones cost more than they save.
	shareEntriesMin = 25
	// sharesMax is how many shares there are at most.
	sharesMax = 1
	// sharesBusy is how many connections to the node may be in use before nothing is split.
	sharesBusy = 4
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
			shares[n] = &nodeShare{node: n}
		}
		o.share = shares[n]
		o.share.count++
	}
	for _, s := range shares {
		s.size = b.shareSize(s)
	}
}

// shareSize returns how many entries a request to a node has at most.
func (b *batch) shareSize(s *nodeShare) int {
	if size := b.policy.MaxEntriesPerRequest; size > 0 {
		return size
	}
	parts := min(s.count/shareEntriesMin, sharesMax)
	if parts < 2 || s.node.pool.Busy() >= sharesBusy {
		return maxBatchEntries
	}
	return min((s.count+parts-1)/parts, maxBatchEntries)
}
