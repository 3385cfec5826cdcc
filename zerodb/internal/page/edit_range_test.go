package page

import (
	"fmt"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// TestRemoveRange removes each possible range of a leaf and of a branch and compares with removing one by one.
func TestRemoveRange(t *testing.T) {
	for _, kind := range []Kind{KindLeaf, KindBranch} {
		const count = 9
		for from := range count {
			for to := from; to <= count; to++ {
				whole, single := rangeNode(kind, count), rangeNode(kind, count)
				whole.RemoveRange(from, to)
				for range to - from {
					single.Remove(from)
				}
				if whole.Count() != single.Count() || whole.Used() != single.Used() {
					t.Fatalf("kind %v, %d to %d: %d entries, %d bytes, want %d, %d", kind, from, to, whole.Count(), whole.Used(), single.Count(), single.Used())
				}
				for i := range whole.Count() {
					if string(whole.AppendKey(nil, i)) != string(single.AppendKey(nil, i)) {
						t.Fatalf("kind %v, %d to %d, entry %d: %q", kind, from, to, i, whole.AppendKey(nil, i))
					}
				}
				if whole.Count() == 0 {
					continue
				}
				Seal(whole)
				if err := Validate(whole, whole.Ref(), MinSize); err != nil {
					t.Fatalf("kind %v, %d to %d: %v", kind, from, to, err)
				}
			}
		}
	}
}

// rangeNode returns a page with that many entries.
func rangeNode(kind Kind, count int) Node {
	n := Node(make([]byte, MinSize))
	Init(n, kind, ids.PageRef{ID: 1000, Birth: 5})
	for i := range count {
		key, payload := fmt.Appendf(nil, "key %02d", i), AppendInline(nil, []byte("value"))
		if kind == KindBranch {
			payload = AppendChild(nil, ids.PageRef{ID: ids.PageID(10 + i), Birth: 4})
			if i == 0 {
				key = nil
			}
		}
		n.Insert(i, key, payload)
	}
	return n
}
