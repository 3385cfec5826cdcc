package backup

import (
	"bytes"
	"os"
	"slices"
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

// TestVectorOfLargeValues takes a stream with a value of several blocks apart as docs/format/backup.md says: the kinds of its blocks, and how the
// large entry begins.
func TestVectorOfLargeValues(t *testing.T) {
	b, _ := sample(t, blockMax)
	var kinds []uint32
	var large []byte
	for at := openingSize; at < len(b); {
		size, what := int(order.Uint32(b[at+4:])), order.Uint32(b[at+8:])
		if kinds = append(kinds, what); what == 4 && len(large) == 0 {
			large = b[at+12 : at+12+size]
		}
		at += 12 + size
	}
	if want := []uint32{1, 2, 3, 4, 5, 4, 5, 5, 2, 3, 6}; !slices.Equal(kinds, want) {
		t.Errorf("kinds of blocks are %v, want %v", kinds, want)
	}
	if want := formatdoc.Vector(t, os.DirFS("../../../docs/format"), "backup.md", "large"); !bytes.HasPrefix(large, want) {
		t.Errorf("a large entry begins with % x, want % x", large[:min(len(large), len(want))], want)
	}
}
