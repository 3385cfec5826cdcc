// Package loadgen puts load on any Aerospike server and measures how it answers: inserts, mixes of reads and updates,
// batches, scans, queries and operations on lists and maps, over keys that are drawn uniformly or by Zipf's law.
//
// In the map: internal/cli makes `aerolith bench` of it; it uses the client like any other program.
//
// What always holds:
//
//   - With a rate, requests are due at fixed times, whether the server keeps up or not, and a latency counts from the time
//     when the request was due. So a server that stalls is charged for every request that it kept waiting (no coordinated
//     omission). Without a rate each worker sends its next request after the last answer, and latencies are service times.
//   - Nothing of the warm-up is in the report.
//   - The same seed gives the same keys and the same values.
//   - Memory does not grow with the length of a run.
//
// Locks: each shard of the recorder has one, held for a few nanoseconds; nothing is called under it.
//
// Read options.go first, then run.go; task.go has what is done to a server, recorder.go what is measured.
package loadgen
