package proof

import (
	"os"
	"runtime/debug"
	"testing"
)

// memoryLimit is how much memory the proofs may take before the garbage collector works for less, in bytes, unless GOMEMLIMIT says otherwise. What
// is alive at once is bounded by the images under way, two for each processor and those that are being judged, some 50 MB; a collector that
// was told to wait (GOGC=400) let the garbage of short images grow to 12.5 GB on a busy machine.
const memoryLimit = 2 << 30

// TestMain bounds the memory of the whole run.
func TestMain(m *testing.M) {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit)
	}
	os.Exit(m.Run())
}
