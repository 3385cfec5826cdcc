package typed

import (
	"bytes"
	"os"
	"testing"
	"time"

	"github.com/aerolith/aerolith/zerodb/internal/formatdoc"
)

// TestDocumentedVectors holds the bytes of the codecs fast: later versions must write the same.
func TestDocumentedVectors(t *testing.T) {
	docs := os.DirFS("../../docs/format")
	pair := Pairs[string, int16]{String[string]{}, Int16[int16]{}}.AppendKey(nil, Pair[string, int16]{"a\x00", -2})
	if want := formatdoc.Vector(t, docs, "typed.md", "pair"); !bytes.Equal(pair, want) {
		t.Errorf("pair: % x, want % x", pair, want)
	}
	latest := Descending[time.Time]{Time{}}.AppendKey(nil, time.Unix(0, -1))
	if want := formatdoc.Vector(t, docs, "typed.md", "time"); !bytes.Equal(latest, want) {
		t.Errorf("time: % x, want % x", latest, want)
	}
}
