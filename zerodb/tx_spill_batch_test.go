package zerodb

import (
	"path/filepath"
	"runtime"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/catalog"
	"github.com/aerolith/aerolith/zerodb/internal/keyform"
)

// TestSpillingBatchKeepsNoMemory fills a database as a restore and a replay do, in one batch of pages that spills again and again: the memory of what was
// spilled serves the next pages.
func TestSpillingBatchKeepsNoMemory(t *testing.T) {
	const tx, memory, entries = 10, 1 * mebibyte, 100_000
	l, err := newLoader(filepath.Join(t.TempDir(), "db"), Options{})
	must(t, err)
	defer func() { must(t, l.close(nil)) }()
	l.db.w.work.SpillAbove(memory)
	must(t, l.create(tx, "t", catalog.EncodeForm(keyform.Form{})))
	before := heapInUse()
	for i := range entries {
		must(t, l.put(tx, key(i), value(i)))
		must(t, l.spill())
	}
	if grown := heapInUse() - before; grown > 4*memory {
		t.Errorf("%d bytes were kept, %d pages spilled", grown, l.db.w.work.Spilled())
	}
	must(t, l.finish(tx))
}

// heapInUse returns the bytes of the heap that are in use.
func heapInUse() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
