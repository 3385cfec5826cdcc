package memfs_test

import (
	"hash/maphash"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// TestFingerprint makes one change after the other and undoes them in turn: each state has its own fingerprint, a state that comes
// again has the former one, and a crash image with everything the same as its original.
func TestFingerprint(t *testing.T) {
	seed, files := maphash.MakeSeed(), recording()
	must(t, files.Mkdir("/d", 0o700))
	seen := map[uint64]string{}
	enter := func(state string) {
		t.Helper()
		sum := files.Fingerprint(seed)
		if before, known := seen[sum]; known && before != state {
			t.Errorf("%q and %q have the same fingerprint", before, state)
		}
		seen[sum] = state
		copied, err := files.CrashImage(memfs.Everything, nil)
		must(t, err)
		if copied.Fingerprint(seed) != sum {
			t.Errorf("%q and its image have different fingerprints", state)
		}
	}
	enter("empty folder")
	file := create(t, files, "/d/a", "")
	enter("empty file")
	must(t, file.Truncate(200_000))
	enter("zeros")
	write(t, file, 100_000, "x")
	enter("one byte")
	write(t, file, 100_000, "\x00")
	enter("zeros")
	write(t, file, 199_999, "x")
	enter("last byte")
	must(t, files.Rename("/d/a", "/d/b"))
	enter("another name")
	must(t, files.Rename("/d/b", "/b"))
	enter("another folder")
	must(t, files.Remove("/b"))
	enter("empty folder")
	must(t, create(t, files, "/d/a", strings.Repeat("\x00", 200_000)).Close())
	enter("zeros")
	if len(seen) != 7 {
		t.Errorf("%d fingerprints, want 7: %v", len(seen), seen)
	}
}
