//go:build race

package proof

// slowdown is by how much the race detector slows the proofs: their short forms take that much less.
const slowdown = 5
