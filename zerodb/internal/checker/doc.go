// Package checker proves that a database is sound: every page belongs to exactly one owner, every tree is in order, every
// checksum is right. It looks at what is in the file each time, whatever has been verified before.
//
// Place in the map: package zerodb takes the state to check under its writer lock and shows the findings as its own;
// the checker walks. It imports btree, whose Reader gives it the pages, catalog, keyform, page, space, fault and ids.
//
// Invariants: a finding is reported where the damage is seen, and the walk goes on with what can still be found. Pages that
// nobody owns are reported only if all trees could be walked to the end, because else their owner may be unknown.
// Memory is one bit for each page of the file. There are no locks: one goroutine runs a check. Read checker.go.
package checker
