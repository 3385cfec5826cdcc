// Package partition knows which node owns which partition of a namespace. It is pure: it reads what nodes claim,
// and builds an immutable map from the claims of all of them.
//
// Invariants: a Map is never changed after Build returned it; every node in it is one of the claimants it was built
// from.
//
// Read map.go first, then replicas.go.
package partition
