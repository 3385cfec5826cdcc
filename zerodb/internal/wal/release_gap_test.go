package wal

import (
	"math/rand/v2"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// TestReleaseLeavesNoGap loses the power after each operation of a log whose segments are released, in ways that keep later changes of names without earlier
// ones: among the segments that are there none is missing. The end of a segment is where its successor begins, so behind a gap nothing could be
// archived, or read from the oldest segment on, any more: each checkpoint and Close failed after archiving was switched on.
func TestReleaseLeavesNoGap(t *testing.T) {
	const each = 4
	files := memfs.New(memfs.Options{CrashImages: true})
	looked := 0
	files.OnOp(func(n int, op memfs.Op) {
		for i := range uint64(each) {
			for _, kind := range []memfs.Kind{memfs.Reordered, memfs.RandomSubset, memfs.OnlySynced} {
				image, err := files.CrashImage(kind, rand.New(rand.NewPCG(uint64(n), i)))
				if err != nil {
					t.Error(err)
					return
				}
				looked++
				if missing := gapIn(image); missing != 0 {
					t.Errorf("operation %d (%v), image %v: segment %016x is missing among others", n, op, kind, missing)
				}
			}
		}
	})
	reuse(t, files, -1)
	if looked == 0 {
		t.Fatal("nothing was looked at")
	}
}

// gapIn returns the first segment that is missing between others, 0 if none is.
func gapIn(files vfs.FS) uint64 {
	o := testOptions(files, "/wal")
	f, err := readFolder(&o)
	if err != nil {
		return 0 // no log yet
	}
	for i := 1; i < len(f.live); i++ {
		if f.live[i] != f.live[i-1]+1 {
			return f.live[i-1] + 1
		}
	}
	return 0
}
