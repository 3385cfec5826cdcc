// Package fault holds the one error type by which every part of the engine reports damaged data, so that a caller
// learns which page is bad and why, whatever part found it, and beside it the one for limits. Package zerodb shows both under its own
// name, and damage of the log, which has a type of its own, in this one too.
//
// Place in the map: it imports ids only; page, btree, keyform, catalog, meta, space, pager, checker and the engine itself return its errors.
// Invariant: a CorruptionError is built only when bytes from outside contradict the format; it never stands for a bug, a limit
// or a failed call. Read corruption.go first.
package fault
