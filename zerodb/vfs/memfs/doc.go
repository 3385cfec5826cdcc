// Package memfs is a file system in memory that remembers what a power failure would leave of it.
//
// It stands beside the host's file system behind vfs.FS. Tests of the engine run on it, count its operations,
// limit its space, and at any moment take a crash image: another file system, as it may be found after the power
// failed at that moment.
//
// # Content
//
// A file consists of chunks whose memory is allocated once and never moves; a mapping hands out that memory itself.
// A write copies into it without a lock that readers of a mapping take, so the race detector sees every write to a
// byte that somebody may still read. Only ReadAt and WriteAt of the same chunk exclude each other.
//
// # What is durable
//
// Invariants, for a file system with Options.CrashImages:
//   - A file's durable content is its content now, with the chunks in stable.before put back, cut or grown to
//     stable.size. The changes since are in stable.pending, in order. What a failed sync has lost stays in
//     stable.before for good (see lost.go).
//   - A folder's durable names are in inode.durable. The changes since are in FS.moves, in order, over all folders.
//   - Images share chunks with the original through frozen: the original copies a chunk away for its images before
//     it changes it, so an image costs little until either side writes.
//   - Bytes of a chunk behind the file's end are zero.
//
// Lock order: FS.mu, then content.growth, then chunk.mu, then frozen.mu. Hooks run without any lock.
//
// Read memfs.go first, then content.go and chunk.go, then journal.go and image.go.
package memfs
