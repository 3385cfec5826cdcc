// Package sim simulates a cluster for tests: nodes that listen on loopback, find each other, own partitions, keep
// records, and can be killed, restarted and made to misbehave. It is imported by tests alone.
//
// It speaks through package wire, so that it understands what a server understands, and answers from a store of its
// own, which is kept simple: it has nothing in common with the real one that a client could hide behind. That store knows
// bins, plain steps on them, batches and scans. For what a command wants beyond that (filters, lists, maps, bits, sketches,
// functions, queries, aggregations, background work, transactions) the records that it may see are put into a package
// record store in memory and taken out again (evaluator.go); who has which copy stays with the nodes. Expressions on the
// age or the life of a record see those of the copy that is evaluated.
//
// Invariants: each node has its own copy of the records it owns; a write is copied to the replica before it is
// answered. Every goroutine has ended when Cluster.Close returns.
//
// Locks: Cluster.mu guards membership, ownership and all records; Node.mu a node's faults and connections. The
// cluster's lock is taken before a node's.
//
// Read cluster.go first, then node.go.
package sim
