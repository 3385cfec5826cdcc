package journal

import (
	"bytes"
	"os"
	"testing"
	"time"

	"github.com/aerolith/aerolith/zerodb/internal/formatdoc"
)

// TestDocumentedVector checks that the transaction drawn in the documentation is read as it says, and that the same
// changes are written as drawn. Every later version must still read it.
func TestDocumentedVector(t *testing.T) {
	b := formatdoc.Vector(t, os.DirFS("../../../docs/format"), "journal.md", "transaction")
	want := []string{
		`2 users "" "\x01"`, `5 users "ann" "1985"`, `6 users "bob" ""`, `4 log "" ""`, `3 log "" ""`,
	}
	got := decode(t, b)
	for i := range max(len(got), len(want)) {
		if i >= len(got) || i >= len(want) || got[i] != want[i] {
			t.Fatalf("read as %q, want %q", got, want)
		}
	}
	var w Writer
	w.Reset()
	users, log := w.Table("users"), w.Table("log")
	w.CreateTable(users, []byte{1})
	w.Put(users, []byte("ann"), []byte("1985"))
	w.Delete(users, []byte("bob"))
	w.ClearTable(log)
	w.DropTable(log)
	if written := whole(w.Finish(time.Unix(1_700_000_000, 0), 0x1122)); !bytes.Equal(written, b) {
		t.Fatalf("written as\n% x", written)
	}
}

// TestDocumentedVectorOfRanges does the same for the operations that came later.
func TestDocumentedVectorOfRanges(t *testing.T) {
	b := formatdoc.Vector(t, os.DirFS("../../../docs/format"), "journal.md", "ranges")
	want := []string{
		`2 tags "" "\x00\x01"`, `8 tags "ann" "red"`, `7 tags "b" "d"`, `7 tags "" "a"`, `9 tags "" "old"`,
	}
	got := decode(t, b)
	for i := range max(len(got), len(want)) {
		if i >= len(got) || i >= len(want) || got[i] != want[i] {
			t.Fatalf("read as %q, want %q", got, want)
		}
	}
	var w Writer
	w.Reset()
	tags := w.Table("tags")
	w.CreateTable(tags, []byte{0, 1})
	w.DeletePair(tags, []byte("ann"), []byte("red"))
	w.DeleteRange(tags, []byte("b"), []byte("d"))
	w.DeleteRange(tags, nil, []byte("a"))
	w.RenameTable(tags, "old")
	if written := whole(w.Finish(time.Unix(1_700_000_000, 0), 0x1122)); !bytes.Equal(written, b) {
		t.Fatalf("written as\n% x", written)
	}
}

// TestDocumentedVectorOfPieces does the same for a piece of a large transaction.
func TestDocumentedVectorOfPieces(t *testing.T) {
	b := formatdoc.Vector(t, os.DirFS("../../../docs/format"), "journal.md", "piece")
	if h, got := namesAndOperations(t, b); h.Part != 1 || len(got) != 1 || got[0] != "users bob=1999" {
		t.Fatalf("read as %+v %q", h, got)
	}
	var w Writer
	w.Reset()
	users := w.Table("users")
	w.Put(users, []byte("ann"), []byte("1985"))
	w.Cut()
	w.Put(users, []byte("bob"), []byte("1999"))
	if written := whole(w.Finish(time.Unix(1_700_000_000, 0), 0x1122)); !bytes.Equal(written, b) {
		t.Fatalf("written as\n% x", written)
	}
}
