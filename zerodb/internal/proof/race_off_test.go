//go:build !race

package proof

// slowdown is 1 where nothing slows the proofs.
const slowdown = 1
