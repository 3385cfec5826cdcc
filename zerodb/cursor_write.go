package zerodb

import (
	"bytes"
	"cmp"
)

// Put stores a value under the key on which the cursor stands, and the cursor stays there. The key may have been deleted since the cursor came to it. In
// a table with duplicates the present pair makes way for one with the new value, on which the cursor then stands. The error is ErrNotFound
// when the cursor stands on no entry; others are those of Table.Put.
func (c *Cursor) Put(value []byte) error {
	key, old, err := c.present()
	if err != nil {
		return err
	}
	t := c.table
	if !t.form.Duplicates {
		return t.Put(key, value)
	}
	value = bytes.Clone(value) // it may be the cursor's own
	if bytes.Equal(old, value) {
		_, err := t.PutDup(key, value)
		return err
	}
	if err := t.writablePairs("put at cursor", key, value); err != nil {
		return err
	}
	if _, err := t.DeleteDup(key, old); err != nil {
		return err
	}
	if _, err := t.PutDup(key, value); err != nil {
		t.tx.failed = cmp.Or(t.tx.failed, err) // half-done: the former pair is gone
		return err
	}
	if !c.SeekDup(key, value) {
		return c.err
	}
	return nil
}

// Delete removes the entry on which the cursor stands, with duplicates the pair. The cursor stays in its place: Next moves to the
// entry behind the removed one and Prev to the one before it; Value is nil. The error is ErrNotFound when the cursor stands on no entry;
// deleting twice is no error. Others are those of Table.Delete.
func (c *Cursor) Delete() error {
	key, value, err := c.present()
	if err != nil {
		return err
	}
	if c.table.form.Duplicates {
		_, err = c.table.DeleteDup(key, value)
		return err
	}
	return c.table.Delete(key)
}

// DeleteKey removes the key on which the cursor stands, with all of its values. The cursor stays in its place, as after Delete.
func (c *Cursor) DeleteKey() error {
	key, _, err := c.present()
	if err != nil {
		return err
	}
	return c.table.Delete(key)
}

// present returns copies of the key on which the cursor stands and, with duplicates, of the value.
func (c *Cursor) present() (key, value []byte, err error) {
	if c.blocked() {
		return nil, nil, c.err
	}
	if err := c.table.changeable(); err != nil {
		return nil, nil, err
	}
	if stored := c.tree.Key(); stored != nil {
		key, value, err = c.table.userKey(&c.user, stored)
	}
	if err != nil {
		return nil, nil, tableError("read at cursor", c.table.name, err)
	}
	if key == nil {
		return nil, nil, ErrNotFound
	}
	return bytes.Clone(key), bytes.Clone(value), nil
}
