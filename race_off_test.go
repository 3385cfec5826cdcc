//go:build !race

package aerolith_test

// raceEnabled says that the race detector runs, under which hashing takes long.
const raceEnabled = false
