package btree

import (
	"bytes"

	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// CountRange counts the keys that are not below from and are below to; nil leaves a side open. It reads the pages that hold them, but of
// each leaf within the range only how many entries it has. It fails as Get does, save for ErrNotFound.
func (t *Tree) CountRange(r Reader, from, to []byte) (uint64, error) {
	if from == nil && to == nil || t.Depth == 0 {
		return t.Count, t.State.Validate()
	}
	if from != nil && to != nil && bytes.Compare(from, to) >= 0 {
		return 0, nil
	}
	var c Cursor
	c.AttachSnapshot(r, t)
	moved := false
	if from == nil {
		moved = c.First()
	} else {
		moved = c.Seek(from)
	}
	count := uint64(0)
	for moved {
		end, last := c.leafEnd(to)
		if end > c.index {
			count += uint64(end - c.index)
		}
		if last {
			break
		}
		moved = c.across(lowest) && c.arrive()
	}
	return count, c.err
}

// leafEnd returns the entry of the present leaf at which a range ends, and whether it ends there.
func (c *Cursor) leafEnd(to []byte) (int, bool) {
	if to == nil {
		return c.count, false
	}
	if above, ok := c.separatorBehind(); ok && bytes.Compare(above, to) <= 0 {
		return c.count, false
	}
	end, _ := c.leaf.Search(to)
	return end, end < c.count
}

// separatorBehind returns the lowest key that can stand behind the present leaf in the leaf's parent, or false when the parent
// does not tell.
func (c *Cursor) separatorBehind() ([]byte, bool) {
	level := int(c.tree.Depth) - 2
	if level < 0 || c.path[level].index+1 >= c.path[level].node.Count() {
		return nil, false
	}
	parent := c.path[level].node
	if parent.Kind() != page.KindBranch {
		return nil, false
	}
	c.former = parent.AppendKey(c.former[:0], c.path[level].index+1)
	return c.former, true
}
