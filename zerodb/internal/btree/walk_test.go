package btree

import (
	"errors"
	"slices"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/fault"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// nodeOf returns a page of the store as a node.
func nodeOf(s *memStore, ref ids.PageRef) page.Node { return s.pages[ref.ID].bytes }

// firstLeaf returns the leaf with the lowest keys.
func firstLeaf(s *memStore, tree *Tree) page.Node {
	n := nodeOf(s, tree.Root)
	for n.Kind() == page.KindBranch {
		n = nodeOf(s, n.Child(0))
	}
	return n
}

// walkDamages are changes to a good tree with the faults that a walk must then show.
var walkDamages = []struct {
	name   string
	damage func(s *memStore, tree *Tree)
	want   []fault.Kind
}{
	{"none", func(*memStore, *Tree) {}, nil},
	{"children swapped", func(s *memStore, tree *Tree) {
		root := nodeOf(s, tree.Root)
		first, last := root.Child(0), root.Child(root.Count()-1)
		root.SetChild(0, last)
		root.SetChild(root.Count()-1, first)
	}, []fault.Kind{fault.Order}},
	{"child shared", func(s *memStore, tree *Tree) {
		root := nodeOf(s, tree.Root)
		root.SetChild(1, root.Child(0))
	}, []fault.Kind{fault.Shared}},
	{"child missing", func(s *memStore, tree *Tree) {
		root := nodeOf(s, tree.Root)
		delete(s.pages, root.Child(0).ID)
	}, []fault.Kind{fault.Reference}},
	{"page of the wrong level", func(s *memStore, tree *Tree) {
		nodeOf(s, tree.Root).SetChild(0, firstLeaf(s, tree).Ref())
	}, []fault.Kind{fault.PageKind}},
	{"count", func(_ *memStore, tree *Tree) { tree.Count++ }, []fault.Kind{fault.Count}},
	{"depth", func(_ *memStore, tree *Tree) { tree.Depth = MaxDepth + 1 }, []fault.Kind{fault.Depth}},
	{"depth without root", func(_ *memStore, tree *Tree) { tree.Root = ids.PageRef{} }, []fault.Kind{fault.Depth}},
	{"leaf page spoiled", func(s *memStore, tree *Tree) { firstLeaf(s, tree)[7]++ }, []fault.Kind{fault.Bounds}},
	{"value spoiled", func(s *memStore, _ *Tree) {
		for _, p := range s.pages {
			if p.run {
				p.bytes[page.HeaderSize+50]++
				return
			}
		}
	}, []fault.Kind{fault.Checksum}},
	{"separator too high", func(s *memStore, tree *Tree) {
		root := nodeOf(s, tree.Root)
		root.Rekey(1, append(root.AppendKey(nil, 1), 'c'))
	}, []fault.Kind{fault.Order}},
}

// TestWalkShowsDamage damages trees in one place each and requires that the walk shows faults of the right kinds only
// and goes on to the last leaf.
func TestWalkShowsDamage(t *testing.T) {
	for _, c := range walkDamages {
		t.Run(c.name, func(t *testing.T) {
			s, tree, _ := failureTree(t)
			s.hostile = true
			c.damage(s, tree)
			var got []fault.Kind
			err := tree.Walk(s, func(v Visit) error {
				var f *fault.CorruptionError
				if errors.As(v.Fault, &f) && !slices.Contains(got, f.Kind) {
					got = append(got, f.Kind)
				}
				return nil
			})
			if err != nil || !slices.Equal(got, c.want) {
				t.Errorf("walk found %q (error %v), want %q", got, err, c.want)
			}
		})
	}
}

// TestWalkEnds makes sure that visit's own error ends the walk and that ErrSkip leaves out what lies below.
func TestWalkEnds(t *testing.T) {
	s, tree, _ := failureTree(t)
	visits := 0
	if err := tree.Walk(s, func(Visit) error { visits++; return errInjected }); err != errInjected || visits != 1 {
		t.Errorf("walk returned %v after %d visits", err, visits)
	}
	visits = 0
	err := tree.Walk(s, func(v Visit) error {
		visits++
		if v.Level == tree.Depth-2 {
			return ErrSkip
		}
		return nil
	})
	if want := 1 + nodeOf(s, tree.Root).Count(); err != nil || visits != want {
		t.Errorf("walk returned %v after %d visits, want %d", err, visits, want)
	}
}
