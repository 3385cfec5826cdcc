package btree

import (
	"github.com/aerolith/aerolith/zerodb/internal/checked"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// Mover is a Writer that can put pages where they are wanted.
type Mover interface {
	Writer
	// HasRoomBelow reports whether a page that is made now will lie below the bound.
	HasRoomBelow(bound ids.PageID) bool
	// MoveRun copies a large value into pages below the bound and gives the old ones up, or reports false when there is
	// no room for it, in the file or in the transaction.
	MoveRun(ref ids.PageRef, valueLength uint64, bound ids.PageID) (moved ids.PageRef, ok bool, err error)
}

// Movable says what a relocation moves.
type Movable uint8

const (
	// AllPages moves every page that lies behind the bound.
	AllPages Movable = iota
	// LargeValues moves large values only, with the leaves that refer to them: they need room in one piece, which single
	// pages would break up.
	LargeValues
)

// Relocation is a walk over a tree that moves its pages away from the end of the file, in pieces.
type Relocation struct {
	// Bound is the page from which on pages are to move.
	Bound ids.PageID
	// What says what is to move.
	What Movable
	// MovesMax and LeavesMax end a piece after so many moved pages or visited leaves.
	MovesMax, LeavesMax int
	// Moved and Leaves count what the piece has done, pages of large values included.
	Moved, Leaves int
	// Stuck says that the piece ended because no page below the bound is free.
	Stuck bool
}

// Relocate does one piece of a relocation from the leaf of a key on. It returns a key of the leaf to go on with and whether the
// tree goes on there. It fails with fault.CorruptionError and the Writer's errors; the transaction must then be aborted.
func (t *Tree) Relocate(w Mover, from []byte, r *Relocation) (next []byte, more bool, err error) {
	r.Moved, r.Leaves, r.Stuck = 0, 0, false
	if t.Depth == 0 {
		return nil, false, nil
	}
	for {
		if _, err := t.descend(w, from); err != nil {
			return nil, false, err
		}
		if t.pathBehind(w, from, r) {
			if !w.HasRoomBelow(r.Bound) {
				r.Stuck = true
				return from, true, nil
			}
			if rest, err := t.movePath(w, from, r); rest != nil || err != nil {
				return rest, rest != nil, err
			}
		}
		r.Leaves++
		if from, more = t.nextLeafKey(); !more || r.Moved >= r.MovesMax || r.Leaves >= r.LeavesMax {
			return from, more, nil
		}
	}
}

// pathBehind reports whether something that is to move, a page of the path or a large value in its leaf from a key on, reaches behind the bound.
func (t *Tree) pathBehind(w Mover, from []byte, r *Relocation) bool {
	for depth := range t.Depth {
		if r.What == AllPages && t.Work.path[depth].ref.ID >= r.Bound {
			return true
		}
	}
	leaf := t.leaf().node
	for i, _ := leaf.Search(from); i < leaf.Count(); i++ {
		if runBehind(w, leaf, i, r.Bound) {
			return true
		}
	}
	return false
}

// runBehind reports whether value i of a leaf is a large one that reaches behind the bound.
func runBehind(w Mover, leaf page.Node, i int, bound ids.PageID) bool {
	if _, inline := leaf.Inline(i); inline {
		return false
	}
	ref, length := leaf.Run(i)
	return !checked.Within(uint64(ref.ID), page.RunPages(w.PageSize(), length), uint64(bound))
}

// movePath gives every page of the path another place, and the large values of its leaf from a key on that reach behind the bound: one at least, and no further one once the
// piece is large enough, because a leaf may have more of them than a transaction can hold. It returns the key of the first that is left for the next piece, or nil.
func (t *Tree) movePath(w Mover, from []byte, r *Relocation) (rest []byte, err error) {
	t.changes++
	for depth := range t.Depth {
		before := t.Work.path[depth].ref
		if err := t.editFrame(w, int(depth)); err != nil {
			return nil, err
		}
		if t.Work.path[depth].ref != before {
			r.Moved++
		}
	}
	leaf, some := t.leaf().node, false
	for i, _ := leaf.Search(from); i < leaf.Count(); i++ {
		if !runBehind(w, leaf, i, r.Bound) {
			continue
		}
		if some && r.Moved >= r.MovesMax {
			return leaf.AppendKey(nil, i), nil
		}
		ref, length := leaf.Run(i)
		moved, ok, err := w.MoveRun(ref, length, ref.ID) // where there is no room below the bound, lower than now will do
		if err != nil {
			return nil, err
		}
		if ok {
			some = true
			leaf.SetRun(i, moved)
			r.Moved += int(page.RunPages(w.PageSize(), length))
		}
	}
	return nil, nil
}

// nextLeafKey returns the least key that belongs into the leaf behind the path's, and whether there is one.
func (t *Tree) nextLeafKey() (key []byte, ok bool) {
	for depth := int(t.Depth) - 2; depth >= 0; depth-- {
		if f := &t.Work.path[depth]; f.index+1 < f.node.Count() {
			return f.node.AppendKey(nil, f.index+1), true
		}
	}
	return nil, false
}
