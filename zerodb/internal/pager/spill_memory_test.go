package pager

import (
	"runtime"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
	"github.com/aerolith/aerolith/zerodb/internal/space"
)

// nowhere is a store that forgets what is written to it.
type nowhere struct{ size int64 }

// At implements Store.
func (n *nowhere) At(_ int64, length int) ([]byte, error) { return make([]byte, length), nil }

// WriteAt implements Store.
func (n *nowhere) WriteAt([]byte, int64) error { return nil }

// Grow implements Store.
func (n *nowhere) Grow(size int64) error { n.size = max(n.size, size); return nil }

// Size implements Store.
func (n *nowhere) Size() int64 { return n.size }

// Sync implements Store.
func (n *nowhere) Sync() error { return nil }

// Close implements Store.
func (n *nowhere) Close() error { return nil }

// TestMemoryOfSpilledPages makes a transaction of many pages, spills them as they come, and measures what stays in memory for each: the page's entry and its
// two places in the table of private pages, and its mark among the births, which every page of the file has.
func TestMemoryOfSpilledPages(t *testing.T) {
	const pages, memory = 200_000, 100 << 12
	p := New(new(nowhere), Options{PageSize: 1 << 12, GrowthStep: 1 << 30, SizeMax: 1 << 40})
	free, err := space.NewManager(page.FirstID, 1<<30, nil)
	if err != nil {
		t.Fatal(err)
	}
	w := NewWorkspace(p, free, 1<<40)
	w.SpillAbove(memory)
	w.Begin(1, page.FirstID)
	before := heapInUse()
	for range pages {
		if _, _, err := w.New(page.KindLeaf); err != nil {
			t.Fatal(err)
		}
		if w.Crowded() {
			if _, err := p.Reserve(w.HighWater()); err != nil {
				t.Fatal(err)
			}
			if err := w.Spill(func(ids.PageRef) bool { return false }); err != nil {
				t.Fatal(err)
			}
			w.ForgetCooling()
		}
	}
	each := float64(heapInUse()-before-w.Bytes()) / pages
	t.Logf("%d pages, %d of them spilled, take %.0f bytes each, %.1f %% of a page", pages, w.Spilled(), each, 100*each/(1<<12))
	if each > 176 {
		t.Errorf("a spilled page takes %.0f bytes", each)
	}
	runtime.KeepAlive(w)
}

// heapInUse returns the bytes of the heap that are in use.
func heapInUse() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
