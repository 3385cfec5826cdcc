// Package peers reads the list of a node's peers as the info protocol gives it, and the addresses in it. It is pure.
//
// Nothing in a list is trusted: counts and lengths are bounded, and an error names the byte where reading stopped.
//
// Read peers.go first.
package peers
