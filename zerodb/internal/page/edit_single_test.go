package page

import (
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// TestSingleEntryWithoutValue lays out pages of one entry with an empty value: its cell must lie inside of the page, whose end has an offset that
// no slot of the largest pages can hold.
func TestSingleEntryWithoutValue(t *testing.T) {
	for _, size := range []int{MinSize, MaxSize} {
		for _, key := range []string{"k", "a longer key"} {
			n, ref := Node(make([]byte, size)), ids.PageRef{ID: 7, Birth: 3}
			Init(n, KindLeaf, ref)
			var a Assembly
			a.Reset(KindLeaf, size)
			a.Insert(0, []byte(key), AppendInline(nil, nil))
			a.Build(n, 0, 1)
			if err := Validate(n, ref, size); err != nil {
				t.Errorf("page of %d bytes, key %q: %v", size, key, err)
			}
			if i, found := n.Search([]byte(key)); i != 0 || !found || string(n.AppendKey(nil, 0)) != key {
				t.Errorf("page of %d bytes: key %q is %q", size, key, n.AppendKey(nil, 0))
			}
		}
	}
}

// TestIsPacked tells leaves that a rebuild would pack from those that it would leave as they are.
func TestIsPacked(t *testing.T) {
	payload := AppendInline(nil, []byte("v"))
	for _, c := range []struct {
		keys []string
		next string
		want bool
	}{
		{[]string{"a", "b"}, "c", true},
		{[]string{"ab1", "ab2"}, "ab3", true}, // a prefix of 2 bytes is not stored
		{[]string{"abc1", "abc2"}, "abc3", false},
		{[]string{"abc1", "abc2"}, "b", true},
	} {
		n := newNode(KindLeaf, MinSize)
		for i, k := range c.keys {
			n.Insert(i, []byte(k), payload)
		}
		if got := n.IsPacked([]byte(c.next)); got != c.want {
			t.Errorf("%q before %q: %v", c.keys, c.next, got)
		}
		n.Remove(0)
		if n.IsPacked([]byte(c.next)) {
			t.Errorf("%q before %q with dead bytes: packed", c.keys, c.next)
		}
	}
}
