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
