// Package peers is the memory that the processes of one database share: the root that the writer has published, and what
// each reading process pins.
//
// Place in the map: package zerodb maps the file "lock" and hands the bytes here; it takes the locks that say who is alive.
// This package imports ids and mvcc and does no I/O.
//
// Invariants:
//   - The two root cells are written in turn, and each carries its number twice, as stamp and in its checksum. A writer that
//     dies in the middle of one leaves the other, which Current still names (R16).
//   - Current is stored after its cell is complete. A reader stores its transaction in a slot and then loads Current again;
//     the writer stores Current and then looks at the slots. All of these are sequentially consistent (R15).
//   - A block of slots is claimed and cleared only by who holds its lock. So the pins of a process stay until it ends,
//     and no longer than until somebody has found its lock free.
//   - Highest and Greatest never decrease as long as anybody is alive (R14).
//
// Nothing here is durable or trusted after all processes have ended: who comes first then calls Reset. Numbers that are read
// are checked against bounds, and cells against their checksums. docs/format/lock.md draws the file.
//
// Read memory.go first, then cell.go and block.go.
package peers
