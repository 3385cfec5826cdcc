package zerodb

import "github.com/aerolith/aerolith/zerodb/internal/btree"

// Cursor moves through a table in key order, both ways. A move returns false at the end of the table and when it fails;
// Err tells these apart. In a write transaction the table may be changed between moves: the cursor goes on from the
// key on which it stood, also when that was deleted. Behind the last entry Prev moves to the last, before the first one Next moves to the first.
// After a failure no move succeeds any more, and Tx.Err has it. A Cursor belongs to its transaction and ends with it.
//
// In a table with duplicates (TableOptions.Duplicates) a cursor stands on pairs: First, Last, Next, Prev and Seek go from pair to pair,
// by key and then by value. FirstDup, LastDup, NextDup and PrevDup stay at the present key, and where there is no such value the cursor
// stays in its place; NextKey and PrevKey leave out the other values of a key. In other tables each key has one value, and these methods do
// what that means.
type Cursor struct {
	// Steps, keys and small values come from the cursor's own memory as a rule. They need neither a guard against faults in
	// the map nor a look at the transaction: that takes its cursors with it when it ends, and the cursors of a write
	// transaction, which are live, look at each step.
	table *Table
	tree  btree.Cursor
	live  bool
	err   error
	// loop says that a loop uses the cursor, and comes back to it.
	loop bool
	// special says that keys need a form, or that callers get copies.
	special bool
	// user is memory for keys that lie in the tree in another form, kept for the stored key at which a move began; lent are keys that go bad with the next move.
	user, kept []byte
	lent       [][]byte
}

// Cursor returns a cursor that stands nowhere yet: First, Last, Seek, Next or Prev moves it to an entry. Its memory
// belongs to the transaction; Close gives it back earlier.
func (t *Table) Cursor() *Cursor {
	tx := t.tx
	if tx.ended && !tx.dismissed {
		if tx != &tx.db.noTx { // which is everybody's
			tx.note(ErrTxClosed)
		}
		return &Cursor{table: t, err: ErrTxClosed}
	}
	if tx.openCursors == len(tx.cursors) {
		tx.cursors = append(tx.cursors, new(Cursor))
	}
	c := tx.cursors[tx.openCursors]
	tx.openCursors++
	c.table, c.special, c.err = t, t.special, nil
	c.attach(&t.tree)
	c.fail(t.readable()) // a loop that ends before its first round must not look like one over an empty table
	return c
}

// loopCursor returns a cursor for a loop, which closes it.
func (t *Table) loopCursor() *Cursor {
	c := t.Cursor()
	c.loop = true
	return c
}

// attach makes the cursor move through a tree of its transaction.
func (c *Cursor) attach(tree *btree.Tree) {
	tx := c.table.tx
	c.live = tx.write != nil
	if c.live || tx.db.opts.Access == AccessPoisoned { // who poisons keys must see each move
		c.tree.AttachLive(tx.pages, tree)
	} else {
		c.tree.AttachSnapshot(tx.pages, tree)
	}
	if c.special || tree == &tx.catalog {
		c.tree.CopyKeys() // the engine reads them itself, outside of a guard against faults
	}
}

// Close lets the transaction use the cursor's memory again. It is needed only where a transaction opens very many cursors.
func (c *Cursor) Close() {
	if c.table == nil || c.table.tx.ended {
		return // nothing to give back
	}
	tx := c.table.tx
	for i := tx.openCursors - 1; i >= 0; i-- {
		if tx.cursors[i] == c {
			tx.openCursors--
			tx.cursors[i], tx.cursors[tx.openCursors] = tx.cursors[tx.openCursors], c
			c.detach()
			return
		}
	}
}

// detach makes every further use fail.
func (c *Cursor) detach() {
	c.tree.Detach()
	c.lent = poison(c.lent)
	c.table, c.special, c.loop, c.err = nil, false, false, ErrTxClosed
}

