//go:build !race

package codec

// raceEnabled says that the race detector is on, under which pools drop objects at random.
const raceEnabled = false
