package zerodb

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"testing"
)

// inTable runs fn on a fresh table in a write transaction.
func inTable(t *testing.T, options TableOptions, fn func(db *DB, table *Table)) {
	t.Helper()
	db := openTest(t, "db", memOptions())
	must(t, db.Update(func(tx *Tx) error {
		table, err := tx.CreateTable("t", options)
		if err == nil {
			fn(db, table)
		}
		return err
	}))
	wantSound(t, db)
}

// TestSpecialWrites goes through every way to write one entry, with keys that are there and that are not.
func TestSpecialWrites(t *testing.T) {
	inTable(t, TableOptions{}, func(_ *DB, table *Table) {
		a, b, one, two := []byte("a"), []byte("b"), []byte("one"), []byte("two")
		stored, err := table.PutIfAbsent(a, one)
		if err != nil || !stored {
			t.Errorf("put if absent: %v, %v", stored, err)
		}
		if stored, err = table.PutIfAbsent(a, two); err != nil || stored {
			t.Errorf("put if absent, again: %v, %v", stored, err)
		}
		wantError(t, table.Update(b, two), ErrNotFound)
		must(t, table.Update(a, two))
		old, existed, err := table.Replace([]byte("was "), a, one)
		if err != nil || !existed || string(old) != "was two" {
			t.Errorf("replace: %q, %v, %v", old, existed, err)
		}
		if old, existed, err = table.Replace(nil, b, two); err != nil || existed || old != nil {
			t.Errorf("replace what is not there: %q, %v, %v", old, existed, err)
		}
		wantError(t, table.Append(a, one), ErrKeyOrder)
		wantError(t, table.Append(b, one), ErrKeyOrder)
		must(t, table.Append([]byte("c"), one))
		old, found, err := table.Take(nil, b)
		if err != nil || !found || string(old) != "two" {
			t.Errorf("take: %q, %v, %v", old, found, err)
		}
		if _, found, err = table.Take(nil, b); err != nil || found {
			t.Errorf("take, again: %v, %v", found, err)
		}
		_, _, err = table.Take(nil, nil)
		wantError(t, err, ErrKeyEmpty)
		for _, want := range []bool{true, false} {
			if found, err := table.Remove(a); err != nil || found != want {
				t.Errorf("remove: %v, %v, want %v", found, err, want)
			}
		}
		if has, err := table.Has([]byte("c")); err != nil || !has || table.Len() != 1 {
			t.Errorf("has: %v, %v; %d entries", has, err, table.Len())
		}
	})
}

// TestPutFunc fills values in place, small and large, one into another, and fails.
func TestPutFunc(t *testing.T) {
	inTable(t, TableOptions{}, func(_ *DB, table *Table) {
		fill := func(c byte) func([]byte) error {
			return func(b []byte) error { copy(b, bytes.Repeat([]byte{c}, len(b))); return nil }
		}
		for _, size := range []int{0, 10, 5000, 100, 2 << 20} {
			must(t, table.PutFunc([]byte("k"), size, fill('x')))
			if v, err := table.Get([]byte("k")); err != nil || !bytes.Equal(v, bytes.Repeat([]byte("x"), size)) {
				t.Errorf("%d bytes: %d, %v", size, len(v), err)
			}
		}
		must(t, table.PutFunc([]byte("outer"), 100, func(b []byte) error {
			return errors.Join(fill('o')(b), table.PutFunc([]byte("inner"), 100, fill('i')))
		}))
		for _, name := range []string{"outer", "inner"} {
			if v, err := table.Get([]byte(name)); err != nil || !bytes.Equal(v, bytes.Repeat([]byte(name[:1]), 100)) {
				t.Errorf("%s: %q, %v", name, v, err)
			}
		}
		wantError(t, table.PutFunc([]byte("new"), 5, func([]byte) error { return errUndo }), errUndo)
		if has, err := table.Has([]byte("new")); has || err != nil {
			t.Errorf("a failed fill stored something: %v", err)
		}
		for _, size := range []int{-1, math.MaxInt} {
			var limit *LimitError
			if err := table.PutFunc([]byte("k"), size, fill('x')); !errors.As(err, &limit) {
				t.Errorf("%d bytes: %v", size, err)
			}
		}
	})
}