// First moves to the lowest key, with duplicates to its lowest value.
func (c *Cursor) First() bool { return c.move((*btree.Cursor).First) }

// Last moves to the highest key, with duplicates to its highest value.
func (c *Cursor) Last() bool { return c.move((*btree.Cursor).Last) }

// Next moves to the following key; from nowhere to the first one.
func (c *Cursor) Next() bool { return c.tree.StepNext() || c.move((*btree.Cursor).Next) }

// Prev moves to the preceding key; from nowhere to the last one.
func (c *Cursor) Prev() bool { return c.tree.StepPrev() || c.move((*btree.Cursor).Prev) }

// Seek moves to the lowest key that is not below the given one. It returns false when there is none; the cursor is then behind the
// last entry. In a table whose keys are numbers a key of another length is a *KeySizeError, which Err tells.
func (c *Cursor) Seek(key []byte) bool {
	if c.blocked() || c.refused(c.table.form.CheckKey(key)) {
		return false
	}
	return c.settle(c.seek(c.table.treeKey(key)))
}

// seek is Seek without the checks.
func (c *Cursor) seek(key []byte) (moved bool, err error) {
	defer catchFaults(c.table.tx.db.pager).done(&err)
	return c.tree.Seek(key), nil
}

// move makes a move that needs no key.
func (c *Cursor) move(step func(*btree.Cursor) bool) bool {
	if c.blocked() {
		return false
	}
	return c.settle(c.guarded(step))
}

// guarded calls a step and turns faults in the map into errors.
func (c *Cursor) guarded(step func(*btree.Cursor) bool) (moved bool, err error) {
	defer catchFaults(c.table.tx.db.pager).done(&err)
	return step(&c.tree), nil
}

// blocked reports whether the cursor cannot be used any more, and notes why.
func (c *Cursor) blocked() bool {
	if c.err != nil {
		return true
	}
	c.fail(c.table.readable())
	return c.err != nil
}

// settle notes the error of a move, if it had one, and says whether the cursor stands on an entry.
func (c *Cursor) settle(moved bool, err error) bool {
	if len(c.lent) > 0 {
		c.lent = poison(c.lent)
	}
	if err == nil && !moved {
		err = c.tree.Err()
	}
	if err != nil {
		c.fail(tableError("move cursor", c.table.name, err))
		return false
	}
	return moved
}

// fail keeps the first failure, for Err and for the transaction.
func (c *Cursor) fail(err error) {
	if err != nil && c.err == nil {
		c.err = err
		c.tree.Halt()
		c.table.tx.note(err)
	}
}

// Key returns the present key, or nil when the cursor stands on no entry. It is valid until the next move and must not be
// modified.
func (c *Cursor) Key() []byte {
	if c.special {
		return c.specialKey(c.tree.Key())
	}
	return c.tree.Key()
}

// AppendKey appends a copy of the present key to dst.
func (c *Cursor) AppendKey(dst []byte) []byte { return append(dst, c.Key()...) }

// Value returns the present value without a copy, or nil when the cursor stands on no entry or the value cannot be read,
// which Err then tells. It is valid as long as one from Table.Get, with duplicates only until the next move, as the key is.
func (c *Cursor) Value() []byte {
	if value, inline := c.tree.InlineValue(); inline && !c.special {
		return value
	}
	return c.readValue()
}

// readValue is Value where a page must be read for it.
func (c *Cursor) readValue() []byte {
	if c.blocked() {
		return nil
	}
	value, err := c.value()
	if err != nil {
		c.fail(tableError("read value", c.table.name, err))
		return nil
	}
	return value
}

// value is Value without the checks.
func (c *Cursor) value() (value []byte, err error) {
	defer catchFaults(c.table.tx.db.pager).done(&err)
	if c.special {
		return c.specialValue()
	}
	value = c.tree.Value()
	return value, c.tree.Err()
}

// Err returns the first failure of the cursor, or nil.
func (c *Cursor) Err() error { return c.err }
