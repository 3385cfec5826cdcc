package pager

import (
	"fmt"
	"maps"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// TestPatchesBesideLayingOut puts entries into a leaf until there is no more room while others lay out whatever they find: the writer may meet a patch that is laid out while he looks at it, and who lays
// one out may meet another who has done so, and a writer who lets go of what is behind.
func TestPatchesBesideLayingOut(t *testing.T) {
	for round := range 400 {
		long := strings.Repeat("x", 800)
		want := map[string]string{"a": long, "b": long, "c": long, "d": long} // 8 more entries do not fit
		b, ref := patchBench(t, round%2 == 0, want)
		limit := b.free.HighWater()
		var at atomic.Uint64
		var group sync.WaitGroup
		var failed atomic.Pointer[error]
		at.Store(uint64(b.tx))
		for range 2 {
			group.Go(func() {
				for state := at.Load(); state != 0; state = at.Load() {
					if _, err := b.pager.Read(ref, limit, ids.TxID(state)); err != nil {
						failed.CompareAndSwap(nil, &err)
						return
					}
				}
			})
		}
		for i := range 12 {
			k, v := fmt.Sprintf("a%d", i), fmt.Sprintf("%0*d", 120+7*(i%5), i)
			_, there := want[k]
			existed, done := b.patch(t, ref, k, v)
			if done && existed != there {
				t.Fatalf("round %d: key %q: existed %v; it was there: %v", round, k, existed, there)
			}
			if done {
				want[k] = v
				at.Store(uint64(b.tx))
			}
			b.work.SettlePatches()
			b.work.ReleaseFormer(b.tx - 1)
		}
		at.Store(0)
		group.Wait()
		if err := failed.Load(); err != nil {
			t.Fatalf("round %d: %v", round, *err)
		}
		if got := b.entriesOf(t, ref, b.tx); !maps.Equal(got, want) {
			t.Fatalf("round %d: the leaf has %d entries, others than the %d that were put", round, len(got), len(want))
		}
	}
}

// TestFreedPatchesAreNotLaidOut frees a page that has a patch: its number may be used anew at any time, while others still lay out what was listed.
func TestFreedPatchesAreNotLaidOut(t *testing.T) {
	b, ref := patchBench(t, true, map[string]string{"a": "1"})
	b.patch(t, ref, "a", "2")
	if n := b.work.Patches().Len(); n != 1 {
		t.Fatalf("%d patches are listed, not 1", n)
	}
	b.begin()
	if _, _, err := b.work.Edit(ref); err != nil {
		t.Fatal(err)
	}
	b.finish(t)
	if p := b.pager.kept.at(ref); p == nil || !p.isPatch() {
		t.Fatal("the patch has gone: this test cannot fail")
	}
	if n := b.work.Patches().Len(); n != 0 {
		t.Errorf("%d patches of freed pages are listed", n)
	}
}
