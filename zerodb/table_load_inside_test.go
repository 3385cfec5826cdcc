package zerodb

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// Goal: what the sequence of a bulk load may do with its transaction, and what it is kept from.

// TestLoadRenamedTable renames the table within the sequence of its load: that changes the table, so the load ends.
func TestLoadRenamedTable(t *testing.T) {
	for _, more := range []bool{false, true} {
		db := openTest(t, fmt.Sprint("db", more), memOptions())
		put(t, db, "t", 0, 100)
		err := db.Update(func(tx *Tx) error {
			table, err := tx.Table("t")
			must(t, err)
			_, err = table.Load(func(yield func(key, value []byte) bool) {
				_ = yield(key(100), nil) && tx.RenameTable("t", "u") == nil && more && yield(key(101), nil)
			})
			return err
		})
		if !errors.Is(err, ErrBusy) {
			t.Errorf("rename under the load: %v", err)
		}
		wantSound(t, db)
	}
}

// TestLoadEndedTransaction ends the transaction within the sequence of a load: that is refused, and the load goes on.
func TestLoadEndedTransaction(t *testing.T) {
	db := openTest(t, "db", memOptions())
	put(t, db, "t", 0, 100)
	tx, err := db.BeginWrite(t.Context())
	must(t, err)
	table, err := tx.Table("t")
	must(t, err)
	n, err := table.Load(func(yield func(key, value []byte) bool) {
		if yield(key(100), nil) {
			wantError(t, tx.Rollback(), ErrManaged)
			wantError(t, tx.Commit(), ErrManaged)
			yield(key(101), nil)
		}
	})
	if n != 2 || err != nil {
		t.Errorf("%d entries, %v", n, err)
	}
	must(t, tx.Commit())
	wantSound(t, db)
}

// TestLoadReadsItself reads the table within the sequence of its load: all that was there before stays visible.
func TestLoadReadsItself(t *testing.T) {
	const entries = 40
	long := func(i int) []byte { return []byte(strings.Repeat("k", 900) + fmt.Sprintf("%04d", i)) }
	db := openTest(t, "db", memOptions())
	must(t, db.Update(func(tx *Tx) error {
		table, err := tx.CreateTable("t", TableOptions{})
		must(t, err)
		for i := range entries {
			must(t, table.Put(long(i), value(i)))
		}
		return nil
	}))
	must(t, db.Update(func(tx *Tx) error {
		table, err := tx.Table("t")
		must(t, err)
		c := table.Cursor()
		c.First()
		_, err = table.Load(func(yield func(key, value []byte) bool) {
			for i := entries; i < 10*entries && yield(long(i), value(i)); i++ {
				n := 0
				for range table.All() {
					n++
				}
				back := 0
				for range table.Backward() {
					back++
				}
				if n < entries || back < entries {
					t.Errorf("at %d: %d entries, %d back, len %d", i, n, back, table.Len())
				}
				for j := range entries {
					if _, err := table.Get(long(j)); err != nil {
						t.Errorf("at %d: get %d: %v", i, j, err)
					}
				}
			}
		})
		return err
	}))
	wantSound(t, db)
}
