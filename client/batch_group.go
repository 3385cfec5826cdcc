package client

import (
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/client/internal/retry"
)

// grouping is the making of requests for all entries that are pending.
type grouping struct {
	batch *batch
	// size is how many entries a request has at most, room how many are expected for each node.
	size, room int
	// requests are all that were made, open those of them that take more entries, one for each node; last is the one that
	// took an entry last.
	requests, open []*batchRequest
	last           *batchRequest
}

// group routes all pending entries and makes requests of them. What cannot be routed fails at once.
func (b *batch) group() []*batchRequest {
	state := b.client.state.Load()
	g := grouping{batch: b, size: b.policy.MaxEntriesPerRequest}
	if g.size <= 0 {
		g.size = maxBatchEntries
	}
	g.room = min(g.size, len(b.entries)/max(len(state.nodes), 1)+1)
	for i := range b.entries {
		o := &b.outcomes[i]
		if !o.pending() {
			continue
		}
		if err := b.entries[i].extra().err; err != nil {
			*o = outcome{err: err, failure: retry.Failure{Answered: true}}
			continue
		}
		n, err := b.route(state, i)
		if err != nil {
			_, permanent := aero.CodeOf(err)
			*o = outcome{err: err, failure: retry.Failure{Unsent: !permanent, Answered: permanent}}
			continue
		}
		r := g.requestTo(n)
		r.indexes = append(r.indexes, uint32(i))
		*o = outcome{request: r}
	}
	return g.requests
}

// requestTo returns the request to a node that takes the next entry.
func (g *grouping) requestTo(n *node) *batchRequest {
	if g.last != nil && g.last.node == n && len(g.last.indexes) < g.size {
		return g.last
	}
	at := 0
	for at < len(g.open) && g.open[at].node != n {
		at++
	}
	switch {
	case at == len(g.open):
		g.open = append(g.open, g.another(n))
	case len(g.open[at].indexes) == g.size:
		g.open[at] = g.another(n)
	}
	g.last = g.open[at]
	return g.last
}

// another begins a request.
func (g *grouping) another(n *node) *batchRequest {
	r := g.batch.memory.request(n, g.room)
	g.requests = append(g.requests, r)
	return r
}
