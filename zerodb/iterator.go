package zerodb

import (
	"bytes"
	"iter"
)

// direction is the order in which an iterator visits keys.
type direction uint8

const (
	ascending direction = iota
	descending
)

// All iterates over all entries in ascending order.
//
// What holds for this and for every iterator of a table: keys and values are no copies; a key is valid until the next round of the loop,
// and with duplicates the value too; else a value is valid as long as one from Get. A failure ends the loop early; Tx.Err returns it, and View and Update do so for you. In a write
// transaction the loop's body may change the table; the loop then goes on from the key at which it is. The ends of a range, or a prefix, are looked
// at while the loop runs and must stay as they are until it ends; only in a write transaction, where they may lie in what it changes, they are copied when it begins. A loop whose body
// ends the transaction ends with it. One that begins after that has no round, and is ErrTxClosed to Err, save where a function of DB had managed the transaction: then nobody tells.
func (t *Table) All() iter.Seq2[[]byte, []byte] {
	return func(yield func([]byte, []byte) bool) { t.iterate(ascending, nil, yield) }
}

// Backward iterates over all entries in descending order.
func (t *Table) Backward() iter.Seq2[[]byte, []byte] {
	return func(yield func([]byte, []byte) bool) { t.iterate(descending, nil, yield) }
}

// Range iterates in ascending order over the entries whose keys are not below from and below to. A nil from begins at the
// first entry, a nil to goes on to the last one; an empty to that is not nil lies before every key. In a table whose keys are numbers
// an end of another length is a *KeySizeError.
func (t *Table) Range(from, to []byte) iter.Seq2[[]byte, []byte] {
	return func(yield func([]byte, []byte) bool) {
		if t.special {
			t.walk(ascending, from, to, yield)
			return
		}
		to := t.kept(to)
		t.iterate(ascending, from, func(key, value []byte) bool {
			return (to == nil || bytes.Compare(key, to) < 0) && yield(key, value)
		})
	}
}

// Prefix iterates in ascending order over the entries whose keys begin with prefix, with OrderReverse over those whose keys end with it.
// In a table whose keys are numbers it fails with ErrNoPrefix.
func (t *Table) Prefix(prefix []byte) iter.Seq2[[]byte, []byte] {
	return func(yield func([]byte, []byte) bool) {
		if t.special {
			t.walkPrefix(ascending, prefix, yield)
			return
		}
		prefix := t.kept(prefix)
		t.iterate(ascending, prefix, func(key, value []byte) bool {
			return bytes.HasPrefix(key, prefix) && yield(key, value)
		})
	}
}

// kept returns the end of a range for as long as a loop runs: a copy where the loop's body may change the page in which it lies.
func (t *Table) kept(end []byte) []byte {
	if t.tx.write == nil {
		return end
	}
	return bytes.Clone(end)
}

// iterate calls yield for each entry, from a key on where one is given, until it returns false.
func (t *Table) iterate(d direction, from []byte, yield func([]byte, []byte) bool) {
	if t.special {
		t.walk(d, from, nil, yield)
		return
	}
	c := t.loopCursor()
	defer c.Close()
	if c.blocked() {
		return
	}
	if err := c.run(d, from, yield); err != nil && c.table != nil { // else the body has ended the transaction
		err = tableError("iterate", t.name, err)
		c.fail(err)
		t.tx.note(err)
	}
}

// run is the loop of iterate. One guard against faults serves all rounds; a panic of the body goes on, as the language
// demands of an iterator.
func (c *Cursor) run(d direction, from []byte, yield func([]byte, []byte) bool) (err error) {
	place := inEngine
	defer catchFaults(c.table.tx.db.pager).doneInLoop(&place, &err)
	for ok := c.begin(d, from); ok; ok = c.step(d) {
		key := c.tree.Key()
		value, inline := c.tree.InlineValue()
		if !inline {
			if value = c.tree.Value(); c.tree.Err() != nil {
				return c.tree.Err()
			}
		}
		place = inBody
		more := yield(key, value)
		place = inEngine
		if !more {
			return nil
		}
		if c.err != nil {
			return c.err
		}
		if c.live {
			if err := c.table.readable(); err != nil {
				return err
			}
		}
	}
	return c.tree.Err()
}

// begin moves to the first entry of a loop.
func (c *Cursor) begin(d direction, from []byte) bool {
	switch {
	case d == descending:
		return c.tree.Last()
	case from != nil:
		return c.tree.Seek(from)
	}
	return c.tree.First()
}

// step moves to the following entry of a loop.
func (c *Cursor) step(d direction) bool {
	if d == descending {
		return c.tree.Prev()
	}
	return c.tree.Next()
}
