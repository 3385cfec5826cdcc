// Package server serves a record store over the Aerospike protocol, so that official clients connect unchanged.
//
// Place in the map: it stands on package wire (the bytes) and package aero (the commands); the store comes in
// through the Store interface, so that the package knows neither the engine nor the files. Log lines and metrics
// are adapters on Events and Server.Snapshot.
//
// What holds:
//   - One goroutine serves a connection. It reads what the socket holds, executes all complete requests of that
//     burst, and writes all replies with one call, in the order of the requests.
//   - The writes of a burst are carried out together, after the reads that need not see them. A read of a key comes after
//     this connection's earlier writes of that key; batches, scans, info and admin requests come after all of them.
//   - A request aliases the connection's inbox until its reply is encoded: the inbox is moved or reused only while
//     no command is under way.
//   - Every quantity that a client controls is bounded by Options. No byte from the network ends the process.
//   - A store error that leaves a write in doubt closes the connection, so that every client reports it in doubt.
//
// Lock order: Server.mu alone; it guards the sets of listeners and sessions and is never held while calling out.
//
// Read server.go, then session.go, then dispatch.go.
package server
