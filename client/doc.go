// Package client talks to a cluster of servers that speak the Aerospike protocol. It finds the nodes from a few seeds,
// knows which node owns which partition, keeps a bounded pool of connections to each, and repeats what may be
// repeated.
//
// Every call takes a context and honours it while it waits for a connection, in flight, and between attempts. Failures
// are of type *Error: they say which node, how many attempts, whether a write may have happened (InDoubt) and whether
// the same call can help later (Retryable); errors.Is works with result codes of package aero and the sentinels here.
//
// In the map: client is aero + wire + knowledge of clusters; it never imports the server or the store.
//
// Invariants:
//
//   - A snapshot of the cluster is immutable; it is replaced as a whole.
//
//   - Only the tend goroutine changes what is known about nodes. Close stops it and waits for it.
//
//   - A write is sent again only if the first one provably was not carried out.
//
//   - A connection goes back to its pool only after a complete exchange.
//
//   - Options are replaced as a whole too; a call under way keeps those that it began with.
//
//   - An answer is written into a caller's record only while the caller waits for it.
//
// Locks: Client.mu guards only the source of randomness, choosing keeps the picture that calls see and its tender
// together; pools and lanes have their own; none is held during I/O.
//
// Read client.go first, then call.go and exchange.go for single records, cluster.go and tend.go for the cluster,
// execute.go for attempts, reconfigure.go and failover.go for what changes while it runs.
package client
