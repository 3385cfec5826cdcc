package btree

import "bytes"

// First moves to the lowest key. It returns false if the tree is empty or cannot be read.
func (c *Cursor) First() bool { return c.toEnd(lowest) }

// Last moves to the highest key. It returns false if the tree is empty or cannot be read.
func (c *Cursor) Last() bool { return c.toEnd(highest) }

// Seek moves to the lowest key that is not below the given one, which may be the cursor's own. It returns false if
// there is none or the tree cannot be read.
func (c *Cursor) Seek(key []byte) bool {
	return c.find(key) && c.arrive()
}

// Next moves to the following key. From nowhere and from before the first it moves to the first one; it returns false
// behind the last one, where it stays, and when the tree cannot be read.
func (c *Cursor) Next() bool {
	if c.at == onEntry && c.index+1 < c.count && c.changes == c.tree.changes && c.err == nil {
		c.index++
		return c.arriveInLeaf()
	}
	return c.nextElsewhere()
}

// Prev moves to the preceding key. From nowhere and from behind the last it moves to the last one; it returns false
// before the first one, where it stays, and when the tree cannot be read.
func (c *Cursor) Prev() bool {
	if c.at == onEntry && c.index > 0 && c.changes == c.tree.changes && c.err == nil {
		c.index--
		return c.arriveInLeaf()
	}
	return c.prevElsewhere()
}

// nextElsewhere is Next where that is not a step inside the leaf.
func (c *Cursor) nextElsewhere() bool {
	switch {
	case c.err != nil || c.at == afterLast:
		return false
	case c.at != onEntry:
		return c.First()
	case c.changes != c.tree.changes:
		return c.nextAgain()
	}
	return c.across(lowest) && c.arrive()
}

// prevElsewhere is Prev where that is not a step inside the leaf.
func (c *Cursor) prevElsewhere() bool {
	switch {
	case c.err != nil || c.at == beforeFirst:
		return false
	case c.at != onEntry:
		return c.Last()
	case c.changes != c.tree.changes:
		return c.prevAgain()
	}
	return c.across(highest) && c.arrive()
}

// nextAgain finds the key above the present one in a tree that was changed.
func (c *Cursor) nextAgain() bool {
	c.former = append(c.former[:0], c.key...)
	if !c.Seek(c.former) {
		return false
	}
	switch order := bytes.Compare(c.key, c.former); {
	case order == 0:
		return c.Next()
	case order < 0:
		return c.fail(disorder(c.leaf.Ref()))
	default:
		return true
	}
}

// prevAgain finds the key below the present one in a tree that was changed.
func (c *Cursor) prevAgain() bool {
	c.former = append(c.former[:0], c.key...)
	found := c.Seek(c.former)
	if c.err != nil {
		return false
	}
	if found {
		found = c.Prev()
	} else {
		found = c.Last()
	}
	if found && bytes.Compare(c.key, c.former) >= 0 {
		return c.fail(disorder(c.leaf.Ref()))
	}
	return found
}

// fail keeps an error and returns false.
func (c *Cursor) fail(err error) bool {
	c.err = err
	return false
}

// arrive completes a move to another leaf.
func (c *Cursor) arrive() bool {
	c.at = onEntry
	if c.watch == changing {
		c.fillKey()
	}
	return true
}

// arriveInLeaf completes a move inside a leaf.
func (c *Cursor) arriveInLeaf() bool {
	if c.keyed == keyWhole {
		c.keyed = keyPrefix
	}
	if c.watch == changing {
		c.fillKey()
	}
	return true
}
