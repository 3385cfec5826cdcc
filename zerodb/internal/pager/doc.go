// Package pager brings pages in from the data file, verified, and carries the pages of one write transaction out to it.
//
// Place in the map: package zerodb owns one Pager for each database; the trees of package btree read through a View
// (a Pager bounded by a snapshot) and write through the Workspace of the open write transaction. Which pages are
// free is decided by package space, which the Workspace asks through the interface Allocator. Beside space it imports page, prefetch, fault,
// ids, checked and zerodb/vfs.
//
// What always holds:
//   - Nothing that Read or ReadRun returned without an error can lead its accessors out of bounds: number, birth, bounds
//     and structure have been checked for this birth of the page.
//   - A page that any snapshot can see is never written. A Workspace changes private copies in memory and numbers
//     them with pages that nobody can see; Write puts them into the file, sealed, Keep leaves them in memory for later.
//   - A page may have several contents in memory under one reference; a View reads the youngest that its state has (twin.go). The
//     file never has more than one: an overlay, the content of a page that a checkpoint sees, is never written (overlaid.go).
//   - A Workspace that is thrown away leaves no trace but the numbers to return to the allocator.
//
// Concurrency: Read, ReadRun and the Store's At may be called from any goroutine. Everything else belongs to who
// holds the database's writer lock, but for a checkpoint, which writes the kept pages that it has listed beside it. Two locks, leaves
// both: residents.writing, by which these two take turns to write, and the one that guards the growth of the verified-birth table.
//
// Read pager.go first, then workspace.go, savepoint.go and twin.go.
package pager
