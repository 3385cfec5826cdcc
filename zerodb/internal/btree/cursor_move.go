package btree

import (
	"bytes"

	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// First moves to the lowest key. It returns false if the tree is empty or cannot be read.
func (c *Cursor) First() bool { return c.toEnd(lowest) }

// Last moves to the highest key. It returns false if the tree is empty or cannot be read.
func (c *Cursor) Last() bool { return c.toEnd(highest) }

// Seek moves to the lowest key that is not below the given one, which may be the cursor's own. It returns false if
// there is none or the tree cannot be read.
func (c *Cursor) Seek(key []byte) bool { return c.find(key) }

// StepNext moves to the following key if that lies in the window, and reports whether it has moved; else Next must. It
// reads no page.
func (c *Cursor) StepNext() bool {
	if c.pos >= c.last {
		return false
	}
	c.pos++
	return true
}

// StepPrev moves to the preceding key if that lies in the window, and reports whether it has moved; else Prev must. It
// reads no page.
func (c *Cursor) StepPrev() bool {
	if c.pos == 0 {
		return false
	}
	c.pos--
	return true
}

// Next moves to the following key. From nowhere and from before the first it moves to the first one; it returns false
// behind the last one, where it stays, and when the tree cannot be read.
func (c *Cursor) Next() bool { return c.StepNext() || c.nextElsewhere() }

// Prev moves to the preceding key. From nowhere and from behind the last it moves to the last one; it returns false
// before the first one, where it stays, and when the tree cannot be read.
func (c *Cursor) Prev() bool { return c.StepPrev() || c.prevElsewhere() }

// nextElsewhere is Next where that is not a step inside the window.
func (c *Cursor) nextElsewhere() bool {
	switch {
	case c.err != nil || c.at == afterLast:
		return false
	case c.at != onEntry:
		return c.First()
	case c.changes != c.tree.changes:
		return c.nextAgain()
	}
	if index := c.base + c.pos + 1; index < c.count {
		c.look(index, min(windowSize, c.count-index), 0)
		return true
	}
	return c.across(lowest)
}

// prevElsewhere is Prev where that is not a step inside the window.
func (c *Cursor) prevElsewhere() bool {
	switch {
	case c.err != nil || c.at == beforeFirst:
		return false
	case c.at != onEntry:
		return c.Last()
	case c.changes != c.tree.changes:
		return c.prevAgain()
	}
	if index := c.base + c.pos; index > 0 {
		size := min(windowSize, index)
		c.look(index-size, size, size-1)
		return true
	}
	return c.across(highest)
}

// nextAgain finds the key above the present one in a tree that was changed.
func (c *Cursor) nextAgain() bool {
	c.former = append(c.former[:0], c.Key()...)
	if !c.Seek(c.former) {
		return false
	}
	switch order := bytes.Compare(c.Key(), c.former); {
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
	c.former = append(c.former[:0], c.Key()...)
	found := c.Seek(c.former)
	if c.err != nil {
		return false
	}
	if found {
		found = c.Prev()
	} else {
		found = c.Last()
	}
	if found && bytes.Compare(c.Key(), c.former) >= 0 {
		return c.fail(disorder(c.leaf.Ref()))
	}
	return found
}

// Return makes a live cursor stand on the place of a key, as if the entry had been deleted or changed since the cursor came to it.
func (c *Cursor) Return(key []byte) {
	c.keys = append(c.keys[:0], key...)
	c.keysFrom, c.window[0] = c.keys, page.Entry{KeyEnd: uint32(len(key))}
	c.base, c.pos, c.last, c.at = 0, 0, 0, onEntry
	c.changes = c.tree.changes - 1
}

// fail keeps an error and returns false. The cursor then stands on no entry.
func (c *Cursor) fail(err error) bool {
	c.err, c.pos, c.last = err, 0, -1
	return false
}

// look takes apart size entries of the leaf from one on; pos is the present one of them, and the only one where the
// tree may change.
func (c *Cursor) look(first, size, pos int) {
	if c.watch == changing {
		first, size, pos = first+pos, 1, 0
	}
	c.base, c.last, c.pos, c.at = first, size-1, pos, onEntry
	entries := c.window[:size]
	c.leaf.Entries(entries, first)
	c.keysFrom = c.leaf
	if c.watch == changing || c.copies || len(c.leaf.Prefix()) > 0 {
		c.keys = c.leaf.AppendKeys(c.keys[:0], entries)
		c.keysFrom = c.keys
	}
}
