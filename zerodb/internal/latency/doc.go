// Package latency counts how long things take, in a fixed number of buckets, without a lock and without allocating.
//
// Place in the map: package zerodb observes commits and checkpoints and shows snapshots in its Stats. It imports nothing of
// the engine. Invariant: an observation changes three words; a snapshot taken meanwhile may have one of them and not the others.
// Read histogram.go.
package latency
