// Package record is the record store: it carries out record commands, batches and scans, as package aero describes
// them, on databases of package zerodb, with the semantics of an Aerospike server.
//
// A Store holds namespaces. Each namespace is one zerodb database, in the folder of its name or in memory, with four
// tables: records (partition and digest to stored record), expiry (void time and digest), sets (number to name and
// counts) and system (truncation times, definitions of secondary indexes), and one more for each secondary index.
// docs/format/record.md and index.md draw them. Package server and the embedded API call the Store; internal/eval decides
// what a command does, internal/layout is the stored form, internal/sindex what indexes hold.
//
// What holds:
//   - A write is acknowledged, and a refusal answered, only when the state that the answer is based on is durable.
//     Readers see durable states only.
//   - Each command takes effect completely or not at all, alone, in the order in which the namespace took it.
//   - Whatever is kept in memory (set numbers, truncation times) can be rebuilt from the tables and never runs ahead of
//     them for readers.
//   - An outcome that is unknown is an error that wraps zerodb.ErrCommitUnknown, never a result code from Execute.
//   - A secondary index has what the records say, after every commit: its change is part of the record's own transaction
//     (index_maintain.go). CheckIndexes compares.
//   - Every queue, group, chunk and table of names is bounded by Options.
//
// All writing of a namespace belongs to who has the turn: most often the goroutine that asked for a write, else the
// committer (attend.go, committer.go). Goroutines of a namespace: the committer; the releaser, which waits for the durability
// of what the committer carried out and gives the answers (release.go); the expirer, which also evicts, the truncator, the builder
// of indexes and jobs (expiry.go, truncate.go, index_build.go, background.go), whose work goes through the committer too. Close
// stops them in the reverse order.
//
// Lock order: namespace.gate, then nothing. It is held for reading while a request enters the queue and while its owner
// attends to that, and for writing by Close.
//
// Read store.go first, then namespace.go, read.go, attend.go and committer.go.
package record
