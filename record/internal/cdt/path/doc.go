// Package path selects and changes members of nested lists and maps by a path whose steps may be expressions. It is pure.
//
// It stands beside package cdt, whose operations work on one list or map; a path may lead to many members at once. The
// expressions themselves belong to package expr, which hands them in as an Environment. Semantics and codes are those of
// an Aerospike server 8.1.
//
// A path has levels. On each level a list or map is entered by index, rank, key, list of keys, value or expression, and
// members that do not also satisfy a second expression are left out. What is chosen on the last level is answered: as
// the tree that is left when everything else is taken away, or as a list of values, of keys, or of both; or it is replaced
// by the value of an expression, or taken away.
//
// What holds:
//   - The value is canonical, and a changed one is canonical again: ordered lists are sorted.
//   - Levels are bounded by MaxLevels, and work by the Environment's budget.
//
// Read path.go first, then choose.go.
package path
