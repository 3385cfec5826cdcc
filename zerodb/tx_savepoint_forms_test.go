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

// TestSavepointTakesDropOfItsHandleBack opens a table inside a savepoint, drops it, or gives it another name, makes one of the same name and takes that back: the handle of the
// table that was there is good again, and that of the one that is gone says so. It does so where handles are few and where an index finds them.
func TestSavepointTakesDropOfItsHandleBack(t *testing.T) {
	enough := errors.New("enough")
	for _, others := range []int{0, 2 * indexedTables} {
		for _, renamed := range []bool{false, true} {
			db := openTest(t, "db", memOptions())
			put(t, db, "t", 0, 3)
			must(t, db.Update(func(tx *Tx) error {
				for i := range others {
					_, err := tx.CreateTable(string(key(i)), TableOptions{})
					must(t, err)
				}
				var former, other *Table
				wantError(t, tx.Savepoint(func() (err error) {
					former, err = tx.Table("t")
					must(t, err)
					if renamed {
						must(t, tx.RenameTable("t", "away"))
					} else {
						must(t, tx.DropTable("t"))
					}
					other, err = tx.CreateTable("t", TableOptions{})
					must(t, err)
					must(t, other.Put(key(7), value(7)))
					return enough
				}), enough)
				got, err := former.Get(key(1))
				if err != nil || string(got) != string(value(1)) {
					t.Errorf("got %q, %v", got, err)
				}
				wantError(t, other.Put(key(8), value(8)), ErrTableDropped)
				must(t, former.Put(key(3), value(3)))
				same, err := tx.Table("t")
				must(t, err)
				if same != former || former.Len() != 4 {
					t.Errorf("%d entries", former.Len())
				}
				return nil
			}))
			wantSound(t, db)
			closeTest(t, db)
		}
	}
}
