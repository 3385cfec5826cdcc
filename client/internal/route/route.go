package route

import (
	"slices"
	"time"
)

// Policy says which copy of a record a read prefers.
type Policy uint8

// The policies.
const (
	// Sequence takes the master, and with each further try the next copy.
	Sequence Policy = iota
	// Master takes the master alone.
	Master
	// Any takes all copies in turn.
	Any
	// PreferRack takes copies in the preferred racks first, in the order of the racks, then the others.
	PreferRack
	// RoundRobin takes all copies in turn, whatever the record.
	RoundRobin
	// LeastConnections takes the copy whose node has the fewest commands under way.
	LeastConnections
	// LatencyAware draws two copies and takes the one whose node answers sooner, counting what is under way there.
	LatencyAware
)

// MaxCopies is how many copies are considered.
const MaxCopies = 8

// Member is what a node tells about itself.
type Member interface {
	comparable
	// Usable reports whether commands have a good chance there.
	Usable() bool
	// Load is how many commands are under way.
	Load() int64
	// Latency is how long commands take lately; 0 if that is unknown.
	Latency() time.Duration
	// Rack returns the node's rack for a namespace; -1 for none.
	Rack(namespace string) int
}

// Copies are the nodes with a copy of one partition, the master first. Copies that nobody has are left out.
type Copies[N Member] struct {
	nodes [MaxCopies]N
	count int
	// Masterless says that the first node is not the master.
	Masterless bool
}

// Add appends a node, which must not be among the copies yet; beyond MaxCopies it is ignored.
func (c *Copies[N]) Add(n N) {
	if c.count < MaxCopies {
		c.nodes[c.count] = n
		c.count++
	}
}

// Len returns the number of copies.
func (c *Copies[N]) Len() int { return c.count }

// Ask is a question for a copy.
type Ask struct {
	// Policy is the preference.
	Policy Policy
	// Tries counts the attempts that were made already.
	Tries int
	// Turn is another number for each question, Draw a random one.
	Turn, Draw uint64
	// Racks are the preferred racks, the best first, in the Namespace.
	Racks     []int
	Namespace string
}

// Choose returns the node to ask, and whether there is one.
func Choose[N Member](copies *Copies[N], ask Ask) (chosen N, found bool) {
	if copies.count == 0 || ask.Policy == Master && copies.Masterless {
		return chosen, false
	}
	if ask.Policy == Master {
		return copies.nodes[0], true
	}
	order := *copies
	if ask.Policy != Sequence {
		arrange(order.nodes[:order.count], ask)
	}
	usable := partition(order.nodes[:order.count])
	if ask.Tries < usable || usable == 0 {
		return order.nodes[ask.Tries%order.count], true
	}
	// All usable ones were tried; the next round tries them again before the others.
	return order.nodes[ask.Tries%usable], true
}

// arrange puts the nodes into the order of a policy.
func arrange[N Member](nodes []N, ask Ask) {
	switch ask.Policy {
	case Any, RoundRobin:
		rotate(nodes, int(ask.Turn%uint64(len(nodes))))
	case PreferRack:
		slices.SortStableFunc(nodes, func(a, b N) int { return rank(a, &ask) - rank(b, &ask) })
	case LeastConnections:
		rotate(nodes, int(ask.Turn%uint64(len(nodes))))
		slices.SortStableFunc(nodes, func(a, b N) int { return sign(a.Load() - b.Load()) })
	case LatencyAware:
		rotate(nodes, int(ask.Draw%uint64(len(nodes))))
		if len(nodes) > 1 {
			other := 1 + int(ask.Draw>>32%uint64(len(nodes)-1))
			nodes[1], nodes[other] = nodes[other], nodes[1]
			if cost(nodes[1]) < cost(nodes[0]) {
				nodes[0], nodes[1] = nodes[1], nodes[0]
			}
		}
	}
}

// rotate moves the first by nodes to the end.
func rotate[N any](nodes []N, by int) {
	slices.Reverse(nodes[:by])
	slices.Reverse(nodes[by:])
	slices.Reverse(nodes)
}

// rank returns the place of a node's rack among the preferred ones.
func rank[N Member](n N, ask *Ask) int {
	if i := slices.Index(ask.Racks, n.Rack(ask.Namespace)); i >= 0 {
		return i
	}
	return len(ask.Racks)
}

// sign returns -1, 0 or 1.
func sign(n int64) int {
	return int(min(1, max(-1, n)))
}

// cost estimates how long a further command takes at a node.
func cost[N Member](n N) time.Duration {
	return n.Latency() * time.Duration(1+n.Load())
}

// partition moves the nodes that are not usable behind the others and returns how many are.
func partition[N Member](nodes []N) (usable int) {
	for i, n := range nodes {
		if !n.Usable() {
			continue
		}
		copy(nodes[usable+1:i+1], nodes[usable:i])
		nodes[usable] = n
		usable++
	}
	return usable
}
