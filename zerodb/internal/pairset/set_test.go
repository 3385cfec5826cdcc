package pairset

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// reference is the obvious model of a Set: a sorted slice.
type reference []Pair

// compare orders pairs for the slices package.
func compare(a, b Pair) int {
	switch {
	case a.less(b):
		return -1
	case b.less(a):
		return 1
	}
	return 0
}

// insert adds p and reports whether it was absent.
func (r *reference) insert(p Pair) bool {
	i, found := slices.BinarySearchFunc(*r, p, compare)
	if !found {
		*r = slices.Insert(*r, i, p)
	}
	return !found
}

// remove takes p out and reports whether it was a member.
func (r *reference) remove(p Pair) bool {
	i, found := slices.BinarySearchFunc(*r, p, compare)
	if found {
		*r = slices.Delete(*r, i, i+1)
	}
	return found
}

// checkStructure fails the test unless the tree keeps the B-tree's invariants.
func checkStructure(t *testing.T, s *Set) {
	t.Helper()
	if s.root == nil {
		if s.length != 0 {
			t.Fatalf("no root, yet length %d", s.length)
		}
		return
	}
	depths := map[int]bool{}
	var visit func(n *node, depth int)
	visit = func(n *node, depth int) {
		if n.count > maxPairs || n.count == 0 || n != s.root && n.count < minPairs {
			t.Fatalf("node at depth %d holds %d pairs", depth, n.count)
		}
		if n.leaf() {
			depths[depth] = true
			return
		}
		for i := range n.children {
			if (n.children[i] != nil) != (i <= n.count) {
				t.Fatalf("node with %d pairs: child %d present: %v", n.count, i, n.children[i] != nil)
			}
			if i <= n.count {
				visit(n.children[i], depth+1)
			}
		}
	}
	visit(s.root, 0)
	if len(depths) != 1 {
		t.Fatalf("leaves at depths %v", depths)
	}
}

// checkLookups fails the test unless the set's lookups around p agree with the model.
func checkLookups(t *testing.T, s *Set, model reference, p Pair) {
	t.Helper()
	i, found := slices.BinarySearchFunc(model, p, compare)
	ceil, hasCeil := s.Ceil(p)
	if hasCeil != (i < len(model)) || hasCeil && ceil != model[i] {
		t.Fatalf("Ceil(%v) = %v, %v", p, ceil, hasCeil)
	}
	if found {
		i++
	}
	floor, hasFloor := s.Floor(p)
	if hasFloor != (i > 0) || hasFloor && floor != model[i-1] {
		t.Fatalf("Floor(%v) = %v, %v", p, floor, hasFloor)
	}
	least, hasMin := s.Min()
	greatest, hasMax := s.Max()
	if hasMin != (len(model) > 0) || hasMax != hasMin || hasMin && (least != model[0] || greatest != model[len(model)-1]) {
		t.Fatalf("Min = %v, %v; Max = %v, %v", least, hasMin, greatest, hasMax)
	}
}

// TestSetAgainstSortedSlice drives a set and a sorted slice through phases of mostly inserting and mostly removing
// and compares every answer, the structure, and views that were frozen on the way.
func TestSetAgainstSortedSlice(t *testing.T) {
	const seed = 1
	random := rand.New(rand.NewPCG(seed, 0))
	var set Set
	var model reference
	var views []View
	var wanted [][]Pair
	for step := range 60_000 {
		p := Pair{uint64(random.IntN(4000)), uint64(random.IntN(2))}
		if growing := step/10_000%2 == 0; random.IntN(10) < 7 == growing {
			if got, want := set.Insert(p), model.insert(p); got != want {
				t.Fatalf("seed %d step %d: Insert(%v) = %v", seed, step, p, got)
			}
		} else if got, want := set.Remove(p), model.remove(p); got != want {
			t.Fatalf("seed %d step %d: Remove(%v) = %v", seed, step, p, got)
		}
		if set.Len() != len(model) {
			t.Fatalf("seed %d step %d: Len = %d, want %d", seed, step, set.Len(), len(model))
		}
		checkLookups(t, &set, model, Pair{uint64(random.IntN(4000)), uint64(random.IntN(3))})
		if step%997 == 0 {
			checkStructure(t, &set)
			views, wanted = append(views, set.Freeze()), append(wanted, slices.Clone(model))
		}
	}
	for i, view := range views {
		if got := slices.Collect(view.All()); !slices.Equal(got, wanted[i]) || view.Len() != len(got) {
			t.Fatalf("seed %d: view %d of %d pairs differs from what was frozen", seed, i, view.Len())
		}
	}
}

// TestSetEmptiesInAnyOrder fills a set and removes everything ascending, descending and shuffled, so that every way
// of borrowing and merging down to the empty root is taken.
func TestSetEmptiesInAnyOrder(t *testing.T) {
	const size = 20_000
	orders := map[string]func(i int) int{
		"ascending":  func(i int) int { return i },
		"descending": func(i int) int { return size - 1 - i },
		"scattered":  func(i int) int { return i * 7919 % size },
	}
	for name, order := range orders {
		t.Run(name, func(t *testing.T) {
			var set Set
			for i := range size {
				set.Insert(Pair{uint64(order(i)), 0})
			}
			checkStructure(t, &set)
			for i := range size {
				if !set.Remove(Pair{uint64(order(i)), 0}) {
					t.Fatalf("pair %d is missing", order(i))
				}
				if i%1000 == 0 {
					checkStructure(t, &set)
				}
			}
			if set.Len() != 0 || set.root != nil {
				t.Fatalf("%d pairs remain", set.Len())
			}
		})
	}
}

// TestViewStops checks that a caller may leave the iteration at any pair.
func TestViewStops(t *testing.T) {
	var set Set
	for i := range 5000 {
		set.Insert(Pair{uint64(i), 0})
	}
	for _, stop := range []uint64{0, 19, 20, 29, 30, 31, 61, 4999} {
		var last uint64
		for p := range set.Freeze().All() {
			if last = p.First; last == stop {
				break
			}
		}
		if last != stop {
			t.Fatalf("stopped at %d, want %d", last, stop)
		}
	}
}

// BenchmarkInsertRemove measures one insertion and one removal in a set of a million pairs.
func BenchmarkInsertRemove(b *testing.B) {
	const size = 1_000_000
	var set Set
	for i := range size {
		set.Insert(Pair{uint64(i * 2), 1})
	}
	for i := 0; b.Loop(); i++ {
		p := Pair{uint64(i * 7919 % size * 2), 2}
		set.Insert(p)
		set.Remove(p)
	}
}
