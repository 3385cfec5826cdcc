package client

import (
	"context"
	"net"

	"github.com/aerolith/aerolith/client/internal/pipeline"
	"github.com/aerolith/aerolith/client/internal/pool"
)

// connect gives a node its connections, none of which is made yet, and the vitals of one that is well.
func (c *Client) connect(n *node, s *settings) {
	n.vitals = newVitals(s, c.now)
	n.pool = pool.New(n.address, &s.pools)
	if s.Shared.Off || s.TLS != nil {
		return
	}
	n.shareAbove = int64(s.Shared.Above)
	lanes := s.lanes
	lanes.Dial = func(ctx context.Context) (net.Conn, error) { return pool.DialSocket(ctx, n.address, &s.pools) }
	n.reads, n.writes = pipeline.New(&lanes), pipeline.New(&lanes)
}

// trim closes the connections of a node that have been idle for too long or make no progress.
func (n *node) trim() {
	n.pool.Trim()
	if n.reads != nil {
		n.reads.Sweep()
		n.writes.Sweep()
	}
}

// close ends all connections of a node for calls, those in use included.
func (n *node) close() {
	n.pool.Close()
	if n.reads != nil {
		n.reads.Close()
		n.writes.Close()
	}
}

// stats sums up how the connections of a node for calls are used.
func (n *node) stats() pool.Stats {
	sum := n.pool.Stats()
	if n.reads == nil {
		return sum
	}
	for _, lane := range []*pipeline.Lane{n.reads, n.writes} {
		stats := lane.Stats()
		sum.Open += stats.Open + stats.Dialing
		sum.Waiting += stats.Waiting
		if stats.InFlight == 0 {
			sum.Idle += stats.Open
		}
	}
	return sum
}
