// Package pairset keeps an ordered set of pairs of numbers in memory, with every operation in O(log n) and a
// frozen view of the whole set in O(1).
//
// Place in the map: the free-space manager keeps its free runs in two such sets, by place and by size. The package
// imports nothing.
//
// Invariants: a B-tree whose nodes, save the root, hold between minPairs and maxPairs pairs; pairs ascend, first by
// First, then by Second, and none occurs twice. A node is changed only by the set whose owner mark it carries;
// Freeze takes the mark away from all nodes at once, so that the view and the set share nodes until the set changes
// them (copy on write). A Set is for one goroutine; a View may be read by another while the set goes on changing.
//
// Read set.go first, then insert.go and remove.go.
package pairset
