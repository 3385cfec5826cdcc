package zerodb

import (
	"bytes"
	"iter"
)

// The iterators yield keys and values without copies: a key is valid until the next round of the loop, a value as long
// as one from Table.Get. A failure ends the loop early; Tx.Err returns it, and View and Update do so for you. In a
// write transaction the loop's body may change the table.

// All iterates over all entries in ascending order.
func (t *Table) All() iter.Seq2[[]byte, []byte] {
	return func(yield func([]byte, []byte) bool) {
		t.ascend(nil, func(key, value []byte) bool { return yield(key, value) })
	}
}

// Backward iterates over all entries in descending order.
func (t *Table) Backward() iter.Seq2[[]byte, []byte] {
	return func(yield func([]byte, []byte) bool) {
		c := t.Cursor()
		defer c.Close()
		for ok := c.Last(); ok; ok = c.Prev() {
			if !c.yield(yield) {
				return
			}
		}
	}
}

// Range iterates in ascending order over the entries whose keys are not below from and below to. A nil from begins at the
// first entry, a nil to goes on to the last one.
func (t *Table) Range(from, to []byte) iter.Seq2[[]byte, []byte] {
	return func(yield func([]byte, []byte) bool) {
		t.ascend(from, func(key, value []byte) bool {
			return (to == nil || bytes.Compare(key, to) < 0) && yield(key, value)
		})
	}
}

// Prefix iterates in ascending order over the entries whose keys begin with prefix.
func (t *Table) Prefix(prefix []byte) iter.Seq2[[]byte, []byte] {
	return func(yield func([]byte, []byte) bool) {
		t.ascend(prefix, func(key, value []byte) bool {
			return bytes.HasPrefix(key, prefix) && yield(key, value)
		})
	}
}

// ascend calls yield for each entry from a key on, or from the first one, until it returns false.
func (t *Table) ascend(from []byte, yield func([]byte, []byte) bool) {
	c := t.Cursor()
	defer c.Close()
	ok := false
	if from == nil {
		ok = c.First()
	} else {
		ok = c.Seek(from)
	}
	for ; ok; ok = c.Next() {
		if !c.yield(yield) {
			return
		}
	}
}

// yield hands the present entry out and reports whether the loop goes on.
func (c *Cursor) yield(yield func([]byte, []byte) bool) bool {
	key, value := c.Key(), c.Value()
	if c.err != nil {
		return false
	}
	return yield(key, value)
}
