package btree

import (
	"fmt"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// readdressStore is a memStore that gives pages other references by copying them.
type readdressStore struct {
	*memStore
}

// Readdress implements Readdresser.
func (s readdressStore) Readdress(ref ids.PageRef) (ids.PageRef, error) {
	to, _, err := s.Edit(ref)
	return to, err
}

// leafPlace is a leaf with a key that leads to it.
type leafPlace struct {
	ref ids.PageRef
	key []byte
}

// leafPlaces returns the leaves of a tree in the order of keys.
func leafPlaces(t *testing.T, s *memStore, tree *Tree) []leafPlace {
	t.Helper()
	var found []leafPlace
	err := tree.Walk(s, func(v Visit) error {
		if v.Level == 0 {
			found = append(found, leafPlace{ref: v.Ref, key: v.Low})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// TestReaddressing gives every third leaf of trees of one to some levels another reference, in the order of keys and in no order, and asks for leaves that are not
// there in between. All others keep theirs, and nothing but the references changes.
func TestReaddressing(t *testing.T) {
	for _, count := range []int{1, 100, 20_000} {
		for name, step := range map[string]int{"in order": 1, "in no order": 7} {
			t.Run(fmt.Sprintf("%d entries %s", count, name), func(t *testing.T) {
				s := newMemStore(t, 4096)
				tree := &Tree{}
				for i := range count {
					if err := tree.Put(s, fmt.Appendf(nil, "%08d", i), make([]byte, 100), Upsert); err != nil {
						t.Fatal(err)
					}
				}
				s.commit()
				readdressSome(t, s, tree, step)
			})
		}
	}
}

// readdressSome is TestReaddressing for one tree and one order.
func readdressSome(t *testing.T, s *memStore, tree *Tree, step int) {
	t.Helper()
	before := leafPlaces(t, s, tree)
	r := Readdressing{Tree: tree, Writer: readdressStore{s}}
	chosen := map[int]bool{}
	for n, i := 0, 0; n < len(before); n, i = n+1, (i+step)%len(before) {
		if i%3 != 0 || chosen[i] {
			continue
		}
		chosen[i] = true
		if found, err := r.Leaf(before[i].key, ids.PageRef{ID: 1 << 40, Birth: 1}); found || err != nil {
			t.Fatalf("a leaf that is not there: %v, %v", found, err)
		}
		if found, err := r.Leaf(before[i].key, before[i].ref); !found || err != nil {
			t.Fatalf("leaf %d: %v, %v", i, found, err)
		}
		if found, err := r.Leaf(before[i].key, before[i].ref); found || err != nil {
			t.Fatalf("leaf %d is there still: %v, %v", i, found, err)
		}
	}
	checkTree(t, s, tree)
	for i, after := range leafPlaces(t, s, tree) {
		if moved := after.ref != before[i].ref; moved != chosen[i] {
			t.Errorf("leaf %d: another reference: %v, want %v", i, moved, chosen[i])
		}
	}
	s.commit()
	for i := range int(tree.Count) {
		if ok, err := tree.Has(s, fmt.Appendf(nil, "%08d", i)); !ok || err != nil {
			t.Fatalf("key %d: %v, %v", i, ok, err)
		}
	}
}
