package client

import (
	"fmt"
	"strings"
	"sync/atomic"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/client/internal/partition"
	"github.com/aerolith/aerolith/client/internal/peers"
	"github.com/aerolith/aerolith/client/internal/pipeline"
	"github.com/aerolith/aerolith/client/internal/pool"
	"github.com/aerolith/aerolith/client/internal/route"
)

// node is a server of the cluster. What calls use never changes; the rest belongs to the tend goroutine.
type node struct {
	// name is the node's id, address where it is reached.
	name    string
	address pool.Address
	// build, edition and features are what it told about itself.
	build, edition string
	features       []string
	// racks are the racks by namespace.
	racks atomic.Pointer[map[string]int]
	// vitals are how the node does.
	vitals *vitals
	// pool are the connections that have one user at a time.
	pool *pool.Pool
	// reads and writes are the shared connections, kept apart so that a durable write does not hold up reads; nil if
	// connections are not shared.
	reads, writes *pipeline.Lane
	// inFlight counts the commands on single records under way; up to shareAbove of them have connections of their own.
	inFlight   atomic.Int64
	shareAbove int64

	// tend is what the tend goroutine knows.
	tend tendState
}

// tendState is what is known about a node between two looks at it.
type tendState struct {
	// conn is the connection for questions; nil after a failure.
	conn *pool.Conn
	// peersGeneration and partitionGeneration are those of peers and owned; -1 if there are none.
	peersGeneration, partitionGeneration int64
	// peers are the nodes that it sees.
	peers []peers.Peer
	// owned is what it claims, claimed the number of the round in which it did.
	owned   []partition.Ownership
	claimed uint64
	// asked is the last round in which it was asked.
	asked uint64
	// failures counts how often in a row it did not answer.
	failures int
	// gone says that another node answers at its address.
	gone bool
}

// snapshot is a picture of the cluster. It is never changed.
type snapshot struct {
	// nodes are sorted by name.
	nodes []*node
	// partitions says who owns what.
	partitions *partition.Map[*node]
}

// named returns the node with the name, or nil.
func (s *snapshot) named(name string) *node {
	for _, n := range s.nodes {
		if n.name == name {
			return n
		}
	}
	return nil
}

// checkNamespace returns an error with CodeNamespace if no node has the namespace, and ErrNoNode as long as that is not known.
func (s *snapshot) checkNamespace(namespace string) error {
	if s.partitions == nil {
		return ErrNoNode
	}
	if !s.partitions.Has(namespace) {
		if !s.partitions.Complete() {
			return fmt.Errorf("namespace %q, nodes have not told theirs yet: %w", namespace, ErrNoNode)
		}
		return &aero.Error{Code: aero.CodeNamespace, Message: fmt.Sprintf("namespace %q", namespace)}
	}
	return nil
}

// master returns the node to which writes to a partition go.
func (s *snapshot) master(namespace string, id aero.PartitionID) (*node, error) {
	if err := s.checkNamespace(namespace); err != nil {
		return nil, err
	}
	if n := s.partitions.Owner(namespace, id, 0); n != nil {
		return n, nil
	}
	return nil, fmt.Errorf("partition %d of namespace %q: %w", id, namespace, ErrNoNode)
}

// copies returns the nodes with a copy of a partition.
func (s *snapshot) copies(namespace string, id aero.PartitionID) (route.Copies[*node], error) {
	var all route.Copies[*node]
	if err := s.checkNamespace(namespace); err != nil {
		return all, err
	}
	for i := range min(s.partitions.Replicas(namespace), route.MaxCopies) {
		if n := s.partitions.Owner(namespace, id, i); n != nil {
			all.Add(n)
		} else if i == 0 {
			all.Masterless = true
		}
	}
	return all, nil
}

// reader returns the node to which a read goes after a number of tries.
func (c *Client) reader(namespace string, id aero.PartitionID, replica Replica, tries int) (*node, error) {
	state, live := c.state.Load(), c.live.Load()
	if replica == ReplicaDefault {
		replica = live.Replica
	}
	if replica.policy() == route.Sequence && tries == 0 && state.partitions != nil {
		// Nearly all reads: the master, without a look at the other copies.
		if n := state.partitions.Owner(namespace, id, 0); n != nil && n.Usable() {
			return n, nil
		}
	}
	copies, err := state.copies(namespace, id)
	if err != nil {
		return nil, err
	}
	ask := route.Ask{Policy: replica.policy(), Tries: tries, Racks: live.Racks, Namespace: namespace}
	switch replica {
	case ReplicaSequence, ReplicaMaster, ReplicaPreferRack:
	default:
		ask.Turn, ask.Draw = c.turns.Add(1), c.number()
	}
	n, found := route.Choose(&copies, ask)
	if !found {
		return nil, fmt.Errorf("partition %d of namespace %q: %w", id, namespace, ErrNoNode)
	}
	return n, nil
}

// nodeNamed returns the node with the name; for an empty name any node, another one at each call.
func (c *Client) nodeNamed(name string) (*node, error) {
	if c.closed.Load() {
		return nil, ErrClosed
	}
	if c.local != nil {
		return nil, ErrNoCluster
	}
	state := c.state.Load()
	if len(state.nodes) == 0 {
		return nil, ErrNoNode
	}
	if name == "" {
		return state.nodes[c.turns.Add(1)%uint64(len(state.nodes))], nil
	}
	if n := state.named(name); n != nil {
		return n, nil
	}
	var known []string
	for _, n := range state.nodes {
		known = append(known, n.name)
	}
	return nil, fmt.Errorf("%q, known are %s: %w", name, strings.Join(known, ", "), ErrNoNode)
}
