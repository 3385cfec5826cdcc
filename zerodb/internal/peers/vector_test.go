package peers

import (
	"bytes"
	"os"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/formatdoc"
)

// TestDocumentedVector checks that the beginning of the lock file that is drawn in the documentation, of a little-endian machine, is
// read as the sample, and that the sample is written as drawn.
func TestDocumentedVector(t *testing.T) {
	want := formatdoc.Vector(t, os.DirFS("../../../docs/format"), "lock.md", "lock-head")
	m := fresh(t, 2)
	m.BeginLife(0x1122334455667788, 4711)
	m.GoLive([16]byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}, rootOf(9))
	if got := m.bytes[:len(want)]; !bytes.Equal(got, want) && m.bytes[0] == 'A' {
		t.Errorf("the sample is written as\n% x", got)
	}
	read, err := Open(append(want, m.bytes[len(want):]...))
	if err != nil || m.bytes[0] != 'A' {
		t.Skip("another byte order")
	}
	if r, err := read.Root(); err != nil || r.Tx != 9 || read.Blocks() != 2 || read.Phase() != Live {
		t.Errorf("read as %+v, %v", r, err)
	}
}
