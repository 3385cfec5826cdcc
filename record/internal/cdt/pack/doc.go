// Package pack knows single values in the packed form that lists and maps are made of: how long they are, which of two
// comes first, and how they are stored.
//
// It is the lowest layer of package cdt: it sees bytes and particles, no operations. Nothing here recurses without
// bound or trusts a length: values come from the network and from storage.
//
// What holds:
//   - Compare is a total preorder on storable values, whatever bytes it is given; a wildcard equals everything.
//   - Canonical is idempotent, and every value that it accepts is well formed to its last byte.
//
// Read token.go first.
package pack
