package btree

import (
	"fmt"
	"math"
	"testing"
)

// TestCountRange counts random ranges, exactly and by estimate, in trees that were filled in order, in random order, and thinned out,
// and compares with the positions of the keys. Estimates of more than a few leaves may be off by a quarter.
func TestCountRange(t *testing.T) {
	for name, fill := range countFills {
		t.Run(name, func(t *testing.T) {
			r := seeded(t)
			s, tree := newMemStore(t, 4096), &Tree{}
			const keys = 60_000 / raceFactor
			fill(t, s, tree, keys)
			worst := 0.0
			for range 300 / raceFactor {
				low, high := r.IntN(keys), r.IntN(keys)
				from, to := countKey(low), countKey(high)
				got, err := tree.CountRange(s, from, to)
				if err != nil {
					t.Fatal(err)
				}
				if want := scanCount(t, s, tree, from, to); got != want {
					t.Fatalf("%s to %s: %d, want %d", from, to, got, want)
				}
				guess, err := tree.Estimate(s, from, to)
				if err != nil {
					t.Fatal(err)
				}
				off := math.Abs(float64(guess.Entries) - float64(got))
				if off > 0.25*float64(got) {
					t.Errorf("%s to %s: estimate %d, count %d", from, to, guess.Entries, got)
				}
				if got > 0 {
					worst = max(worst, off/float64(got))
				}
			}
			t.Logf("depth %d, worst estimate off by %.1f %%", tree.Depth, 100*worst)
			whole, err := tree.Estimate(s, nil, nil)
			if err != nil || whole.Entries != tree.Count {
				t.Errorf("everything: %+v, %v, want %d", whole, err, tree.Count)
			}
		})
	}
}

// countKey returns a key.
func countKey(i int) []byte { return fmt.Appendf(nil, "key %08d", i) }

// scanCount counts a range entry by entry.
func scanCount(t *testing.T, s *memStore, tree *Tree, from, to []byte) uint64 {
	t.Helper()
	var c Cursor
	c.AttachSnapshot(s, tree)
	count := uint64(0)
	for ok := c.Seek(from); ok && string(c.Key()) < string(to); ok = c.Next() {
		count++
	}
	return count
}

// countFills are the ways in which the trees come to be.
var countFills = map[string]func(t *testing.T, s *memStore, tree *Tree, keys int){
	"in order": func(t *testing.T, s *memStore, tree *Tree, keys int) {
		for i := range keys {
			if err := tree.Append(s, countKey(i), make([]byte, 30)); err != nil {
				t.Fatal(err)
			}
		}
	},
	"in random order": func(t *testing.T, s *memStore, tree *Tree, keys int) {
		r := seeded(t)
		for _, i := range r.Perm(keys) {
			if err := tree.Put(s, countKey(i), make([]byte, r.IntN(60)), Upsert); err != nil {
				t.Fatal(err)
			}
		}
	},
	"thinned out": func(t *testing.T, s *memStore, tree *Tree, keys int) {
		r := seeded(t)
		for _, i := range r.Perm(keys) {
			if err := tree.Put(s, countKey(i), make([]byte, 30), Upsert); err != nil {
				t.Fatal(err)
			}
		}
		for range keys / 2 {
			if _, err := tree.Delete(s, countKey(r.IntN(keys))); err != nil {
				t.Fatal(err)
			}
		}
	},
}

// TestEstimateReadsFewPages estimates a range of most of a tree and counts the reads.
func TestEstimateReadsFewPages(t *testing.T) {
	s, tree := newMemStore(t, 4096), &Tree{}
	countFills["in order"](t, s, tree, 60_000)
	s.callsLeft = 300
	if _, err := tree.Estimate(s, countKey(100), countKey(59_000)); err != nil {
		t.Errorf("with 300 reads: %v", err)
	}
	s.callsLeft = -1
}

// TestAppend appends keys in order, refuses others, and checks the tree.
func TestAppend(t *testing.T) {
	s, tree, m := newMemStore(t, 4096), &Tree{}, model{}
	for i := range 5000 {
		key := countKey(2 * i)
		value := make([]byte, i%1500)
		if err := tree.Append(s, key, value); err != nil {
			t.Fatal(err)
		}
		m[string(key)] = value
		for _, low := range []int{2 * i, 2*i - 1, 0} {
			if err := tree.Append(s, countKey(low), nil); err != ErrKeyOrder {
				t.Fatalf("appending %d after %d: %v", low, 2*i, err)
			}
		}
		if i%100 == 0 {
			s.commit()
		}
	}
	checkTree(t, s, tree)
	compareAll(t, s, tree, m)
}
