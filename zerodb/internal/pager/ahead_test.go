package pager

import (
	"math"
	"path/filepath"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
	"github.com/aerolith/aerolith/zerodb/vfs"
)

// TestAhead asks for pages ahead that are there, that are not, and whose numbers are nonsense, of a file and of memory: nothing faults, nothing is marked as
// verified, and nothing is allocated. Then the file is cut under the map: asking passes over what is gone, where reading would fault.
func TestAhead(t *testing.T) {
	file, err := vfs.OS().Create(filepath.Join(t.TempDir(), "data"), 0o600)
	if err != nil {
		t.Fatal(err)
	}
	store, err := OpenFileStore(file, 1<<30)
	if err != nil {
		t.Fatal(err)
	}
	const limit = 200
	for name, s := range map[string]Store{"file": store, "memory": NewHeapStore()} {
		p := New(s, Options{PageSize: pageSize, GrowthStep: pageSize, SizeMax: 1 << 30})
		if _, err := p.Reserve(limit); err != nil {
			t.Fatal(err)
		}
		ref := ids.PageRef{ID: 100, Birth: 3}
		writeLeaf(t, p, ref)
		v := &View{Pager: p, Limit: limit, State: 5}
		ask := func() {
			for _, id := range []ids.PageID{0, page.FirstID, 100, limit - 1, limit, 1 << 40, math.MaxUint64 >> 12, math.MaxUint64} {
				for _, lines := range []int{0, 5, 1000} {
					v.Ahead(ids.PageRef{ID: id, Birth: 3}, lines)
				}
			}
		}
		if got := testing.AllocsPerRun(10, ask); got != 0 {
			t.Errorf("%s: %v allocations", name, got)
		}
		if p.births.has(ref) {
			t.Errorf("%s: a page that nobody has read counts as verified", name)
		}
		if name == "file" {
			if err := file.Truncate(pageSize); err != nil {
				t.Fatal(err)
			}
			ask()
		}
		if err := p.Close(); err != nil {
			t.Fatal(err)
		}
		ask()
	}
}
