//go:build race

package server

// underRace says that the race detector is on; it makes sync.Pool drop things at random, which costs allocations.
const underRace = true
