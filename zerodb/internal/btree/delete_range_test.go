package btree

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// TestDeleteRangeModel deletes random ranges, narrow, wide and open ones, between puts, against a sorted map, for all styles of
// keys, and checks the whole structure after each.
func TestDeleteRangeModel(t *testing.T) {
	for style, source := range keyStyles {
		for _, pageSize := range []int{4096, 65536} {
			t.Run(fmt.Sprintf("%s/%d", style, pageSize), func(t *testing.T) {
				r := seeded(t)
				s, tree, m := newMemStore(t, pageSize), &Tree{}, model{}
				for range 15 / min(raceFactor, 5) {
					for range 200 {
						modelPut(t, r, s, tree, m, source)
					}
					for range 3 {
						modelDeleteRange(t, r, s, tree, m, source)
						checkTree(t, s, tree)
					}
					if r.IntN(2) == 0 {
						s.commit()
					}
				}
				compareAll(t, s, tree, m)
			})
		}
	}
}

// modelDeleteRange deletes a random range from tree and model.
func modelDeleteRange(t *testing.T, r *rand.Rand, s *memStore, tree *Tree, m model, source keySource) {
	t.Helper()
	from, to := rangeEnd(r, s, tree, source), rangeEnd(r, s, tree, source)
	if from != nil && to != nil && r.IntN(8) != 0 && bytes.Compare(from, to) > 0 {
		from, to = to, from
	}
	want := uint64(0)
	for key := range m {
		if key >= string(from) && (to == nil || key < string(to)) {
			delete(m, key)
			want++
		}
	}
	if got, err := tree.DeleteRange(s, from, to); err != nil || got != want {
		t.Fatalf("delete range %.40x to %.40x: %d, %v, want %d", from, to, got, err, want)
	}
}

// rangeEnd returns a key that is there, one that is perhaps not, or seldom nil.
func rangeEnd(r *rand.Rand, s *memStore, tree *Tree, source keySource) []byte {
	if r.IntN(12) == 0 {
		return nil
	}
	key := source(r, page.MaxKeySize(s.size))
	if r.IntN(2) == 0 {
		key = existing(r, tree, s, key)
	}
	return append([]byte{}, key...)
}

// TestDeleteRangeTouchesBoundariesOnly deletes the middle of a large tree: of the pages that stay only those on the two paths
// are made anew.
func TestDeleteRangeTouchesBoundariesOnly(t *testing.T) {
	s, tree, _ := numberedTree(t, 4096, 20_000)
	s.commit()
	before := s.next
	if _, err := tree.DeleteRange(s, []byte("k01000"), []byte("k19000")); err != nil {
		t.Fatal(err)
	}
	checkTree(t, s, tree)
	if made, limit := int(s.next-before), 6*int(MaxDepth/4); made > limit {
		t.Errorf("%d pages were made, more than %d", made, limit)
	}
	if tree.Count != 11_000 {
		t.Errorf("%d entries are left", tree.Count)
	}
}

// TestDeleteRangeUnderCursor moves a cursor on after its entry went with a range.
func TestDeleteRangeUnderCursor(t *testing.T) {
	s, tree, _ := numberedTree(t, 4096, 1000)
	var c Cursor
	c.AttachLive(s, tree)
	if !c.Seek([]byte("k00500")) {
		t.Fatal(c.Err())
	}
	if _, err := tree.DeleteRange(s, []byte("k00400"), []byte("k00600")); err != nil {
		t.Fatal(err)
	}
	if !c.Next() || string(c.Key()) != "k00600" || !c.Prev() || string(c.Key()) != "k00398" {
		t.Errorf("stands on %q, %v", c.Key(), c.Err())
	}
}

// BenchmarkDeleteRange deletes the middle of a tree of 49,000 entries, at once and one by one.
func BenchmarkDeleteRange(b *testing.B) {
	ways := map[string]func(s *memStore, tree *Tree){
		"range": func(s *memStore, tree *Tree) {
			if _, err := tree.DeleteRange(s, []byte("k10000"), []byte("k90000")); err != nil {
				b.Fatal(err)
			}
		},
		"one by one": func(s *memStore, tree *Tree) {
			for i := 10_000; i < 90_000; i += 2 {
				if _, err := tree.Delete(s, fmt.Appendf(nil, "k%05d", i)); err != nil {
					b.Fatal(err)
				}
			}
		},
	}
	for name, way := range ways {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				s, tree, _ := numberedTree(b, 4096, 49_000)
				b.StartTimer()
				way(s, tree)
			}
		})
	}
}