// TestWritesRefused calls everything that writes in a read transaction, after the end, and with impossible arguments.
func TestWritesRefused(t *testing.T) {
	db := openTest(t, "db", memOptions())
	put(t, db, "t", 0, 10)
	calls := map[string]func(tx *Tx, table *Table) error{
		"DeleteRange":  func(_ *Tx, table *Table) error { _, err := table.DeleteRange(nil, nil); return err },
		"DeletePrefix": func(_ *Tx, table *Table) error { _, err := table.DeletePrefix(key(1)); return err },
		"Clear":        func(_ *Tx, table *Table) error { return table.Clear() },
		"Append":       func(_ *Tx, table *Table) error { return table.Append(key(100), nil) },
		"Replace":      func(_ *Tx, table *Table) error { _, _, err := table.Replace(nil, key(1), nil); return err },
		"Take":         func(_ *Tx, table *Table) error { _, _, err := table.Take(nil, key(1)); return err },
		"Remove":       func(_ *Tx, table *Table) error { _, err := table.Remove(key(1)); return err },
		"PutFunc":      func(_ *Tx, table *Table) error { return table.PutFunc(key(1), 1, nil) },
		"Load":         func(_ *Tx, table *Table) error { _, err := table.Load(nil); return err },
		"RenameTable":  func(tx *Tx, _ *Table) error { return tx.RenameTable("t", "u") },
	}
	reader := begin(t, db, false)
	table, err := reader.Table("t")
	must(t, err)
	for name, call := range calls {
		if err := call(reader, table); !errors.Is(err, ErrReadOnly) {
			t.Errorf("%s in a read transaction: %v", name, err)
		}
	}
	must(t, reader.Rollback())
	writer := begin(t, db, true)
	written, err := writer.Table("t")
	must(t, err)
	must(t, writer.Rollback())
	for name, call := range calls {
		for _, err := range []error{call(reader, table), call(writer, written)} {
			if !errors.Is(err, ErrTxClosed) {
				t.Errorf("%s after the end: %v", name, err)
			}
		}
	}
	got, err := content(db)
	must(t, err)
	if len(got) != 11 {
		t.Errorf("%d things are there", len(got))
	}
}

// TestRename renames a table that was changed in the transaction, to a name that was dropped in it, and back inside a savepoint that is
// undone.
func TestRename(t *testing.T) {
	opts := memOptions()
	db := openTest(t, "db", opts)
	put(t, db, "old", 0, 10)
	put(t, db, "other", 0, 5)
	must(t, db.Update(func(tx *Tx) error {
		table, err := tx.Table("old")
		must(t, err)
		must(t, table.Put([]byte("more"), nil))
		wantError(t, tx.RenameTable("old", "other"), ErrTableExists)
		wantError(t, tx.RenameTable("old", "old"), ErrTableExists)
		wantError(t, tx.RenameTable("missing", "new"), ErrTableNotFound)
		wantError(t, tx.RenameTable("old", ""), ErrKeyEmpty)
		must(t, tx.DropTable("other"))
		must(t, tx.RenameTable("old", "other"))
		_, err = table.Get([]byte("more"))
		wantError(t, err, ErrTableDropped)
		wantError(t, tx.Savepoint(func() error {
			return errors.Join(tx.RenameTable("other", "old"), errUndo)
		}), errUndo)
		_, err = tx.Table("old")
		wantError(t, err, ErrTableNotFound)
		table, err = tx.Table("other")
		if err != nil || table.Len() != 11 {
			return fmt.Errorf("after renaming: %w", err)
		}
		return table.Put([]byte("and more"), nil)
	}))
	for range 2 {
		got, err := content(db)
		must(t, err)
		if len(got) != 13 || got["other/"] != "12" {
			t.Errorf("content is %d things, %s entries", len(got), got["other/"])
		}
		wantSound(t, db)
		closeTest(t, db)
		db = openTest(t, "db", opts)
	}
}
