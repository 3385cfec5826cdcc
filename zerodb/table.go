package zerodb

import (
	"fmt"

	"github.com/aerolith/aerolith/zerodb/internal/btree"
	"github.com/aerolith/aerolith/zerodb/internal/journal"
	"github.com/aerolith/aerolith/zerodb/internal/keyform"
	"github.com/aerolith/aerolith/zerodb/internal/pager"
)

// Table is an ordered map from keys to values, seen through a transaction. Keys are ordered as bytes, unless the table was created
// with other TableOptions.
type Table struct {
	tx   *Tx
	name string
	tree btree.Tree
	// stored is the state that the transaction's catalog holds; gone says that the table was dropped.
	stored btree.State
	gone   bool
	// made says that the transaction has made the table, or given it its name; at is the handle's place among those of the transaction.
	made bool
	at   int
	// form is how keys lie in the tree; special says that they need a form, or that callers get copies.
	form    keyform.Form
	special bool
	// scratch is memory for stored keys, seeker for lookups among duplicates, former the handle of the same name before this one.
	scratch []byte
	seeker  *btree.Cursor
	former  *Table
	// note is the table in the journal of a write transaction, twins makes twins of its leaves.
	note  journal.Table
	twins pager.TreeTwins
}

// Name returns the table's name.
func (t *Table) Name() string { return t.name }

// Len returns the number of entries, with duplicates of pairs. It is free.
func (t *Table) Len() uint64 { return t.tree.Count }

// Get returns the value of a key without a copy. In a read transaction it is valid until the transaction ends, in a
// write transaction until its next change. It must not be modified. An empty value is not nil. Touching it may fault where the data file is
// damaged under the running process; AppendValue does not.
//
// Errors: ErrNotFound, ErrTxClosed, ErrTableDropped, *KeySizeError in a table of numbers, *CorruptionError. In a write transaction that may not be larger than memory, because
// it is one of a database in memory or MaxDirtyPages is negative, reading too may come to MaxTxBytes, as a *LimitError: what a small change has left to who reads its page counts.
func (t *Table) Get(key []byte) ([]byte, error) {
	if err := t.readable(); err != nil {
		return nil, err
	}
	value, err := t.get(key)
	if err != nil {
		return nil, t.failure("get", err)
	}
	return value, nil
}

// get is Get without the checks.
func (t *Table) get(key []byte) (value []byte, err error) {
	defer catchFaults(t.tx.db.pager).done(&err)
	if t.special {
		return t.getSpecial(key)
	}
	return t.tree.Get(t.tx.pages, key)
}

// AppendValue appends a copy of a key's value to dst and returns the result. Errors are those of Get; dst is then
// returned as it was.
func (t *Table) AppendValue(dst, key []byte) ([]byte, error) {
	if err := t.readable(); err != nil {
		return dst, err
	}
	out, err := t.appendValue(dst, key)
	if err != nil {
		return dst, t.failure("get", err)
	}
	return out, nil
}

// appendValue is AppendValue without the checks. A fault while copying is an error too.
func (t *Table) appendValue(dst, key []byte) (out []byte, err error) {
	defer catchFaults(t.tx.db.pager).done(&err)
	value, err := t.lookUp(key)
	if err != nil {
		return nil, err
	}
	return append(dst, value...), nil
}

// Put stores a value under a key, whether or not the key is there. Both are copied. A value may be empty, nil
// or not, a key may not. With duplicates it adds the value to those of the key.
//
// Errors: ErrReadOnly, ErrTxClosed, ErrTableDropped, ErrKeyEmpty, *KeySizeError in a table of numbers, *LimitError (key, value or
// transaction is too large), ErrNoSpace when the transaction is larger than memory and the disk is full, *CorruptionError. A failure in
// the middle of a change leaves the transaction, or the innermost savepoint, such that it can only be rolled back: ErrTxFailed tells of
// it from then on. Where nothing was changed, as for a key that is too long, the transaction goes on.
func (t *Table) Put(key, value []byte) error { return t.store("put", key, value, btree.Upsert) }

// PutNew stores a value under a key that must not be there yet. Errors are those of Put, and ErrKeyExists.
func (t *Table) PutNew(key, value []byte) error { return t.store("put new", key, value, btree.NewOnly) }

// store checks the limits and puts.
func (t *Table) store(operation string, key, value []byte, mode btree.Mode) error {
	if err := t.writable(); err != nil {
		return err
	}
	if err := t.checkSizes(key, value); err != nil {
		return tableError(operation, t.name, err)
	}
	w := t.tx.write
	if err := t.tx.room(len(key) + len(value)); err != nil {
		return tableError(operation, t.name, err)
	}
	mark := w.journal.Mark()
	if t.lends(key, value) {
		return t.concludePut(operation, mark, t.putLent(key, value, mode))
	}
	// The journal comes first: key and value may lie in pages that the tree is about to change.
	w.journal.Put(t.note, key, value)
	return t.concludePut(operation, mark, t.put(key, value, mode))
}

// put changes the tree.
func (t *Table) put(key, value []byte, mode btree.Mode) (err error) {
	defer catchFaults(t.tx.db.pager).done(&err)
	if !t.form.Plain() {
		return t.putFormed(key, value, mode)
	}
	return t.tree.Put(t.tx.write.work, key, value, mode)
}

// readable checks that the table can be read.
func (t *Table) readable() error {
	if err := t.tx.readable(); err != nil {
		return err
	}
	if t.gone {
		return tableError("use", t.name, ErrTableDropped)
	}
	return nil
}

// changeable checks that the table can be changed, for who leaves the change itself to another method.
func (t *Table) changeable() error { return t.unlessGone(t.tx.changeable()) }

// writable checks that the table can be changed, for who changes it now.
func (t *Table) writable() error { return t.unlessGone(t.tx.writable()) }

// unlessGone returns what a check of the transaction has found, or that the table was dropped.
func (t *Table) unlessGone(err error) error {
	if err != nil {
		return err
	}
	if t.gone {
		return tableError("use", t.name, ErrTableDropped)
	}
	return nil
}

// failure adds the operation and the table to an error; ordinary answers pass as they are.
func (t *Table) failure(operation string, err error) error {
	if err == ErrNotFound || err == ErrKeyExists || err == ErrKeyOrder { //nolint:errorlint // the trees return them bare
		return err
	}
	return tableError(operation, t.name, err)
}

// tableError adds the operation and the table to an error.
func tableError(operation, table string, err error) error {
	return fmt.Errorf("zerodb: %s, table %q: %w", operation, table, err)
}

// checkSizes holds key and value against the limits.
func (db *DB) checkSizes(key, value []byte) error {
	switch {
	case len(key) == 0:
		return ErrKeyEmpty
	case len(key) > db.opts.MaxKeySize:
		return &LimitError{Limit: "key size", Value: int64(len(key)), Max: int64(db.opts.MaxKeySize), Option: "MaxKeySize"}
	case len(value) > db.opts.MaxValueSize:
		return &LimitError{Limit: "value size", Value: int64(len(value)), Max: int64(db.opts.MaxValueSize), Option: "MaxValueSize"}
	}
	return nil
}
