package btree

import (
	"errors"
	"fmt"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/fault"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// wantFault fails the test unless err is a CorruptionError of the kind.
func wantFault(t *testing.T, err error, kind fault.Kind) {
	t.Helper()
	var got *fault.CorruptionError
	if !errors.As(err, &got) || got.Kind != kind {
		t.Errorf("got %v, want a fault of the kind %q", err, kind)
	}
}

// swapChildren exchanges two children of the root.
func swapChildren(s *memStore, tree *Tree, i, j int) {
	root := nodeOf(s, tree.Root)
	a, b := root.Child(i), root.Child(j)
	root.SetChild(i, b)
	root.SetChild(j, a)
}

// TestSplitOfMisplacedPage makes a full leaf split whose keys lie outside of its parent's bounds: the separator that
// would spoil the parent's order must be refused, whether it is too low or too high.
func TestSplitOfMisplacedPage(t *testing.T) {
	const low, high = 1, 5
	for _, place := range []int{low, high} {
		s, tree, _ := numberedTree(t, 4096, 1000)
		swapChildren(s, tree, low, high)
		key := append(nodeOf(s, tree.Root).AppendKey(nil, place), '0')
		wantFault(t, tree.Put(s, key, make([]byte, 500), Upsert), fault.Order)
	}
}

// TestChildBornLater gives a reference a birth after its parent's, in a page that nobody validates any more: each
// descent must notice it before it reads the child.
func TestChildBornLater(t *testing.T) {
	s, tree, _ := numberedTree(t, 4096, 1000)
	if err := tree.Put(s, []byte("k00000"), nil, Upsert); err != nil {
		t.Fatal(err)
	}
	root := nodeOf(s, tree.Root)
	root.SetChild(0, ids.PageRef{ID: root.Child(0).ID, Birth: root.Birth() + 1})
	_, err := tree.Get(s, []byte("k00000"))
	wantFault(t, err, fault.Birth)
	_, err = tree.Delete(s, []byte("k00000"))
	wantFault(t, err, fault.Birth)
	var c Cursor
	c.AttachSnapshot(s, tree)
	c.First()
	wantFault(t, c.Err(), fault.Birth)
	_, err = (&Readdressing{Tree: tree, Writer: readdressStore{s}}).Leaf([]byte("k00000"), root.Child(0))
	wantFault(t, err, fault.Birth)
	wantFault(t, tree.Drop(s), fault.Birth)
}

// TestDropOfSharedPage drops a tree that refers to one page twice, which must not be freed twice.
func TestDropOfSharedPage(t *testing.T) {
	s, tree, _ := numberedTree(t, 4096, 1000)
	root := nodeOf(s, tree.Root)
	root.SetChild(1, root.Child(0))
	wantFault(t, tree.Drop(s), fault.Shared)
}

// TestCursorInDisorder puts two leaves with keys on the wrong side where a cursor looks for its place again: it must fail
// rather than go on from there, which could go on for ever.
func TestCursorInDisorder(t *testing.T) {
	const middle = 10
	for _, c := range []struct {
		name   string
		move   func(*Cursor) bool
		swaps  [2][2]int
		cursor Cursor
	}{
		{name: "next", move: (*Cursor).Next, swaps: [2][2]int{{middle, 0}, {middle + 1, 1}}},
		{name: "prev", move: (*Cursor).Prev, swaps: [2][2]int{{middle, middle + 5}, {middle - 1, middle + 4}}},
	} {
		s, tree, _ := numberedTree(t, 4096, 4000)
		c.cursor.AttachLive(s, tree)
		c.cursor.Seek(append(nodeOf(s, tree.Root).AppendKey(nil, middle), '0'))
		for _, swap := range c.swaps {
			swapChildren(s, tree, swap[0], swap[1])
		}
		tree.Restore(tree.State)
		if c.move(&c.cursor) {
			t.Errorf("%s: the cursor went on to %q", c.name, c.cursor.Key())
		}
		wantFault(t, c.cursor.Err(), fault.Order)
	}
}

// TestStateContradictions makes sure that a state whose parts cannot belong together is refused by every operation.
func TestStateContradictions(t *testing.T) {
	s, good, _ := numberedTree(t, 4096, 10)
	for _, c := range []struct {
		state State
		want  fault.Kind
	}{
		{State{Root: good.Root, Count: 10, Depth: MaxDepth + 1}, fault.Depth},
		{State{Root: good.Root, Count: 10}, fault.Depth},
		{State{Count: 10, Depth: 1}, fault.Depth},
		{State{Root: good.Root, Depth: 1}, fault.Count},
		{State{Count: 1}, fault.Count},
	} {
		tree := &Tree{State: c.state}
		_, deleteErr := tree.Delete(s, []byte("k"))
		var cursor Cursor
		cursor.AttachSnapshot(s, tree)
		cursor.Next()
		for i, err := range []error{deleteErr, tree.Put(s, []byte("k"), nil, Upsert), tree.Drop(s), cursor.Err()} {
			t.Run(fmt.Sprintf("%+v/%d", c.state, i), func(t *testing.T) { wantFault(t, err, c.want) })
		}
		if c.state.Depth > 0 {
			_, err := tree.Get(s, []byte("k"))
			wantFault(t, err, c.want)
		}
	}
}

// TestWrongCount deletes from trees whose counter is too low or too high, up to where it shows.
func TestWrongCount(t *testing.T) {
	for _, wrong := range []uint64{1, 11} {
		s, tree, m := numberedTree(t, 4096, 10)
		tree.Count = wrong
		var err error
		for _, key := range m.sorted() {
			if _, err = tree.Delete(s, []byte(key)); err != nil {
				break
			}
		}
		wantFault(t, err, fault.Count)
	}
}

// fullPath returns a tree of the greatest depth whose branches are all full. Only the leaf with the lowest keys is there.
func fullPath(t *testing.T) (*memStore, *Tree) {
	t.Helper()
	s, tree := newMemStore(t, 4096), &Tree{}
	if err := tree.Put(s, []byte("a"), nil, Upsert); err != nil {
		t.Fatal(err)
	}
	for tree.Depth < MaxDepth {
		ref, b, err := s.New(page.KindBranch)
		if err != nil {
			t.Fatal(err)
		}
		n := page.Node(b)
		child := page.AppendChild(nil, tree.Root)
		n.Insert(0, nil, child)
		n.Insert(1, []byte("~ leaves no common prefix"), child)
		for last := 1; n.Insert(last, fmt.Appendf(nil, "z%02d%04d", tree.Depth, last), child); last++ {
		}
		tree.Restore(State{Root: ref, Count: 1, Depth: tree.Depth + 1})
	}
	return s, tree
}

// TestDepthLimit lets the root of a tree of the greatest depth split, which must be refused and leave the state as it is.
func TestDepthLimit(t *testing.T) {
	s, tree := fullPath(t)
	var err error
	for i := 0; err == nil && i < 100; i++ {
		err = tree.Put(s, fmt.Appendf(nil, "a%04d", i), make([]byte, 100), Upsert)
	}
	if !errors.Is(err, ErrTooDeep) || tree.Depth != MaxDepth || tree.State.Validate() != nil {
		t.Errorf("got %v, depth %d", err, tree.Depth)
	}
	if found, err := tree.Has(s, []byte("a")); err != nil || !found {
		t.Errorf("after the failure the lowest key is there: %v, %v", found, err)
	}
}
