package client

import (
	"context"
	"time"
)

// WarmUp opens connections to every node in advance, up to count of those with one user at a time and as many of the
// shared ones as there may be, within the limits of the options. Without it they are opened as calls need them. It returns
// when they are open; a node that cannot be reached is an error, and the others are warm all the same.
//
// Errors are of type *Error.
func (c *Client) WarmUp(ctx context.Context, count int) error {
	live := c.live.Load()
	count = min(count, live.MaxConnsPerNode)
	nodes := c.state.Load().nodes
	failures := make([]error, len(nodes))
	inParallel(len(nodes), func(i int) {
		if nodes[i].reads != nil {
			nodes[i].reads.Warm(live.Shared.MaxConnsPerLane)
			nodes[i].writes.Warm(live.Shared.MaxConnsPerLane)
		}
		failures[i] = nodes[i].pool.Warm(ctx, count)
	})
	for i, err := range failures {
		if err != nil {
			err = translated(err)
			return &Error{Op: "warm up", Node: nodes[i].name, Err: err, Hint: hint(err), retryable: true}
		}
	}
	return nil
}

// Connected reports whether a node answered when the cluster was looked at last, so that calls have a chance.
func (c *Client) Connected() bool {
	return !c.closed.Load() && (c.local != nil || c.chosen.Load().alive.Load())
}

// NodeStats says how a node does, as far as calls have shown.
type NodeStats struct {
	NodeInfo
	// InFlight is how many commands on single records are under way.
	InFlight int
	// Succeeded and Failed count the commands on single records that ended since the node was taken in or the client
	// reconfigured; a failure is one that says something about the node: no answer, or an answer that it is overloaded.
	Succeeded, Failed uint64
	// Latency is how long commands take lately; 0 if that is unknown.
	Latency time.Duration
	// Usable says that commands have a good chance at the node; otherwise reads avoid it, or nothing is sent to it.
	Usable bool
	// Rack is the node's rack by namespace, as far as it has told.
	Racks map[string]int
}

// Stats is how a client does at a moment.
type Stats struct {
	// Nodes are the nodes, sorted by name.
	Nodes []NodeStats
	// Passive says that calls go to the passive cluster.
	Passive bool
	// Rounds counts the looks at the cluster.
	Rounds uint64
}

// Stats returns how the client and its nodes do.
func (c *Client) Stats() Stats {
	t := c.chosen.Load()
	stats := Stats{Passive: t != c.tenders[0], Rounds: t.rounds.Load()}
	infos := c.Nodes()
	for i, n := range c.state.Load().nodes {
		if i == len(infos) || infos[i].Name != n.name {
			break // the picture has just changed
		}
		one := NodeStats{
			NodeInfo: infos[i], InFlight: int(n.inFlight.Load()), Latency: n.Latency(), Usable: n.Usable(),
			Succeeded: n.vitals.succeeded.Load(), Failed: n.vitals.failed.Load(), Racks: make(map[string]int),
		}
		if racks := n.racks.Load(); racks != nil {
			for namespace, rack := range *racks {
				one.Racks[namespace] = rack
			}
		}
		stats.Nodes = append(stats.Nodes, one)
	}
	return stats
}
