package btree

import (
	"github.com/aerolith/aerolith/zerodb/internal/fault"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// Drop frees every page and every run of the tree, which is empty afterwards. It fails with fault.CorruptionError, in
// particular if a page is referred to twice, and with the Writer's errors; then some pages are freed and others not,
// and the transaction must be aborted.
func (t *Tree) Drop(w Writer) error {
	if err := t.State.Validate(); err != nil {
		return err
	}
	if t.Depth == 0 {
		return nil
	}
	s := t.State
	t.Restore(State{})
	d := dropper{w: w, seen: make(pageSet)}
	return d.drop(s.Root, s.Depth-1, s.Root.Birth)
}

// dropper frees the pages of one tree.
type dropper struct {
	w    Writer
	seen pageSet
	// entries counts those of the leaves that were freed.
	entries uint64
}

// drop frees what lies below a page, then the page. The level bounds the recursion.
func (d *dropper) drop(ref ids.PageRef, level uint32, parentBirth ids.TxID) error {
	if !d.seen.add(ref.ID) {
		return fault.New(ref.ID, fault.Shared, 0, 1, 2)
	}
	n, err := readNode(d.w, ref, level, parentBirth)
	if err != nil {
		return err
	}
	if level == 0 {
		d.entries += uint64(n.Count())
	}
	for i := range n.Count() {
		if n.Kind() == page.KindLeaf {
			err = runAt(n, i).free(d.w)
		} else {
			err = d.drop(n.Child(i), level-1, n.Birth())
		}
		if err != nil {
			return err
		}
	}
	return d.w.Free(ref)
}

const (
	// setChunkBits is how many page numbers, as a power of two, one chunk of a pageSet covers.
	setChunkBits = 12
	setWordBits  = 6
	setWords     = 1 << (setChunkBits - setWordBits)
)

// pageSet remembers page numbers, close to a bit each where they lie together.
type pageSet map[ids.PageID]*[setWords]uint64

// add puts a number into the set and reports whether it was new.
func (s pageSet) add(id ids.PageID) bool {
	chunk := s[id>>setChunkBits]
	if chunk == nil {
		chunk = new([setWords]uint64)
		s[id>>setChunkBits] = chunk
	}
	inside := id & (1<<setChunkBits - 1)
	word, bit := inside>>setWordBits, uint64(1)<<(inside&(1<<setWordBits-1))
	if chunk[word]&bit != 0 {
		return false
	}
	chunk[word] |= bit
	return true
}
