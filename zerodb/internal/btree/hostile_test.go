package btree

import (
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/fault"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// FuzzHostileTree forges the pages of a tree in ways that each page alone does not show, such as children in another's
// place, loops, and pages of the wrong level, or at random, and then uses the tree in every way: nothing may panic or
// fail to end, and every failure must be a typed one.
func FuzzHostileTree(f *testing.F) {
	for seed := range uint64(40) {
		f.Add(seed, uint8(seed%7))
	}
	f.Fuzz(func(t *testing.T, seed uint64, forgeries uint8) {
		r := rand.New(rand.NewPCG(seed, 1))
		s, tree, _ := hostileTree(t, r)
		for range forgeries % 16 {
			forge(r, s, tree)
		}
		useHostile(t, r, s, tree)
	})
}

// hostileTree returns a committed tree of three levels in a hostile store.
func hostileTree(t *testing.T, r *rand.Rand) (*memStore, *Tree, [][]byte) {
	t.Helper()
	s, tree, keys := failureTree(t)
	s.hostile = true
	for i := range 5 {
		mustDelete(t, s, tree, keys[20*i+r.IntN(20)])
	}
	s.commit()
	return s, tree, keys
}

// forge spoils one thing in a random page of the tree.
func forge(r *rand.Rand, s *memStore, tree *Tree) {
	p, other := randomPage(r, s), randomPage(r, s)
	n := page.Node(p.bytes)
	switch kind := page.KindOf(p.bytes); {
	case r.IntN(12) == 0:
		tree.Root = p.ref
	case r.IntN(12) == 0:
		tree.Depth = uint32(r.IntN(MaxDepth + 2))
	case r.IntN(12) == 0:
		tree.Count = uint64(r.IntN(3))
	case r.IntN(6) == 0:
		p.bytes[r.IntN(len(p.bytes))] ^= 1 << r.IntN(8)
	case kind == page.KindBranch && r.IntN(2) == 0:
		i, j := r.IntN(n.Count()), r.IntN(n.Count())
		a, b := n.Child(i), n.Child(j)
		n.SetChild(i, b)
		n.SetChild(j, a)
	case kind == page.KindBranch:
		n.SetChild(r.IntN(n.Count()), other.ref)
	case kind == page.KindLeaf && page.KindOf(other.bytes) == kind:
		copy(p.bytes, other.bytes)
		page.SetRef(p.bytes, p.ref)
	}
}

// randomPage returns a page or run of the store.
func randomPage(r *rand.Rand, s *memStore) *memPage {
	for {
		if p := s.pages[ids.PageID(r.Uint64N(uint64(s.next)))]; p != nil {
			return p
		}
	}
}

// useHostile calls everything that a tree can do.
func useHostile(t *testing.T, r *rand.Rand, s *memStore, tree *Tree) {
	t.Helper()
	visits := 0
	if err := tree.Walk(s, func(v Visit) error { visits++; typed(t, v.Fault); return nil }); err != nil {
		t.Fatalf("walk: %v", err)
	}
	if limit := 10 * len(s.pages); visits > limit {
		t.Fatalf("the walk made %d visits, more than %d", visits, limit)
	}
	var c Cursor
	c.AttachLive(s, tree)
	for range 400 {
		key := hostileKey(r, &c)
		switch r.IntN(9) {
		case 6:
			_, err := tree.CountRange(s, key, hostileKey(r, &c))
			typed(t, err)
			_, err = tree.Estimate(s, key, hostileKey(r, &c))
			typed(t, err)
		case 7:
			typed(t, tree.Append(s, key, nil))
		case 8:
			hostileLoad(t, s, tree, key)
		case 5:
			_, err := tree.DeleteRange(s, key, hostileKey(r, &c))
			typed(t, err)
		case 0:
			typed(t, tree.Put(s, key, make([]byte, r.IntN(2000)), Upsert))
		case 1:
			_, err := tree.Delete(s, key)
			typed(t, err)
		case 2:
			_, err := tree.Get(s, key)
			typed(t, err)
		default:
			hostileMoves(t, r, s, tree, &c)
		}
	}
	typed(t, tree.Drop(s))
}

// hostileLoad loads an entry.
func hostileLoad(t *testing.T, s *memStore, tree *Tree, key []byte) {
	t.Helper()
	l, err := tree.StartLoad(s, 100)
	if err == nil {
		err = l.Add(key, nil)
	}
	if err == nil {
		_, err = l.Finish()
	}
	typed(t, err)
}

// hostileKey returns the cursor's key or a random one.
func hostileKey(r *rand.Rand, c *Cursor) []byte {
	if key := c.Key(); key != nil && r.IntN(2) == 0 {
		return append([]byte(nil), key...)
	}
	key := make([]byte, 1+r.IntN(900))
	for i := range key {
		key[i] = byte('a' + i/130&r.IntN(2))
	}
	return key
}

// hostileMoves moves a cursor some steps one way; it starts anew after a failure.
func hostileMoves(t *testing.T, r *rand.Rand, s *memStore, tree *Tree, c *Cursor) {
	t.Helper()
	move := []func() bool{c.Next, c.Prev, c.First, c.Last, func() bool { return c.Seek([]byte("ab")) }}[r.IntN(5)]
	for range r.IntN(20) {
		move()
		c.Value()
	}
	if c.Err() != nil {
		typed(t, c.Err())
		c.AttachLive(s, tree)
	}
}

// typed fails the test if an error is of a sort that no caller could tell apart.
func typed(t *testing.T, err error) {
	t.Helper()
	var corruption *fault.CorruptionError
	if err == nil || errors.As(err, &corruption) || errors.Is(err, ErrNotFound) || errors.Is(err, ErrTooDeep) || errors.Is(err, ErrKeyOrder) {
		return
	}
	t.Fatalf("untyped error: %v", err)
}

// TestHostileScanEnds makes sure that a scan of a tree whose branches refer to each other in a loop ends: the depth
// bounds each path, and a level of the wrong kind is an error.
func TestHostileScanEnds(t *testing.T) {
	s, tree, _ := failureTree(t)
	s.hostile = true
	root := page.Node(s.pages[tree.Root.ID].bytes)
	child := page.Node(s.pages[root.Child(0).ID].bytes)
	child.SetChild(0, root.Child(1))
	var c Cursor
	c.AttachSnapshot(s, tree)
	for c.Next() {
		c.Value()
	}
	var corruption *fault.CorruptionError
	if !errors.As(c.Err(), &corruption) || corruption.Kind != fault.PageKind {
		t.Errorf("got %v, want a fault of the page kind", c.Err())
	}
}
