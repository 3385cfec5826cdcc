//go:build race

package aero

// raceEnabled says that the race detector is on, under which pools drop objects at random.
const raceEnabled = true
