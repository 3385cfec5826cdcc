package aerolithtest

import "github.com/aerolith/aerolith/internal/sim"

// Cluster is a simulated cluster. Its nodes are numbered from 0.
type Cluster = sim.Cluster

// Node is a node of a simulated cluster.
type Node = sim.Node

// Fault is how a node misbehaves.
type Fault = sim.Fault

// Conduct is what a node says about itself and its cluster beside the truth.
type Conduct = sim.Conduct

// Nemesis does harm to a cluster as its seed has it.
type Nemesis = sim.Nemesis

// NewCluster starts a simulated cluster of so many nodes with the namespace "test", of which every record has two
// copies. It ends with the test.
func NewCluster(t TB, nodes int) *Cluster {
	t.Helper()
	return sim.Start(t, nodes, "test")
}

// NewNemesis makes a nemesis for a cluster.
func NewNemesis(c *Cluster, seed uint64) *Nemesis { return sim.NewNemesis(c, seed) }
