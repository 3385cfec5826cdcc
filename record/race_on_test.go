//go:build race

package record

// raceEnabled says that the race detector is on.
const raceEnabled = true
