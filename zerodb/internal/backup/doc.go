// Package backup is the stream form of a whole database: a header, the tables with their entries, and a trailer, in checksummed blocks.
//
// Place in the map: package zerodb writes a snapshot with a Writer and restores one with Read; the command line compresses the
// stream. The package imports the standard library only and does no I/O but on the reader or writer that it is given.
//
// Invariants: each block's checksum continues that of the block before it, so no block can be lost, added or exchanged. The last
// block has the totals and a SHA-256 of everything before it, and nothing may follow; so a stream that was cut short is never
// taken for a whole one. Reading needs memory for one block and one value, and grows only by what was really read. docs/format/backup.md
// draws the layout. Read format.go first.
package backup
