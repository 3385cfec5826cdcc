// Package space keeps account of the free pages of the data file: which may be handed out now, and which must wait
// because somebody can still see them. It also encodes the free set that a checkpoint writes.
//
// Place in the map: the engine's commit, checkpoint and recovery use it; it imports ids, checked, fault, page and pairset and does
// no I/O.
//
// The rule (R1 of the engine): a page born in transaction B and freed in transaction F may be reused iff F ≤ visible, the
// oldest root that a new reader may be given, and no pinned X has B ≤ X < F. docs/decisions argues why.
//
// Invariants of a Manager:
//   - Every page from FirstPage up to the high-water mark is in exactly one state: in use (the manager does not list
//     it), available, or retired. Available runs are disjoint and never adjacent to each other.
//   - A retired run whose F is beyond visible waits in the queue, ordered by F. Any other hangs on one pin, the
//     greatest that lies in [B, F), and is looked at again only when that pin has gone.
//   - No operation scans the runs; all cost O(log n) in the number of runs, amortised where noted.
//
// A Manager is not for concurrent use: the engine's writer lock guards it. A Capture belongs to whoever took it and
// may be read without that lock.
//
// Savepoints are no pins here. A Ledger keeps one transaction's account: it hands frees to the manager only when the
// transaction commits, and while a savepoint is open reuses only those of the transaction's own pages that were made after it, which is the same
// as pinning the others.
//
// Read manager.go first, then retire.go, ledger.go, capture.go and codec.go.
package space
