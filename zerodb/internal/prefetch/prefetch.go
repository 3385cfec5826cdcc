package prefetch

import "unsafe"

// LineBytes is the distance of the lines that are asked for; those of the processor's cache have 64 bytes or more.
const LineBytes = 64

// Lines asks for the first lines of b, at most so many, and waits for none of them.
func Lines(b []byte, most int) {
	if count := min(most, len(b)/LineBytes); count > 0 {
		lines(unsafe.Pointer(unsafe.SliceData(b)), count)
	}
}

// All is Lines for all of b.
func All(b []byte) { Lines(b, len(b)/LineBytes) }
