package client

// NodeInfo describes a node.
type NodeInfo struct {
	// Name is the node's id, Address where it is reached.
	Name, Address string
	// Build is its version, Edition its edition, as it gave them.
	Build, Edition string
	// Features are what it can do, as it gave them.
	Features []string
	// Connections counts what is open to it, Idle what of it is free, Waiting the callers in line.
	Connections, Idle, Waiting int
}

// Nodes returns the nodes that are known at the moment, sorted by name.
func (c *Client) Nodes() []NodeInfo {
	state := c.state.Load()
	infos := make([]NodeInfo, len(state.nodes))
	for i, n := range state.nodes {
		stats := n.stats()
		infos[i] = NodeInfo{
			Name: n.name, Address: n.address.String(),
			Build: n.build, Edition: n.edition, Features: append([]string(nil), n.features...),
			Connections: stats.Open, Idle: stats.Idle, Waiting: stats.Waiting,
		}
	}
	return infos
}
