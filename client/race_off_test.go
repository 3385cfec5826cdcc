//go:build !race

package client

// raceEnabled says that the race detector runs, which allocates itself.
const raceEnabled = false
