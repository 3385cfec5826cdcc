// Package keyform turns the keys of a table, and the pairs of key and value of a table with duplicates, into the bytes under
// which its tree keeps them, and back: trees order bytes only.
//
// Place in the map: package zerodb calls it where a table has options; catalog records the Form of each table. It is pure and
// imports fault only. docs/format/keys.md draws the forms.
//
// Invariants: stored forms compare as bytes just as keys compare in the table's order, and pairs by key, then by value. What the
// form of one key begins with, the form of another never does where there are duplicates. Stored bytes from a damaged file give an error,
// never a panic.
//
// Read form.go first.
package keyform
