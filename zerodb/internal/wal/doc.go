// Package wal is the commit log: opaque records go in, and after a crash exactly a prefix of them comes out that
// contains everything that was acknowledged as durable.
//
// # Place in the map
//
// The engine (package zerodb) encodes transactions into records, appends them under its writer lock, waits for
// durability, and replays them when it opens. Nothing else uses this package. It imports ids, zerodb/vfs, which is the file
// system, and segment below, which is the layout of a file.
//
// # Invariants
//
//   - A file that bears a segment's name has a valid, durable header; segments are numbered without gaps from
//     the oldest that a checkpoint still needs.
//   - A segment is synced before its successor gets its name, in every mode. So only the last one, and files that
//     have no segment's name yet, can have lost anything in a crash.
//   - Every frame names its life (epoch) and segment and continues its predecessor's checksum. A life begins
//     with a segment of its own, whose header says where the life before it ended. So no stale frame of a
//     recycled file or of an earlier life can be taken for a part of the log.
//   - A pair of epoch and sequence is never used for two different contents.
//   - After a failed write or sync the log is stopped for good; nothing is retried.
//   - The durable position never decreases, and OnDurable has returned before anybody is told of it.
//
// # Locks
//
// Create, Open, Recover: no concurrency. Append and Reserve: one caller at a time, the engine's writer. Everything else
// may be called from anywhere. Log.fill serialises making spare files and is taken before Log.mu. Log.mu guards
// the state and is never held during I/O. The turn (Log.busy and the queue in queue.go) is the right to sync and
// to name segments; it is held during I/O and while OnDurable runs. Only the writer changes the active segment: in its
// turn, or without it where it may run ahead.
//
// # Where to start
//
// Read log.go, then append.go, ahead.go and durable.go, then replay.go and recover.go. docs/format/log.md draws the files;
// "log recovery: crash by crash" in docs/decisions argues why recovery is right at every step.
package wal
