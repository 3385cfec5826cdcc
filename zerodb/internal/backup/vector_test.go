package backup

import (
	"bytes"
	"os"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/formatdoc"
)

// TestVector makes sure that the format stays what docs/format/backup.md shows.
func TestVector(t *testing.T) {
	b, _ := sample(t, 1)
	if want := formatdoc.Vector(t, os.DirFS("../../../docs/format"), "backup.md", "backup"); !bytes.Equal(b, want) {
		t.Errorf("stream is %x, want %x", b, want)
	}
}
