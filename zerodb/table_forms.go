package zerodb

import (
	"bytes"
	"slices"

	"github.com/aerolith/aerolith/zerodb/internal/btree"
	"github.com/aerolith/aerolith/zerodb/internal/fault"
	"github.com/aerolith/aerolith/zerodb/internal/keyform"
	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// treeKey returns a key as the tree has it, or with duplicates what all of its pairs begin with. It is valid until the next call.
func (t *Table) treeKey(key []byte) []byte {
	if t.form.Plain() {
		return key
	}
	t.scratch = t.form.AppendKey(t.scratch[:0], key)
	return t.scratch
}

// pairBounds returns the range in which the pairs of a key lie. A nil to is the end of the tree.
func (t *Table) pairBounds(key []byte) (from, to []byte) {
	from = t.treeKey(key)
	return from, t.form.After(bytes.Clone(from))
}

// checkSizes holds key and value against the limits and against the table's order.
func (t *Table) checkSizes(key, value []byte) error {
	if t.form.Plain() {
		return t.tx.db.checkSizes(key, value)
	}
	if err := t.checkKey(key); err != nil {
		return err
	}
	if !t.form.Duplicates {
		return t.tx.db.checkSizes(key, value)
	}
	size, limit := len(t.treeKey(key))+len(value), page.MaxKeySize(t.tx.db.opts.PageSize)
	if size > limit {
		return &LimitError{Limit: "size of key and value of a duplicate", Value: int64(size), Max: int64(limit), Option: "PageSize"}
	}
	return nil
}

// checkKey holds a key that is looked for against the table's order.
func (t *Table) checkKey(key []byte) error {
	if len(key) == 0 {
		return ErrKeyEmpty
	}
	return t.form.CheckKey(key)
}

// putFormed changes a tree whose keys have a form.
func (t *Table) putFormed(key, value []byte, mode btree.Mode) error {
	w := t.tx.write.work
	if !t.form.Duplicates {
		return t.tree.Put(w, t.treeKey(key), value, mode)
	}
	if mode == btree.NewOnly {
		_, err := t.first(key)
		if err == nil {
			return ErrKeyExists
		}
		if err != ErrNotFound { //nolint:errorlint // first returns it bare
			return err
		}
	}
	_, err := t.addPair(key, value)
	return err
}

// addPair adds a pair to the tree, unless it is there, and reports whether it was not.
func (t *Table) addPair(key, value []byte) (bool, error) {
	t.scratch = t.form.AppendPair(t.scratch[:0], key, value)
	err := t.tree.Put(t.tx.write.work, t.scratch, nil, btree.NewOnly)
	if err == btree.ErrKeyExists { //nolint:errorlint // the tree returns it bare
		return false, nil
	}
	return err == nil, err
}

// getSpecial is get in a table whose keys have a form, or for callers that get copies.
func (t *Table) getSpecial(key []byte) ([]byte, error) {
	value, err := t.lookUp(key)
	if err != nil {
		return nil, err
	}
	if t.tx.db.opts.Access != AccessDirect {
		return t.tx.lend(value), nil
	}
	if t.form.Duplicates {
		return bytes.Clone(value), nil // it may lie in scratch memory
	}
	return value, nil
}

// lookUp finds a key's value, with duplicates its lowest one. It is valid until the next use of the table.
func (t *Table) lookUp(key []byte) ([]byte, error) {
	if t.form.Plain() {
		return t.tree.Get(t.tx.pages, key)
	}
	if err := t.form.CheckKey(key); err != nil {
		return nil, err
	}
	if t.form.Duplicates {
		return t.first(key)
	}
	return t.tree.Get(t.tx.pages, t.treeKey(key))
}

// first returns the lowest value of a key of a table with duplicates.
func (t *Table) first(key []byte) ([]byte, error) {
	prefix := t.treeKey(key)
	if t.seeker == nil {
		t.seeker = new(btree.Cursor)
	}
	c := t.seeker
	defer c.Detach()
	c.AttachSnapshot(t.tx.pages, &t.tree)
	if c.Seek(prefix) {
		if stored := c.Key(); bytes.HasPrefix(stored, prefix) {
			t.scratch = append(t.scratch[:0], stored...)
			return t.scratch[len(prefix):], nil
		}
	}
	if err := c.Err(); err != nil {
		return nil, err
	}
	return nil, ErrNotFound
}

// remove takes a key, with all of its values, out of the tree and returns how many entries that were.
func (t *Table) remove(key []byte) (count uint64, err error) {
	defer catchFaults(t.tx.db.pager).done(&err)
	if t.form.Duplicates {
		from, to := t.pairBounds(key)
		return t.tree.DeleteRange(t.tx.write.work, from, to)
	}
	return one(t.tree.Delete(t.tx.write.work, t.treeKey(key)))
}

// removePair takes one value of a key out of the tree and returns how many entries that were.
func (t *Table) removePair(key, value []byte) (count uint64, err error) {
	defer catchFaults(t.tx.db.pager).done(&err)
	t.scratch = t.form.AppendPair(t.scratch[:0], key, value)
	return one(t.tree.Delete(t.tx.write.work, t.scratch))
}

// one counts an entry that was removed.
func one(found bool, err error) (uint64, error) {
	if found {
		return 1, err
	}
	return 0, err
}

// removeRange takes the keys of a range out of the tree and returns how many entries that were.
func (t *Table) removeRange(from, to []byte) (count uint64, err error) {
	defer catchFaults(t.tx.db.pager).done(&err)
	low, high := t.bounds(from, to)
	return t.tree.DeleteRange(t.tx.write.work, low, high)
}

// bounds returns the ends of a range as the tree has them; nil stays nil.
func (t *Table) bounds(from, to []byte) (low, high []byte) {
	if t.form.Plain() {
		return from, to
	}
	if from != nil {
		low = t.form.AppendKey([]byte{}, from)
	}
	if to != nil {
		high = t.form.AppendKey([]byte{}, to)
	}
	return low, high
}

// checkBounds holds the ends of a range against the table's order; an empty one leaves its side open.
func (t *Table) checkBounds(from, to []byte) error {
	for _, end := range [...][]byte{from, to} {
		if len(end) > 0 {
			if err := t.form.CheckKey(end); err != nil {
				return err
			}
		}
	}
	return nil
}

// userKey returns the key of an entry of the tree, in dst where it does not lie there as it is, and with duplicates its value.
func (t *Table) userKey(dst *[]byte, stored []byte) (key, value []byte, err error) {
	part, ok := stored, true
	if t.form.Duplicates {
		part, value, ok = t.form.Split(stored)
	}
	if ok {
		*dst = slices.Grow((*dst)[:0], len(part))
		key, ok = t.form.Key(*dst, part)
	}
	if !ok {
		return nil, nil, fault.New(t.tree.Root.ID, keyform.Malformed, 0, 0, 0)
	}
	return key, value, nil
}

// prefixEnd returns the lowest key, in the table's order, that is above all keys with a prefix; nil if there is none.
func (t *Table) prefixEnd(prefix []byte) ([]byte, error) {
	end := bytes.Clone(prefix)
	switch t.form.Order {
	case OrderUint32, OrderUint64:
		return nil, ErrNoPrefix
	case OrderReverse:
		slices.Reverse(end)
		end = after(end)
		slices.Reverse(end)
		return end, nil
	}
	return after(end), nil
}

// after turns a prefix, in place, into the lowest bytes that are above all that begin with it; nil if there are none.
func after(prefix []byte) []byte {
	for i := len(prefix) - 1; i >= 0; i-- {
		if prefix[i] != 0xff {
			prefix[i]++
			return prefix[:i+1]
		}
	}
	return nil
}
