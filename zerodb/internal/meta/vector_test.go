package meta

import (
	"bytes"
	"os"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/formatdoc"
	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// TestDocumentedVector checks that the page drawn in the documentation is read as the sample, and that the sample is
// written as drawn. Every later version must still read it.
func TestDocumentedVector(t *testing.T) {
	b := make([]byte, page.MinSize)
	copy(b, formatdoc.Vector(t, os.DirFS("../../../docs/format"), "meta.md", "meta-page-1"))
	got, err := Decode(b, 1)
	if want := sample(); err != nil || !got.WallTime.Equal(want.WallTime) || got.Catalog != want.Catalog || got.Log != want.Log ||
		got.UUID != want.UUID || got.FreeSpace != want.FreeSpace || got.HighWater != want.HighWater || got.Tx != want.Tx || !got.Clean {
		t.Errorf("read as %+v, %v", got, err)
	}
	if want := encode(1, sample()); !bytes.Equal(b, want) {
		t.Errorf("the sample is written as\n% x", want[:offsetFieldsEnd])
	}
}
