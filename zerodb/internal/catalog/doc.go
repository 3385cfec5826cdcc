// Package catalog lays out the entries of the catalog, the tree that holds each table's state under its name, and nothing
// more.
//
// Place in the map: package zerodb writes entries at commit and reads them when a table is opened; package checker reads
// them. It imports ids, fault, keyform, page and btree. docs/format/catalog.md draws the layout.
//
// Invariant: a state that Decode returns is one that a tree can have, and is not younger than the catalog. There are no
// locks. Read entry.go.
package catalog
