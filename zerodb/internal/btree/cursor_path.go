package btree

import "github.com/aerolith/aerolith/zerodb/internal/page"

// end names an end of the key order.
type end uint8

const (
	// lowest is the end where the first key is.
	lowest end = iota
	// highest is the end where the last key is.
	highest
)

// pick returns the entry of a page that lies at the end.
func (e end) pick(n page.Node) int {
	if e == lowest {
		return 0
	}
	return n.Count() - 1
}

// beyond returns where a cursor stands that has left the tree on its way from this end.
func (e end) beyond() place {
	if e == lowest {
		return afterLast
	}
	return beforeFirst
}

// start prepares a descent from the present root. It returns false, with the cursor outside the tree, if the tree is
// empty, and if the cursor has failed or the tree's state is impossible.
func (c *Cursor) start(e end) bool {
	if c.err != nil {
		return false
	}
	c.at, c.pos, c.last, c.changes, c.crossed = e.beyond(), 0, -1, c.tree.changes, 0
	if err := c.tree.State.Validate(); err != nil {
		return c.fail(err)
	}
	c.depth = max(c.depth, int(c.tree.Depth))
	return c.tree.Depth > 0
}

// enter reads the page for one level of the path. It returns nil if the cursor has failed.
func (c *Cursor) enter(level int) page.Node {
	t := c.tree
	ref, birth := t.Root, t.Root.Birth
	if level > 0 {
		above := &c.path[level-1]
		ref, birth = above.node.Child(above.index), above.node.Birth()
	}
	n, err := readNode(c.r, ref, t.Depth-1-uint32(level), birth)
	if err != nil {
		c.fail(err)
		return nil
	}
	c.path[level].node = n
	return n
}

// toEnd moves to the entry at one end of the tree.
func (c *Cursor) toEnd(e end) bool { return c.start(e) && c.alongEnd(0, e) }

// alongEnd completes the path from a level on with the entries at one end.
func (c *Cursor) alongEnd(level int, e end) bool {
	for ; level < int(c.tree.Depth); level++ {
		if level == int(c.tree.Depth)-1 {
			c.lookAhead(e)
		}
		n := c.enter(level)
		if n == nil {
			return false
		}
		c.path[level].index = e.pick(n)
	}
	c.settle()
	c.lookFrom(e)
	return true
}

// settle makes the last page of the path the present leaf.
func (c *Cursor) settle() {
	c.leaf = c.path[c.tree.Depth-1].node
	c.count = c.leaf.Count()
}

// lookFrom takes the entries at one end of the leaf apart and stands on the outermost one.
func (c *Cursor) lookFrom(e end) {
	size := min(windowSize, c.count)
	if e == lowest {
		c.look(0, size, 0)
		return
	}
	c.look(c.count-size, size, size-1)
}

// find sets the path to the lowest key that is not below the given one. It returns false, with the cursor behind the
// last entry, if there is none.
func (c *Cursor) find(key []byte) bool {
	if !c.start(lowest) {
		return false
	}
	last := int(c.tree.Depth) - 1
	for level := range last {
		n := c.enter(level)
		if n == nil {
			return false
		}
		c.path[level].index = n.ChildIndex(key)
	}
	if last > 0 && c.ahead != nil && c.watch == frozen {
		c.askFor(lowest, 1) // half of all short walks from a key come to it
	}
	n := c.enter(last)
	if n == nil {
		return false
	}
	index, _ := n.Search(key)
	c.settle()
	if index < c.count {
		c.look(index, c.sought(index), 0)
		return true
	}
	return c.across(lowest)
}

// sought returns how many entries are taken apart from the one on that was looked for.
func (c *Cursor) sought(index int) int {
	if len(c.leaf.Prefix()) > 0 {
		return 1
	}
	return min(seekWindow, c.count-index)
}

// across moves the path to the neighbouring leaf, of which it takes the entry at the given end. It returns false, with
// the cursor outside the tree, if there is no such leaf.
func (c *Cursor) across(e end) bool {
	for level := int(c.tree.Depth) - 2; level >= 0; level-- {
		s := &c.path[level]
		switch {
		case e == lowest && s.index+1 < s.node.Count():
			s.index++
		case e == highest && s.index > 0:
			s.index--
		default:
			continue
		}
		c.crossed++
		return c.alongEnd(level+1, e)
	}
	c.at, c.pos, c.last = e.beyond(), 0, -1
	return false
}
