package proof

import (
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/pager"
)

// patchWhoeverReads lets the databases of a test make patches although somebody reads, or lets them wait until nobody does, as they are used. Half of the seeds and surroundings do the one, half the other.
func patchWhoeverReads(t *testing.T, n uint64) {
	t.Helper()
	pager.PatchBesideReaders.Store(n%2 == 1)
	t.Cleanup(func() { pager.PatchBesideReaders.Store(false) })
}
