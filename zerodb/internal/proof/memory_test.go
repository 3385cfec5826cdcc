package proof

import (
	"os"
	"runtime/debug"
	"testing"
)

// memoryLimit is how much memory the proofs may take before the garbage collector works for more, in bytes, unless GOMEMLIMIT says otherwise. What
// is alive at once is bounded by the images under way, two for each processor and those that are being judged: 108 MB at most in the first five
// workloads of a sweep with GOGC=400. It was 7 GB there and grew with each cycle while closed databases stayed in memory over two cycles
// (TestClosedDatabaseIsForgotten in package zerodb).
const memoryLimit = 2 << 30

// TestMain bounds the memory of the whole run.
func TestMain(m *testing.M) {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit)
	}
	os.Exit(m.Run())
}
