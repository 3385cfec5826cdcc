package prefetch

import (
	"bytes"
	"testing"
)

// TestLines asks for parts of memory of several lengths, the empty one included, and checks that nothing of it changes. That an address may be missing is
// what the instructions promise; the engine's tests of cut files go through it.
func TestLines(t *testing.T) {
	memory := bytes.Repeat([]byte{7}, 20*LineBytes)
	for size := range len(memory) {
		for _, most := range []int{-1, 0, 1, 5, 1000} {
			Lines(memory[:size], most)
		}
	}
	Lines(nil, 5)
	if !bytes.Equal(memory, bytes.Repeat([]byte{7}, 20*LineBytes)) {
		t.Error("memory has changed")
	}
	if got := testing.AllocsPerRun(100, func() { Lines(memory, 5) }); got != 0 {
		t.Errorf("%v allocations", got)
	}
}

// BenchmarkLines measures what five lines cost that are in the cache.
func BenchmarkLines(b *testing.B) {
	memory := make([]byte, 4096)
	for b.Loop() {
		Lines(memory, 5)
	}
}
