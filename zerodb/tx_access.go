package zerodb

import "bytes"

// AccessMode says what the slices are that reads return.
type AccessMode uint8

const (
	// AccessDirect returns slices of the mapped pages wherever it can: nothing is copied, and they are good for as long as the methods
	// say. It is the default.
	AccessDirect AccessMode = iota
	// AccessCopy returns copies, which stay good after the transaction and may be changed. Touching them cannot fault.
	AccessCopy
	// AccessPoisoned is for debugging: it returns copies and overwrites each with Poison once it is no longer good, so that
	// a program that has kept one reads nonsense at once instead of on a bad day. A key, and with duplicates a value of a cursor, goes bad with the cursor's next move, another value at the end
	// of its transaction, in a write transaction at the latest with the second change after it.
	AccessPoisoned
)

// Poison is the byte that AccessPoisoned overwrites slices with.
const Poison = 0xDB

// lend returns a copy of a value for the caller.
func (tx *Tx) lend(b []byte) []byte {
	c := bytes.Clone(b)
	if tx.db.opts.Access == AccessPoisoned {
		tx.lent = append(tx.lent, c)
	}
	return c
}

// poison overwrites slices that are no longer good and forgets them.
func poison(list [][]byte) [][]byte {
	for _, b := range list {
		for i := range b {
			b[i] = Poison
		}
	}
	clear(list)
	return list[:0]
}

// ageLent lets the values that were lent before the last change go bad, and marks those that were lent since.
func (tx *Tx) ageLent() {
	tx.stale = poison(tx.stale)
	tx.lent, tx.stale = tx.stale, tx.lent
}

// spoil lets everything that was lent go bad, at the end of the transaction.
func (tx *Tx) spoil() {
	if tx.db.opts.Access != AccessPoisoned {
		return
	}
	tx.stale, tx.lent = poison(tx.stale), poison(tx.lent)
}

// lendKey returns a copy of the present key for the caller, which goes bad with the next move.
func (c *Cursor) lendKey(b []byte) []byte {
	if b == nil {
		return nil
	}
	copied := bytes.Clone(b)
	if c.table.tx.db.opts.Access == AccessPoisoned {
		c.lent = append(c.lent, copied)
	}
	return copied
}

// specialKey is Key in a table whose keys have a form, or for callers that get copies.
func (c *Cursor) specialKey(stored []byte) []byte {
	if stored == nil || c.tree.Err() != nil {
		return nil
	}
	t := c.table
	key := stored
	if !t.form.Plain() {
		var err error
		if key, _, err = t.userKey(&c.user, stored); err != nil {
			c.fail(tableError("read key", t.name, err))
			return nil
		}
	}
	if t.tx.db.opts.Access != AccessDirect {
		return c.lendKey(key)
	}
	return key
}

// specialValue is Value in a table whose keys have a form, or for callers that get copies.
func (c *Cursor) specialValue() (value []byte, err error) {
	t := c.table
	if !t.form.Duplicates {
		value = c.tree.Value()
	} else if stored := c.tree.Key(); stored != nil {
		there, err := c.isThere(stored)
		if err != nil || !there {
			return nil, err
		}
		if _, value, err = t.userKey(&c.user, stored); err != nil {
			return nil, err
		}
	}
	if err := c.tree.Err(); err != nil || value == nil {
		return nil, err
	}
	if t.tx.db.opts.Access == AccessDirect {
		return value, nil
	}
	if t.form.Duplicates {
		return c.lendKey(value), nil // it lies in the key
	}
	return t.tx.lend(value), nil
}

// isThere reports whether the pair on which the cursor stands is still there; in a read transaction it is.
func (c *Cursor) isThere(stored []byte) (bool, error) {
	tx := c.table.tx
	if tx.write == nil {
		return true, nil
	}
	return c.table.tree.Has(tx.pages, stored)
}
