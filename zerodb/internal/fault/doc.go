// Package fault holds the one error type by which every part of the engine reports damaged data, so that a caller
// learns which page is bad and why, whatever part found it. Package zerodb shows the type under its own name.
//
// Place in the map: it imports ids only; page, btree, meta, space, wal and the engine itself return its errors.
// Invariant: a fault is built only when bytes from outside contradict the format; it never stands for a bug, a limit
// or a failed call. Read corruption.go first.
package fault
