package client

// EventKind says what happened.
type EventKind uint8

// The kinds of events.
const (
	// EventNodeJoined says that a node was taken in.
	EventNodeJoined EventKind = iota + 1
	// EventNodeLeft says that a node was let go of.
	EventNodeLeft
	// EventNodeFailed says that a node that answered before did not answer a question about the cluster.
	EventNodeFailed
	// EventSwitched says that calls go to the other cluster from now on.
	EventSwitched
	// EventReconfigured says that new options count from now on.
	EventReconfigured
)

// Event is something that an operator may want to know. It holds no keys and no values.
type Event struct {
	// Kind says what happened.
	Kind EventKind
	// Node and Address say to which node; empty for what concerns the client.
	Node, Address string
	// Passive says, of EventSwitched, that the passive cluster is used now.
	Passive bool
	// Err is why; it may be nil.
	Err error
}

// emit passes an event to who listens.
func (c *Client) emit(e Event) {
	if observe := c.live.Load().Observe; observe != nil {
		observe(e)
	}
}

// emitNode passes an event on a node.
func (c *Client) emitNode(kind EventKind, n *node, err error) {
	c.emit(Event{Kind: kind, Node: n.name, Address: n.address.String(), Err: err})
}
