package page

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// TestEntries takes leaves apart, with and without a stored prefix, and compares keys and values with what the page's
// own accessors say.
func TestEntries(t *testing.T) {
	for _, prefix := range []string{"", "p", "prefix/", "a prefix longer than the steps in which short keys are copied/"} {
		n := newNode(KindLeaf, MinSize)
		var a Assembly
		a.Reset(KindLeaf, MinSize)
		for i := range 12 {
			payload := AppendInline(nil, bytes.Repeat([]byte{byte(i)}, i*7))
			if i%5 == 4 {
				payload = AppendRun(nil, ids.PageRef{ID: 40, Birth: 3}, 9000)
			}
			a.Insert(i, fmt.Appendf(nil, "%s%c%s", prefix, 'a'+i, bytes.Repeat([]byte{'x'}, i*3)), payload)
		}
		a.Build(n, 0, a.Count())
		if stored := len(n.Prefix()); stored != 0 && stored != len(prefix) || len(prefix) >= leafPrefixMin && stored == 0 {
			t.Errorf("prefix %q: %d bytes are stored", prefix, stored)
		}
		for first := range n.Count() {
			checkEntries(t, n, first, make([]Entry, n.Count()-first))
		}
	}
}

// checkEntries compares entries of a leaf, from first on, with the accessors.
func checkEntries(t *testing.T, n Node, first int, entries []Entry) {
	t.Helper()
	n.Entries(entries, first)
	keys := n.AppendKeys([]byte("kept"), entries)
	if !bytes.HasPrefix(keys, []byte("kept")) {
		t.Errorf("entries from %d: the buffer begins with %q", first, keys[:4])
	}
	for i, e := range entries {
		if got, want := keys[e.KeyStart:e.KeyEnd], n.AppendKey(nil, first+i); !bytes.Equal(got, want) {
			t.Errorf("key %d is %q, want %q", first+i, got, want)
		}
		got, inline := e.Inline(n)
		want, wantInline := n.Inline(first + i)
		if inline != wantInline || !bytes.Equal(got, want) {
			t.Errorf("value %d is %v %x, want %v %x", first+i, inline, got, wantInline, want)
		}
	}
}
