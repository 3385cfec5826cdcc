package zerodb

import (
	"errors"
	"testing"
)

// TestSavepointTakesAnotherFormBack drops a table inside a savepoint and creates one of the same name with other options, and takes that back: who opens the table then reads what it has, in its form, and the
// handle and the cursor of the one that is gone say so.
func TestSavepointTakesAnotherFormBack(t *testing.T) {
	enough := errors.New("enough")
	for _, duplicates := range []bool{true, false} {
		db := openTest(t, "db", memOptions())
		must(t, db.Update(func(tx *Tx) error {
			table, err := tx.CreateTable("t", TableOptions{Duplicates: duplicates})
			if err != nil {
				return err
			}
			return table.Put([]byte("key"), []byte("value"))
		}))
		wantError(t, db.Update(func(tx *Tx) error {
			var other *Table
			var cursor *Cursor
			err := tx.Savepoint(func() (err error) {
				must(t, tx.DropTable("t"))
				other, err = tx.CreateTable("t", TableOptions{Duplicates: !duplicates})
				must(t, err)
				must(t, other.Put([]byte("key"), []byte("other")))
				if cursor = other.Cursor(); !cursor.First() {
					t.Error(cursor.Err())
				}
				return enough
			})
			wantError(t, err, enough)
			_, err = other.Get([]byte("key"))
			wantError(t, err, ErrTableDropped)
			table, err := tx.OpenTable("t", TableOptions{Duplicates: duplicates})
			must(t, err)
			value, err := table.Get([]byte("key"))
			if err != nil || string(value) != "value" {
				t.Errorf("duplicates %t: got %q, %v", duplicates, value, err)
			}
			for k, v := range table.All() {
				if string(k) != "key" || string(v) != "value" {
					t.Errorf("duplicates %t: got %q, %q", duplicates, k, v)
				}
			}
			must(t, tx.Err())
			if cursor.Next() || !errors.Is(cursor.Err(), ErrTableDropped) {
				t.Errorf("duplicates %t: the cursor: %v", duplicates, cursor.Err())
			}
			return nil
		}), ErrTableDropped)
		closeTest(t, db)
	}
}

// TestSavepointTakesRemainsBack takes a drop back that leaves pages to be freed: the number of tables is limited as before.
func TestSavepointTakesRemainsBack(t *testing.T) {
	opts := memOptions()
	opts.MaxTables = 1
	db := openTest(t, "db", opts)
	fillTable(t, db, "big", 2000)
	must(t, db.Update(func(tx *Tx) error {
		back := errors.New("back")
		wantError(t, tx.Savepoint(func() error { return errors.Join(tx.DropTable("big"), back) }), back)
		var limit *LimitError
		if _, err := tx.CreateTable("second", TableOptions{}); !errors.As(err, &limit) {
			t.Errorf("got %v", err)
		}
		return nil
	}))
}
