package space

import (
	"bytes"
	"os"
	"slices"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/formatdoc"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// TestDocumentedVector checks that the page drawn in the documentation is read as it says, and that the same free set
// is written as drawn. Every later version must still read it.
func TestDocumentedVector(t *testing.T) {
	const highWater, tx = 0x3_0000_0000, 0x1122
	b := make([]byte, page.MinSize)
	copy(b, formatdoc.Vector(t, os.DirFS("../../../docs/format"), "free-space.md", "free-space-page"))
	free := []Run{{Start: 5, Count: 1}, {Start: 16, Count: 0x1_0000_0010}, {Start: 0x2_8000_0000, Count: 2}}
	got, err := Decode(ids.PageRef{ID: 4, Birth: tx}, highWater, page.MinSize, disk{4: b}.read)
	if err != nil || !slices.Equal(got.Free, free) {
		t.Errorf("read as %+v, %v", got, err)
	}
	m, err := NewManager(highWater, highWater, append(free, Run{Start: 4, Count: 1}))
	if err != nil {
		t.Fatal(err)
	}
	d, written, _ := store(t, m, tx)
	if !bytes.Equal(d[4], b) || written.Head.ID != 4 {
		t.Errorf("head %v, written as\n% x", written.Head, d[4][:128])
	}
}

// TestDocumentedVectorOfChain does the same for the headers of a chain of two pages, whose entries are all alike.
func TestDocumentedVectorOfChain(t *testing.T) {
	const runs, tx = 600, 0x1122
	free := []Run{{Start: 3, Count: 1}, {Start: 5, Count: 1}}
	for i := range ids.PageID(runs) {
		free = append(free, Run{Start: 7 + 3*i, Count: 2})
	}
	highWater := free[len(free)-1].End()
	m, err := NewManager(highWater, highWater, slices.Clone(free))
	if err != nil {
		t.Fatal(err)
	}
	d, written, _ := store(t, m, tx)
	for name, id := range map[string]ids.PageID{"free-space-first": 3, "free-space-last": 5} {
		want := formatdoc.Vector(t, os.DirFS("../../../docs/format"), "free-space.md", name)
		if got := d[id][:min(len(want), len(d[id]))]; !bytes.Equal(got, want) {
			t.Errorf("%s: head %v, written as\n% x", name, written.Head, got)
		}
		copy(d[id], want)
	}
	got, err := Decode(ids.PageRef{ID: 3, Birth: tx}, highWater, page.MinSize, d.read)
	if err != nil || !slices.Equal(got.Free, free[2:]) {
		t.Errorf("read as %+v, %v", got, err)
	}
}
