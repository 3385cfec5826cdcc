package btree

import (
	"bytes"

	"github.com/aerolith/aerolith/zerodb/internal/fault"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// DeleteRange removes the keys that are not below from and are below to, and frees what their values occupied. A nil
// from is the beginning of the tree, a nil to its end. Subtrees that lie wholly in the range are freed without a change of
// their pages, so the work is that for the two paths at the ends of the range and for reading what is freed. It returns how
// many entries went. It fails with fault.CorruptionError and the Writer's errors, after which see the package's invariants.
// The bounds may lie in pages of the tree.
func (t *Tree) DeleteRange(w Writer, from, to []byte) (uint64, error) {
	found, err := t.anyIn(w, from, to)
	if err != nil || !found {
		return 0, err
	}
	c := cutter{w: w, seen: make(pageSet), from: bytes.Clone(from), to: bytes.Clone(to)}
	before := t.Count
	if err := t.cutRoot(&c); err != nil {
		return 0, err
	}
	if err := t.freeCut(&c); err != nil {
		return 0, err
	}
	if t.Depth > 0 {
		if err := t.mend(w, c.from, c.to); err != nil {
			return 0, err
		}
	}
	return before - t.Count, nil
}

// anyIn reports whether the tree has a key in the range.
func (t *Tree) anyIn(r Reader, from, to []byte) (bool, error) {
	if t.Depth == 0 {
		return false, t.State.Validate()
	}
	if from != nil && to != nil && bytes.Compare(from, to) >= 0 {
		return false, nil
	}
	var c Cursor
	c.AttachSnapshot(r, t)
	found := false
	if from == nil {
		found = c.First()
	} else {
		found = c.Seek(from)
	}
	return found && (to == nil || bytes.Compare(c.Key(), to) < 0), c.Err()
}

// cutter takes the entries of a range out of a tree. First it only unlinks, so that a failure leaves a tree that is whole; what
// it has unlinked is freed afterwards.
type cutter struct {
	w        Writer
	seen     pageSet
	from, to []byte
	// entries counts those that were taken out of leaves that stay.
	entries uint64
	// runs, pages and trees are what was unlinked: large values, emptied pages, and whole subtrees.
	runs  []run
	pages []ids.PageRef
	trees []subtree
}

// subtree is a page with all that lies below it.
type subtree struct {
	ref   ids.PageRef
	level uint32
	// birth is that of the page that referred to it.
	birth ids.TxID
}

// span is the part of the range's ends that a page has to look at; a nil end lies outside of the page.
type span struct{ from, to []byte }

// cutRoot takes the range out of the tree. What is left may have underfull pages along the cut, but no empty one.
func (t *Tree) cutRoot(c *cutter) error {
	t.changes++
	c.seen.add(t.Root.ID)
	ref, b, err := c.w.Edit(t.Root)
	if err != nil {
		return err
	}
	t.Root = ref
	n, err := checkKind(b, ref, t.Depth-1)
	if err != nil {
		return err
	}
	if err := c.cut(n, t.Depth-1, span{c.from, c.to}); err != nil {
		return err
	}
	if n.Count() == 0 {
		t.Root, t.Depth = ids.PageRef{}, 0
		c.pages = append(c.pages, ref)
	}
	return nil
}

// freeCut frees what a cut has unlinked and brings the number of entries up to date.
func (t *Tree) freeCut(c *cutter) error {
	former := t.Count
	if t.Depth == 0 {
		t.State = State{}
	}
	d := dropper{w: c.w, seen: c.seen, entries: c.entries}
	for _, s := range c.trees {
		if err := d.drop(s.ref, s.level, s.birth); err != nil {
			return err
		}
	}
	for _, ref := range c.pages {
		if err := c.w.Free(ref); err != nil {
			return err
		}
	}
	for _, r := range c.runs {
		if err := r.free(c.w); err != nil {
			return err
		}
	}
	if d.entries > former || (d.entries == former) != (t.Depth == 0) {
		return fault.New(t.Root.ID, fault.Count, 0, former, d.entries)
	}
	t.Count = former - d.entries
	return nil
}

// cut takes the range out of a writable page and what lies below it. The page may be empty afterwards. The level bounds the
// recursion.
func (c *cutter) cut(n page.Node, level uint32, s span) error {
	if level == 0 {
		return c.cutLeaf(n, s)
	}
	low, high := 0, n.Count()-1
	if s.from != nil {
		low = n.ChildIndex(s.from)
	}
	if s.to != nil {
		high = n.ChildIndex(s.to)
	}
	if high < low {
		return disorder(n.Ref())
	}
	if s.from != nil && s.to != nil && low == high {
		return c.cutChild(n, low, level, s)
	}
	// The upper end first: what is removed there does not move the entries below it.
	if s.to != nil {
		if err := c.cutChild(n, high, level, span{to: s.to}); err != nil {
			return err
		}
		high--
	}
	if s.from == nil {
		c.cutWhole(n, low, high+1, level)
		return nil
	}
	c.cutWhole(n, low+1, high+1, level)
	return c.cutChild(n, low, level, span{from: s.from})
}

// cutLeaf takes the range out of a leaf.
func (c *cutter) cutLeaf(n page.Node, s span) error {
	low, high := 0, n.Count()
	if s.from != nil {
		low, _ = n.Search(s.from)
	}
	if s.to != nil {
		high, _ = n.Search(s.to)
	}
	for i := low; i < high; i++ {
		if r := runAt(n, i); !r.ref.IsZero() {
			c.runs = append(c.runs, r)
		}
	}
	if low < high {
		c.entries += uint64(high - low)
		n.RemoveRange(low, high)
	}
	return nil
}

// cutChild takes the range out of one child of a writable branch, and the child out of the branch if nothing is left of it.
func (c *cutter) cutChild(n page.Node, i int, level uint32, s span) error {
	former := n.Child(i)
	if former.Birth > n.Birth() {
		return fault.New(former.ID, fault.Birth, 0, uint64(n.Birth()), uint64(former.Birth))
	}
	if !c.seen.add(former.ID) {
		return fault.New(former.ID, fault.Shared, 0, 1, 2)
	}
	ref, b, err := c.w.Edit(former)
	if err != nil {
		return err
	}
	n.SetChild(i, ref)
	child, err := checkKind(b, ref, level-1)
	if err != nil {
		return err
	}
	if err := c.cut(child, level-1, s); err != nil {
		return err
	}
	if child.Count() > 0 {
		return nil
	}
	n.Remove(i)
	c.pages = append(c.pages, ref)
	return nil
}

// cutWhole unlinks the children from..to-1 of a writable branch with all that lies below them.
func (c *cutter) cutWhole(n page.Node, from, to int, level uint32) {
	for i := from; i < to; i++ {
		c.trees = append(c.trees, subtree{ref: n.Child(i), level: level - 1, birth: n.Birth()})
	}
	n.RemoveRange(from, to)
}

// mend joins the pages that a cut left underfull, on both of its sides. One pass over a path can give pages on a lower level
// a neighbour that they had not, so there are as many as there are levels.
func (t *Tree) mend(w Writer, from, to []byte) error {
	for _, key := range [...][]byte{from, to} {
		for range t.Depth {
			again, err := t.mendPath(w, key)
			if err != nil {
				return err
			}
			if !again {
				break
			}
		}
	}
	return nil
}

// mendPath joins underfull pages on the path to a key, from the leaf up, and reports whether another pass may do more. A nil
// key stands for the end of the tree at which the range is open, where there is nothing on that side of the cut.
func (t *Tree) mendPath(w Writer, key []byte) (bool, error) {
	if key == nil {
		return false, nil
	}
	if _, err := t.descend(w, key); err != nil {
		return false, err
	}
	worst := int(t.Depth)
	for depth := 1; depth < int(t.Depth); depth++ {
		if n := t.Work.path[depth].node; n.Used() < underfull(len(n)) {
			worst = depth
			break
		}
	}
	root := &t.Work.path[0]
	if worst == int(t.Depth) && (t.Depth == 1 || root.node.Count() > 1) {
		return false, nil
	}
	if err := t.editPath(w); err != nil {
		return false, err
	}
	joined := false
	for depth := int(t.Depth) - 1; depth > 0; depth-- {
		more, err := t.shrinkFrame(w, depth)
		if err != nil {
			return false, err
		}
		joined = joined || more
	}
	depth := t.Depth
	if err := t.collapseRoot(w, root); err != nil {
		return false, err
	}
	return joined || t.Depth != depth, nil
}
