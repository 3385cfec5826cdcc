package btree

import (
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// askedStore is a memStore that notes for which pages a cursor asks ahead.
type askedStore struct {
	*memStore
	asked map[ids.PageRef]int
}

// Ahead implements foreseer.
func (s *askedStore) Ahead(ref ids.PageRef, _ int) { s.asked[ref]++ }

// TestLookAhead walks through a tree both ways and requires that the cursor asks for leaves only, for each at most once, and for nearly all of them; who
// seeks and goes a few entries further asks for the neighbour alone, and who may write asks for nothing.
func TestLookAhead(t *testing.T) {
	memory, tree, m := numberedTree(t, 4096, 20_000)
	leaves := 0
	if err := tree.Walk(memory, func(v Visit) error {
		if v.Kind == page.KindLeaf {
			leaves++
		}
		return v.Fault
	}); err != nil {
		t.Fatal(err)
	}
	for name, move := range map[string]func(*Cursor) bool{"forward": (*Cursor).Next, "backward": (*Cursor).Prev} {
		s := &askedStore{memStore: memory, asked: map[ids.PageRef]int{}}
		var c Cursor
		c.AttachSnapshot(s, tree)
		pairs := 0
		for move(&c) {
			pairs++
		}
		if pairs != len(m) || c.Err() != nil {
			t.Fatalf("%s: %d pairs of %d, error %v", name, pairs, len(m), c.Err())
		}
		for ref, times := range s.asked {
			if kind := nodeOf(memory, ref).Kind(); kind != page.KindLeaf || times > 1 {
				t.Errorf("%s: asked %d times for page %d, a %s page", name, times, ref.ID, kind)
			}
		}
		if len(s.asked) < leaves*9/10 || len(s.asked) >= leaves {
			t.Errorf("%s: asked for %d of %d leaves", name, len(s.asked), leaves)
		}
	}
	s := &askedStore{memStore: memory, asked: map[ids.PageRef]int{}}
	var c Cursor
	c.AttachSnapshot(s, tree)
	for range 3 {
		clear(s.asked)
		c.Seek([]byte("k10000"))
		for range 40 {
			c.Next()
		}
		if len(s.asked) != 1 {
			t.Errorf("a short walk asked for %d pages", len(s.asked))
		}
	}
	clear(s.asked)
	c.AttachLive(s, tree)
	for c.Next() {
		if len(s.asked) > 0 {
			t.Fatal("a cursor asks ahead in a tree that may change")
		}
	}
}

// TestGetFromEachDepth gets each key, and keys beside it, from trees of one level to three, on pages that are asked for whole and on pages that are too large for
// that.
func TestGetFromEachDepth(t *testing.T) {
	for pageSize, counts := range map[int][]int{4096: {5, 500, 20_000}, 16 << 10: {100, 20_000}} {
		for _, count := range counts {
			s, tree, m := numberedTree(t, pageSize, count)
			for key, want := range m {
				if got, err := tree.Get(s, []byte(key)); err != nil || string(got) != string(want) {
					t.Fatalf("pages of %d, depth %d, %s: got %q, %v", pageSize, tree.Depth, key, got, err)
				}
				if _, err := tree.Get(s, []byte(key+"x")); err != ErrNotFound {
					t.Fatalf("pages of %d, depth %d, %sx: %v", pageSize, tree.Depth, key, err)
				}
			}
		}
	}
}
