package catalog

import (
	"bytes"
	"os"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/formatdoc"
	"github.com/aerolith/aerolith/zerodb/internal/keyform"
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
	var options []byte
	for _, order := range []keyform.Order{keyform.Bytes, keyform.Reverse, keyform.Uint32, keyform.Uint64} {
		for _, f := range []keyform.Form{{Order: order}, {Order: order, Duplicates: true}} {
			options = append(options, EncodeForm(f)...)
		}
	}
	if want := formatdoc.Vector(t, os.DirFS("../../../docs/format"), "catalog.md", "options"); !bytes.Equal(options, want) {
		t.Errorf("options: got % x, want % x", options, want)
	}
}
