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
