package zerodb

import (
	"bytes"

	"github.com/aerolith/aerolith/zerodb/internal/btree"
)

// PutDup adds a value to those of a key and reports whether it was not there yet. Errors are those of Put, and ErrNoDuplicates.
func (t *Table) PutDup(key, value []byte) (added bool, err error) {
	if err := t.writablePairs("put duplicate", key, value); err != nil {
		return false, err
	}
	w := t.tx.write
	mark := w.journal.Mark()
	w.journal.Put(t.note, key, value)
	added, err = t.guardedAdd(key, value)
	if err == nil && !added {
		w.journal.Truncate(mark)
	}
	return added, t.concludePut("put duplicate", mark, err)
}

// guardedAdd is addPair, with faults in the map as errors.
func (t *Table) guardedAdd(key, value []byte) (added bool, err error) {
	defer catchFaults(t.tx.db.pager).done(&err)
	return t.addPair(key, value)
}

// DeleteDup removes one value of a key and reports whether it was there. Errors are those of Put, and ErrNoDuplicates.
func (t *Table) DeleteDup(key, value []byte) (found bool, err error) {
	if err := t.writablePairs("delete duplicate", key, value); err != nil {
		return false, err
	}
	w := t.tx.write
	mark := w.journal.Mark()
	w.journal.DeletePair(t.note, key, value)
	count, err := t.removePair(key, value)
	return count > 0, t.concludeRemoval(mark, count, err)
}

// writablePairs checks that a pair can be changed.
func (t *Table) writablePairs(operation string, key, value []byte) error {
	if err := t.writable(); err != nil {
		return err
	}
	if !t.form.Duplicates {
		return tableError(operation, t.name, ErrNoDuplicates)
	}
	err := t.checkSizes(key, value)
	if err == nil {
		err = t.tx.room(len(key) + len(value))
	}
	if err != nil {
		return tableError(operation, t.name, err)
	}
	return nil
}

// HasDup reports whether a key has a value. Errors are those of Get, save ErrNotFound, and ErrKeyEmpty and ErrNoDuplicates.
func (t *Table) HasDup(key, value []byte) (found bool, err error) {
	if err := t.readable(); err != nil {
		return false, err
	}
	if !t.form.Duplicates {
		return false, tableError("has duplicate", t.name, ErrNoDuplicates)
	}
	if err := t.checkKey(key); err != nil {
		return false, tableError("has duplicate", t.name, err)
	}
	defer catchFaults(t.tx.db.pager).done(&err)
	t.scratch = t.form.AppendPair(t.scratch[:0], key, value)
	return t.tree.Has(t.tx.pages, t.scratch)
}

// CountDups returns how many values a key has. It reads the number of entries of each page that holds some of them, so
// that 100,000 are counted in some hundred steps. A key that is not there has none. Errors are those of Get, save ErrNotFound, and ErrKeyEmpty.
func (t *Table) CountDups(key []byte) (uint64, error) {
	if err := t.readable(); err != nil {
		return 0, err
	}
	if err := t.checkKey(key); err != nil {
		return 0, tableError("count duplicates", t.name, err)
	}
	from, to := t.pairBounds(key)
	if !t.form.Duplicates {
		from, to = bytes.Clone(from), append(bytes.Clone(from), 0)
	}
	count, err := t.countStored(from, to)
	if err != nil {
		return 0, tableError("count duplicates", t.name, err)
	}
	return count, nil
}

// countStored counts the entries of the tree in a range.
func (t *Table) countStored(from, to []byte) (count uint64, err error) {
	defer catchFaults(t.tx.db.pager).done(&err)
	return t.tree.CountRange(t.tx.pages, from, to)
}

// Has reports whether a key is there, without touching its value. Errors are those of Get save ErrNotFound.
func (t *Table) Has(key []byte) (found bool, err error) {
	if err := t.readable(); err != nil {
		return false, err
	}
	found, err = t.has(key)
	if err != nil {
		return false, tableError("has", t.name, err)
	}
	return found, nil
}

// has is Has without the checks.
func (t *Table) has(key []byte) (found bool, err error) {
	defer catchFaults(t.tx.db.pager).done(&err)
	if err := t.form.CheckKey(key); err != nil {
		return false, err
	}
	if !t.form.Duplicates {
		return t.tree.Has(t.tx.pages, t.treeKey(key))
	}
	_, err = t.first(key)
	if err == btree.ErrNotFound { //nolint:errorlint // first returns it bare
		return false, nil
	}
	return err == nil, err
}
