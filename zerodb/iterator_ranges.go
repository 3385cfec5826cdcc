package zerodb

import (
	"bytes"
	"iter"

	"github.com/aerolith/aerolith/zerodb/internal/btree"
)

// RangeBackward iterates in descending order over the entries of Range.
func (t *Table) RangeBackward(from, to []byte) iter.Seq2[[]byte, []byte] {
	return func(yield func([]byte, []byte) bool) { t.walk(descending, from, to, yield) }
}

// PrefixBackward iterates in descending order over the entries of Prefix.
func (t *Table) PrefixBackward(prefix []byte) iter.Seq2[[]byte, []byte] {
	return func(yield func([]byte, []byte) bool) { t.walkPrefix(descending, prefix, yield) }
}

// Dups iterates over the values of a key in ascending order; without duplicates it is the one that Get returns. With duplicates a value is
// valid until the next round of the loop. An empty key fails with ErrKeyEmpty.
func (t *Table) Dups(key []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		c := t.loopCursor()
		defer c.Close()
		if c.blocked() || c.refused(t.checkKey(key)) {
			return
		}
		prefix := bytes.Clone(t.treeKey(key))
		for ok := c.seekStored(prefix); ok && c.onKey(prefix); ok = c.Next() {
			value := c.Value()
			if c.err != nil || !yield(value) || !t.form.Duplicates {
				return
			}
		}
	}
}

// walkPrefix is walk over the keys with a prefix.
func (t *Table) walkPrefix(d direction, prefix []byte, yield func(key, value []byte) bool) {
	to, err := t.prefixEnd(prefix)
	if err != nil {
		t.tx.note(tableError("iterate", t.name, err))
		return
	}
	t.walk(d, prefix, to, yield)
}

// walk calls yield for each entry of a range, in the table's order or against it, until it returns false. It serves tables of every form and
// every kind of access; iterate is the fast way for ordinary ones.
func (t *Table) walk(d direction, from, to []byte, yield func(key, value []byte) bool) {
	c := t.loopCursor()
	defer c.Close()
	if c.blocked() || c.refused(t.checkBounds(from, to)) {
		return
	}
	low, high := t.bounds(openEnd(from), to)
	low, high = bytes.Clone(low), bytes.Clone(high) // the body may change what they lie in
	ok := c.enter(d, low, high)
	for ok && c.inside(d, low, high) {
		key, value := c.Key(), c.Value()
		if c.err != nil || !yield(key, value) || c.blocked() {
			return
		}
		ok = c.move(d.step())
	}
}

// step returns the move that goes on in a direction.
func (d direction) step() func(*btree.Cursor) bool {
	if d == descending {
		return (*btree.Cursor).Prev
	}
	return (*btree.Cursor).Next
}

// enter moves to the first entry of a walk.
func (c *Cursor) enter(d direction, low, high []byte) bool {
	switch {
	case d == descending:
		return c.beforeStored(high)
	case low != nil:
		return c.seekStored(low)
	}
	return c.First()
}

// inside reports whether the cursor has not yet left the range of a walk.
func (c *Cursor) inside(d direction, low, high []byte) bool {
	stored := c.tree.Key()
	switch {
	case stored == nil:
		return false
	case d == descending:
		return low == nil || bytes.Compare(stored, low) >= 0
	}
	return high == nil || bytes.Compare(stored, high) < 0
}
