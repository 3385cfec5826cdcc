// Package sim simulates a cluster for tests: nodes that listen on loopback, find each other, own partitions, keep
// records, and can be killed, restarted and made to misbehave. It is imported by tests alone.
//
// It speaks through package wire, so that it understands what a server understands, and answers from a store of its
// own, which is kept simple: it has nothing in common with the real one that a client could hide behind.
//
// Invariants: each node has its own copy of the records it owns; a write is copied to the replica before it is
// answered. Every goroutine has ended when Cluster.Close returns.
//
// Locks: Cluster.mu guards membership, ownership and all records; Node.mu a node's faults and connections. The
// cluster's lock is taken before a node's.
//
// Read cluster.go first, then node.go.
package sim
