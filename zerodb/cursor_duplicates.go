package zerodb

import (
	"bytes"

	"github.com/aerolith/aerolith/zerodb/internal/btree"
)

// FirstDup moves to the lowest value of the present key. It returns false, and stays, when the key has none any more.
func (c *Cursor) FirstDup() bool { return c.keepKey(c.seekStored, nil) }

// LastDup moves to the highest value of the present key. It returns false, and stays, when the key has none any more.
func (c *Cursor) LastDup() bool {
	return c.keepKey(func(prefix []byte) bool {
		if !c.table.form.Duplicates {
			return c.seekStored(prefix)
		}
		return c.beforeStored(c.table.form.After(bytes.Clone(prefix)))
	}, nil)
}

// NextDup moves to the following value of the present key. It returns false, and stays, on the last one.
func (c *Cursor) NextDup() bool { return c.stepDup((*btree.Cursor).Next, (*btree.Cursor).Prev) }

// PrevDup moves to the preceding value of the present key. It returns false, and stays, on the first one.
func (c *Cursor) PrevDup() bool { return c.stepDup((*btree.Cursor).Prev, (*btree.Cursor).Next) }

// NextKey moves to the lowest value of the following key; from nowhere to the first pair.
func (c *Cursor) NextKey() bool {
	if c.blocked() {
		return false
	}
	if !c.table.form.Duplicates || !c.tree.Valid() {
		return c.Next()
	}
	prefix, ok := c.pairPrefix()
	if !ok {
		return false
	}
	if end := c.table.form.After(prefix); end != nil {
		return c.seekStored(end)
	}
	return c.Last() && c.Next() // moves past the end
}

// PrevKey moves to the highest value of the preceding key; from nowhere to the last pair.
func (c *Cursor) PrevKey() bool {
	if c.blocked() {
		return false
	}
	if !c.table.form.Duplicates || !c.tree.Valid() {
		return c.Prev()
	}
	prefix, ok := c.pairPrefix()
	return ok && c.beforeStored(prefix)
}

// SeekDup moves to a pair of just this key and value. It returns false when there is none; the cursor then stands on the next pair, or
// behind the last. Err tells of keys that cannot be: an empty one is ErrKeyEmpty.
func (c *Cursor) SeekDup(key, value []byte) bool {
	if !c.SeekDupRange(key, value) {
		return false
	}
	found := c.Value()
	return c.err == nil && bytes.Equal(found, value)
}

// SeekDupRange moves to the lowest value of a key that is not below the given one. It returns false when there is none; the
// cursor then stands on the next pair, or behind the last. In a table without duplicates the key's only value is compared.
// Err tells what SeekDup's does.
func (c *Cursor) SeekDupRange(key, value []byte) bool {
	if c.blocked() || c.refused(c.table.checkKey(key)) {
		return false
	}
	t := c.table
	if !t.form.Duplicates {
		return c.seekOnly(key, value)
	}
	stored := t.form.AppendPair(nil, key, value)
	return c.seekStored(stored) && c.hasPrefix(stored[:len(stored)-len(value)])
}

// seekOnly is SeekDupRange where each key has one value.
func (c *Cursor) seekOnly(key, value []byte) bool {
	if !c.Seek(key) || !bytes.Equal(c.Key(), key) {
		return false
	}
	found := c.Value()
	if c.err == nil && bytes.Compare(found, value) < 0 {
		c.Next()
		return false
	}
	return c.err == nil
}

// CountDups returns how many values the present key has, 0 when the cursor stands nowhere; see Table.CountDups.
func (c *Cursor) CountDups() (uint64, error) {
	key := c.Key()
	if key == nil {
		return 0, c.err
	}
	return c.table.CountDups(bytes.Clone(key))
}

// pairPrefix copies the stored key to kept, and returns the part of it with which the stored forms of all pairs of the present key begin; in a table without duplicates
// all of it. The caller may change it, until the next call. It reports false when the cursor stands on no entry.
func (c *Cursor) pairPrefix() ([]byte, bool) {
	if c.blocked() {
		return nil, false
	}
	stored := c.tree.Key()
	if stored == nil {
		return nil, false
	}
	c.kept = append(c.kept[:0], stored...)
	if !c.table.form.Duplicates {
		return c.kept, true
	}
	prefix, _, ok := c.table.form.Split(c.kept)
	if !ok {
		_, _, err := c.table.userKey(&c.user, c.kept)
		c.fail(err)
		return nil, false
	}
	return prefix, true
}

// stepDup makes a step, and takes it back when it leads to another key.
func (c *Cursor) stepDup(step, back func(*btree.Cursor) bool) bool {
	if !c.blocked() && !c.table.form.Duplicates {
		return false
	}
	return c.keepKey(func([]byte) bool { return c.move(step) }, back)
}

// keepKey makes a move that must not lead to another key, and takes it back where it does: with back, or, where the pair on which the cursor stood may have
// been deleted, by returning to its place. Where nothing is deleted, a move to an end of the key needs no way back.
func (c *Cursor) keepKey(move func(prefix []byte) bool, back func(*btree.Cursor) bool) bool {
	prefix, ok := c.pairPrefix()
	if !ok {
		return false
	}
	if move(prefix) && c.onKey(prefix) {
		return true
	}
	switch {
	case c.err != nil:
	case c.live:
		c.tree.Return(c.kept)
	case back != nil:
		c.move(back)
	}
	return false
}

// onKey reports whether the cursor stands on a pair of the key with this prefix, or without duplicates on this key.
func (c *Cursor) onKey(prefix []byte) bool {
	return c.hasPrefix(prefix) && (c.table.form.Duplicates || len(c.tree.Key()) == len(prefix))
}

// hasPrefix reports whether the cursor stands on a stored key that begins like this.
func (c *Cursor) hasPrefix(prefix []byte) bool {
	stored := c.tree.Key()
	return stored != nil && bytes.HasPrefix(stored, prefix)
}

// seekStored moves to the lowest stored key that is not below the given one.
func (c *Cursor) seekStored(stored []byte) bool { return c.settle(c.seek(stored)) }

// beforeStored moves to the highest stored key that is below the given one; nil is the end.
func (c *Cursor) beforeStored(stored []byte) bool {
	if stored == nil {
		return c.Last()
	}
	if c.seekStored(stored) {
		return c.Prev()
	}
	return c.err == nil && c.Last()
}

// refused notes an error that a move's arguments have.
func (c *Cursor) refused(err error) bool {
	if err != nil {
		c.fail(tableError("move cursor", c.table.name, err))
	}
	return err != nil
}
