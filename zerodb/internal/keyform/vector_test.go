package keyform

import (
	"bytes"
	"encoding/binary"
	"os"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/formatdoc"
)

// TestStoredForms holds the stored forms of keys fast that docs/format shows, and reads each back.
func TestStoredForms(t *testing.T) {
	docs := os.DirFS("../../../docs/format")
	text, value := []byte("a\x00b"), []byte("red")
	for name, v := range map[string]struct {
		form       Form
		key, value []byte
	}{
		"reverse":      {Form{Order: Reverse}, text, nil},
		"uint64":       {Form{Order: Uint64}, binary.LittleEndian.AppendUint64(nil, 70_000), nil},
		"pair":         {Form{Duplicates: true}, text, value},
		"reverse-pair": {Form{Order: Reverse, Duplicates: true}, text, value},
		"uint64-pair":  {Form{Order: Uint64, Duplicates: true}, binary.LittleEndian.AppendUint64(nil, 70_000), value},
		"uint32-pair":  {Form{Order: Uint32, Duplicates: true}, binary.LittleEndian.AppendUint32(nil, 7), value},
	} {
		stored := v.form.AppendKey(nil, v.key)
		if v.form.Duplicates {
			stored = v.form.AppendPair(nil, v.key, v.value)
		}
		if want := formatdoc.Vector(t, docs, "keys.md", name); !bytes.Equal(stored, want) {
			t.Errorf("%s: % x, want % x", name, stored, want)
		}
	}
}
