// Package conformance drives the real program, aerolith serve, with the official Go client. It is a module of its own,
// so that nothing of the client gets into the product.
//
// Its tests build the program, start it on a free port, kill it, start it again, and look at it from outside only:
//
//   - features: what a client asks of a record, of batches and scans, of info;
//   - real input: every file of the Go distribution's source tree, through two SIGKILLs, byte for byte;
//   - kill loop: SIGKILL at random moments under concurrent writers;
//   - hostile input: bytes that are no requests, with an eye on the server's memory.
//
// The environment can change how long they run:
//
//	AEROLITH_KILLS   number of SIGKILLs of the kill loop (20 by default)
//	AEROLITH_SEED    seed of everything random (drawn and printed by default)
//	AEROLITH_BINARY  program to test (built from the parent module by default)
//	AEROLITH_ADDRESS host:port of a node of a running cluster, of any edition, for the feature tests (started by default)
//	AEROLITH_USER, AEROLITH_PASSWORD  who logs in there (nobody by default)
//
// What a cluster of another edition lacks is skipped: the tests ask for it first.
//
// Read node/node.go first.
package conformance
