package zerodb

import (
	"errors"
	"strings"

	"github.com/aerolith/aerolith/zerodb/internal/btree"
	"github.com/aerolith/aerolith/zerodb/internal/catalog"
)

// CreateTable opens a table and creates it if it is missing. Errors are those of Tx.OpenTable, ErrReadOnly, ErrKeyEmpty for an
// empty name, and *LimitError when the name is longer than a key may be or there are too many tables.
func (tx *Tx) CreateTable(name string, options TableOptions) (*Table, error) {
	if err := tx.writable(); err != nil {
		return nil, err
	}
	t, err := tx.OpenTable(name, options)
	if !errors.Is(err, ErrTableNotFound) {
		return t, err
	}
	if err := tx.checkNewTable(name); err != nil {
		return nil, tableError("create", name, err)
	}
	form := options.form()
	if !form.Order.Valid() {
		return nil, tableError("create", name, &TableOptionsError{Want: options})
	}
	w := tx.write
	mark := w.journal.Mark()
	w.journal.CreateTable(w.journal.Table(name), catalog.EncodeForm(form))
	entry := catalog.Entry{Form: form}
	if err := tx.putEntry(name, entry); err != nil {
		w.journal.Truncate(mark)
		tx.failed = err
		return nil, tableError("create", name, err)
	}
	return tx.made(strings.Clone(name), entry), nil
}

// OpenTable opens a table like Tx.Table, but only if it was created with these options: else the error is a *TableOptionsError,
// which says with which.
func (tx *Tx) OpenTable(name string, options TableOptions) (*Table, error) {
	t, err := tx.Table(name)
	if err != nil {
		return nil, err
	}
	if t.form != options.form() {
		return nil, tableError("open", name, &TableOptionsError{Want: options, Got: t.Options()})
	}
	return t, nil
}

// checkNewTable holds a new table against the limits.
func (tx *Tx) checkNewTable(name string) error {
	if err := tx.db.checkSizes([]byte(name), nil); err != nil {
		return err
	}
	tables := int64(tx.catalog.Count)
	if tx.remains {
		tables-- // the entry of what waits to be freed
	}
	if tables >= int64(tx.db.opts.MaxTables) {
		return &LimitError{Limit: "number of tables", Value: tables + 1, Max: int64(tx.db.opts.MaxTables), Option: "MaxTables"}
	}
	return tx.room(len(name))
}

// putEntry stores a table's entry in the catalog.
func (tx *Tx) putEntry(name string, entry catalog.Entry) (err error) {
	defer catchFaults(tx.db.pager).done(&err)
	b := catalog.Encode(entry)
	return tx.catalog.Put(tx.write.work, []byte(name), b[:], btree.Upsert)
}

// DropTable removes a table with all its entries, in the same time for a table of any size: the pages of a large one are freed
// by and by, as later transactions commit, or by the clock of checkpoints (Options.CheckpointInterval). Handles of it are no longer good. Errors are those of Tx.Table, and ErrReadOnly.
func (tx *Tx) DropTable(name string) error {
	if err := tx.writable(); err != nil {
		return err
	}
	t, err := tx.Table(name)
	if err != nil {
		return err
	}
	if err := tx.room(len(name)); err != nil {
		return tableError("drop", name, err)
	}
	if err := tx.endTwins(); err != nil {
		return tableError("drop", name, err)
	}
	tx.write.journal.DropTable(t.note)
	if err := t.drop(); err != nil {
		tx.failed = err
		return tableError("drop", name, err)
	}
	return nil
}

// drop gives up the table's pages and removes it from the catalog.
func (t *Table) drop() (err error) {
	defer catchFaults(t.tx.db.pager).done(&err)
	t.gone, t.tx.reshaped = true, true
	if err := t.empty(); err != nil {
		return err
	}
	_, err = t.tx.catalog.Delete(t.tx.write.work, []byte(t.name))
	t.tx.forget(t)
	return err
}

// empty takes all entries out of the table.
func (t *Table) empty() error {
	s := t.tree.State
	t.tree.Restore(btree.State{})
	return t.tx.giveUp(s)
}

// Clear removes all entries, in the same time for a table of any size, as DropTable does. Cursors go on as after a delete. Errors:
// ErrReadOnly, ErrTxClosed, ErrTxFailed, ErrTableDropped, *LimitError for the transaction's size, *CorruptionError.
func (t *Table) Clear() error {
	if err := t.writable(); err != nil {
		return err
	}
	if t.tree.Count == 0 {
		return nil
	}
	w := t.tx.write
	if err := t.tx.room(len(t.name)); err != nil {
		return tableError("clear", t.name, err)
	}
	if err := t.tx.endTwins(); err != nil {
		return tableError("clear", t.name, err)
	}
	w.journal.ClearTable(t.note)
	if err := t.clear(); err != nil {
		t.tx.failed = err
		return tableError("clear", t.name, err)
	}
	return nil
}

// clear is Clear without checks and journal.
func (t *Table) clear() (err error) {
	defer catchFaults(t.tx.db.pager).done(&err)
	return t.empty()
}

// RenameTable gives a table another name, in the same time for a table of any size. Handles of it are no longer good: open it by
// the new name. Errors are those of Tx.Table, ErrReadOnly, ErrTableExists when a table has the new name, and those that CreateTable has
// for names.
func (tx *Tx) RenameTable(name, to string) error {
	if err := tx.writable(); err != nil {
		return err
	}
	t, err := tx.Table(name)
	if err != nil {
		return err
	}
	if _, err := tx.Table(to); err == nil {
		return tableError("rename to", to, ErrTableExists)
	} else if !errors.Is(err, ErrTableNotFound) {
		return err
	}
	if err := errors.Join(tx.db.checkSizes([]byte(to), nil), tx.room(len(name)+len(to))); err != nil {
		return tableError("rename to", to, err)
	}
	if err := tx.endTwins(); err != nil {
		return tableError("rename", name, err)
	}
	tx.write.journal.RenameTable(t.note, to)
	if err := t.rename(strings.Clone(to)); err != nil {
		tx.failed = err
		return tableError("rename", name, err)
	}
	return nil
}

// rename moves the table's entry in the catalog.
func (t *Table) rename(to string) (err error) {
	tx := t.tx
	defer catchFaults(tx.db.pager).done(&err)
	t.gone, tx.reshaped = true, true
	t.tree.Moved() // a bulk load that is under way must not go on
	if _, err := tx.catalog.Delete(tx.write.work, []byte(t.name)); err != nil {
		return err
	}
	if err := tx.putEntry(to, t.entry()); err != nil {
		return err
	}
	tx.write.work.RenameTable(t.name, to)
	tx.made(to, t.entry())
	tx.forget(t)
	return nil
}
