package catalog

import (
	"bytes"
	"os"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/formatdoc"
)

// TestVectors holds the layouts fast: later versions must still read these bytes.
func TestVectors(t *testing.T) {
	plain, withForm := Encode(sample()), Encode(formed())
	for name, got := range map[string][]byte{"entry": plain[:], "form": withForm[:], "remains": AppendRemains(nil, remains())} {
		want := formatdoc.Vector(t, os.DirFS("../../../docs/format"), "catalog.md", name)
		if !bytes.Equal(got, want) {
			t.Errorf("%s: got % x, want % x", name, got, want)
		}
	}
}
