package zerodb

import (
	"github.com/aerolith/aerolith/zerodb/internal/btree"
	"github.com/aerolith/aerolith/zerodb/internal/journal"
	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// PutIfAbsent stores a value under a key unless the key is there, and reports whether it did. Errors are those of Put.
func (t *Table) PutIfAbsent(key, value []byte) (stored bool, err error) {
	err = t.store("put if absent", key, value, btree.NewOnly)
	if err == ErrKeyExists { //nolint:errorlint // store returns it bare
		return false, nil
	}
	return err == nil, err
}

// Replace stores a value under a key, whether or not the key is there, and appends a copy of the value that it had to dst, which must not
// lie over key or value. It reports whether it had one. Errors are those of Put, and ErrDuplicates.
func (t *Table) Replace(dst, key, value []byte) (old []byte, existed bool, err error) {
	if err := t.changeable(); err != nil {
		return dst, false, err
	}
	if t.form.Duplicates {
		return dst, false, tableError("replace", t.name, ErrDuplicates)
	}
	old, err = t.AppendValue(dst, key)
	if err != nil && err != ErrNotFound { //nolint:errorlint // returned bare
		return dst, false, err
	}
	existed = err == nil
	if err := t.Put(key, value); err != nil {
		return dst, false, err
	}
	return old, existed, nil
}

// Update stores a value under a key that is there. Errors are those of Put, ErrNotFound, and ErrDuplicates.
func (t *Table) Update(key, value []byte) error {
	if t.form.Duplicates {
		return tableError("update", t.name, ErrDuplicates)
	}
	return t.store("update", key, value, btree.ExistingOnly)
}

// Append stores a value under a key that is above all keys of the table, in its order, which saves the search for its place. With
// duplicates, key and value must be above all pairs. Errors are those of Put, and ErrKeyOrder.
func (t *Table) Append(key, value []byte) error {
	if err := t.writable(); err != nil {
		return err
	}
	if err := t.checkSizes(key, value); err != nil {
		return tableError("append", t.name, err)
	}
	w := t.tx.write
	if err := t.tx.room(len(key) + len(value)); err != nil {
		return tableError("append", t.name, err)
	}
	mark := w.journal.Mark()
	w.journal.Put(t.note, key, value)
	return t.concludePut("append", mark, t.append(key, value))
}

// append changes the tree.
func (t *Table) append(key, value []byte) (err error) {
	defer catchFaults(t.tx.db.pager).done(&err)
	if t.form.Duplicates {
		t.scratch = t.form.AppendPair(t.scratch[:0], key, value)
		return t.tree.Append(t.tx.write.work, t.scratch, nil)
	}
	return t.tree.Append(t.tx.write.work, t.treeKey(key), value)
}

// PutFunc stores a value of the given size that fill writes into the slice that it is given, so that the caller needs no memory for it. The slice is
// fill's only while it runs; its content before is arbitrary. An error of fill is returned and leaves the table as it is. fill may read
// the transaction but not change it. Errors beside that are those of Put.
func (t *Table) PutFunc(key []byte, size int, fill func(value []byte) error) error {
	if err := t.changeable(); err != nil {
		return err
	}
	limit := t.tx.db.opts.MaxValueSize
	if size < 0 || size > limit {
		err := &LimitError{Limit: "value size", Value: int64(size), Max: int64(limit), Option: "MaxValueSize"}
		return tableError("put", t.name, err)
	}
	w := t.tx.write
	value := w.fill // taken away while it is in use
	w.fill = nil
	if cap(value) < size {
		value = make([]byte, size)
	}
	value = value[:size]
	err := fill(value)
	if err == nil {
		err = t.Put(key, value)
	}
	if size <= fillKept {
		w.fill = value
	}
	return err
}

// lends reports whether the journal can borrow a value from the pages that it will be stored in, so that it is copied once.
func (t *Table) lends(key, value []byte) bool {
	return t.form.Plain() && !page.FitsInline(t.tx.db.opts.PageSize, len(key), len(value))
}

// putLent puts a value into the tree, and lends the journal what the tree has stored.
func (t *Table) putLent(key, value []byte, mode btree.Mode) error {
	w := t.tx.write
	w.journal.PutLent(t.note, key, len(value))
	if err := t.put(key, value, mode); err != nil {
		return err
	}
	w.journal.Lend(w.work.LendRun())
	return nil
}

// concludePut ends a put whose journal began at mark.
func (t *Table) concludePut(operation string, mark journal.Mark, err error) error {
	if err == nil {
		return nil
	}
	t.tx.write.journal.Truncate(mark)
	switch err { //nolint:errorlint // the trees return them bare
	case ErrKeyExists, ErrNotFound, ErrKeyOrder:
		return err
	}
	t.tx.failed = err
	return tableError(operation, t.name, err)
}

// concludeRemoval ends a removal of so many entries whose journal began at mark. One that has removed nothing is not journaled.
func (t *Table) concludeRemoval(mark journal.Mark, removed uint64, err error) error {
	if err == nil && removed > 0 {
		return nil
	}
	t.tx.write.journal.Truncate(mark)
	if err != nil {
		t.tx.failed = err
		return tableError("delete", t.name, err)
	}
	return nil
}
