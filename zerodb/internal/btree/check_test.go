package btree

import (
	"bytes"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// treeShape is what checkTree found.
type treeShape struct {
	leaves, branches, runs int
	leafBytes              uint64
}

// fill returns the share of the leaves' bytes that is in use.
func (s treeShape) fill(pageSize int) float64 {
	return float64(s.leafBytes) / float64(s.leaves*pageSize)
}

// checkTree walks the tree, fails the test on any fault, on an invalid page, and on a page of the store that the tree
// does not own.
func checkTree(tb testing.TB, s *memStore, tree *Tree) treeShape {
	tb.Helper()
	var shape treeShape
	err := tree.Walk(s, func(v Visit) error {
		if v.Fault != nil {
			tb.Fatalf("walk found %v at level %d", v.Fault, v.Level)
		}
		switch v.Kind {
		case page.KindLeaf:
			shape.leaves++
			shape.leafBytes += v.Used
		case page.KindBranch:
			shape.branches++
		default:
			shape.runs++
			return nil
		}
		checkPage(tb, s, v)
		return nil
	})
	if err != nil {
		tb.Fatalf("walk: %v", err)
	}
	if owned := shape.leaves + shape.branches + shape.runs; owned != s.liveCount() {
		tb.Fatalf("the tree owns %d pages and runs, the store has %d", owned, s.liveCount())
	}
	return shape
}

// checkPage validates a page that may be private, whose dead bytes must be zero.
func checkPage(tb testing.TB, s *memStore, v Visit) {
	tb.Helper()
	b := s.pages[v.Ref.ID].bytes
	if err := page.Validate(b, v.Ref, s.size); err != nil {
		tb.Fatalf("page invalid after edits: %v", err)
	}
}

// model is the sorted map that a tree is compared with.
type model map[string][]byte

// compareAll makes sure that the tree holds what the model does, by cursors in both directions and by Get.
func compareAll(tb testing.TB, s *memStore, tree *Tree, m model) {
	tb.Helper()
	if tree.Count != uint64(len(m)) {
		tb.Fatalf("count is %d, want %d", tree.Count, len(m))
	}
	keys := m.sorted()
	var c Cursor
	c.AttachSnapshot(s, tree)
	for i, key := range keys {
		if !c.Next() {
			tb.Fatalf("Next ended at %d of %d: %v", i, len(keys), c.Err())
		}
		if string(c.Key()) != key || !bytes.Equal(c.Value(), m[key]) {
			tb.Fatalf("entry %d: key %x, want %x", i, c.Key(), key)
		}
		got, err := tree.Get(s, []byte(key))
		if err != nil || !bytes.Equal(got, m[key]) {
			tb.Fatalf("get %x: %v", key, err)
		}
	}
	if c.Next() || c.Err() != nil {
		tb.Fatalf("Next went on beyond the end: %x, %v", c.Key(), c.Err())
	}
	for i := len(keys) - 1; i >= 0; i-- {
		if !c.Prev() || string(c.Key()) != keys[i] || !bytes.Equal(c.Value(), m[keys[i]]) {
			tb.Fatalf("backward entry %d: key %x, want %x (%v)", i, c.Key(), keys[i], c.Err())
		}
	}
	if c.Prev() || c.Err() != nil {
		tb.Fatalf("Prev went on beyond the beginning: %x, %v", c.Key(), c.Err())
	}
}
