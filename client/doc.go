// Package client talks to a cluster of servers that speak the Aerospike protocol. It finds the nodes from a few seeds,
// knows which node owns which partition, keeps a bounded pool of connections to each, and repeats what may be
// repeated.
//
// What calls there are:
//
//   - single records: Client.Get, GetInto, GetHeader, Exists, Put, PutBins, Delete, Touch; Apply and Operate for several steps
//     as one, built with packages aero/op and aero/cdt; Execute for functions; GetStruct and PutStruct for structs.
//   - many records: Batch with BatchGet and its siblings; Scan and Query, which are iterators; Aggregate for stream functions;
//     Start for writes in the background.
//   - transactions: Begin and Transact.
//   - the cluster: Info, Nodes, Stats, CreateIndex, RegisterModule, Truncate, CreateUser and their siblings.
//   - the client: Open, Reconfigure, SetHosts, WarmUp, Close.
//
// A record is named by an aero.Key. A nil policy means the defaults of Options, and so does a zero Timing inside of one.
// Filters are made with package aero/expr.
//
// Every call takes a context and honours it while it waits for a connection, in flight, and between attempts. Failures
// are of type *Error: they say which node, how many attempts, whether a write may have happened (InDoubt) and whether
// the same call can help later (Retryable); errors.Is works with result codes of package aero and the sentinels here.
//
// OpenLocal makes a client of a store in the same process, without a cluster: package aerolith is built on it.
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
// Read client.go first, then call.go and exchange.go for single records, batch.go, scan.go and scan_round.go for many,
// transaction.go and transaction_end.go, cluster.go and tend.go for the cluster, execute.go for attempts, reconfigure.go,
// hosts.go and failover.go for what changes while it runs.
package client
