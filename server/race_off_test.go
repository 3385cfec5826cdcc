//go:build !race

package server

// underRace says that the race detector is off.
const underRace = false
