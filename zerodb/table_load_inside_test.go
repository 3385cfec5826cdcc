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

// TestLoadBesideReads looks at the table in every way within the sequence of its load, changes and loads another table there, and keeps a savepoint: all that was there before stays
// visible and countable, and the load goes on.
func TestLoadBesideReads(t *testing.T) {
	for _, options := range []TableOptions{{}, {Duplicates: true}} {
		db := openTest(t, fmt.Sprint("db", options), memOptions())
		must(t, db.Update(func(tx *Tx) error {
			table, err := tx.CreateTable("t", options)
			must(t, err)
			other, err := tx.CreateTable("other", options)
			must(t, err)
			for i := range 300 {
				must(t, table.Put(key(i), value(i)))
			}
			n, err := table.Load(func(yield func(key, value []byte) bool) {
				for i := 300; i < 2000 && yield(key(i), value(i)); i++ {
					if i%50 == 0 {
						lookBeside(t, table)
						must(t, tx.Savepoint(func() error { return other.Put(key(i), value(i)) }))
						_, err := other.Load(sequence(i+1, i+3))
						must(t, err)
					}
				}
			})
			if n != 1700 || other.Len() != 3*1700/50 {
				t.Errorf("%d entries, and %d in the other table", n, other.Len())
			}
			return err
		}))
		wantSound(t, db)
	}
}

// lookBeside looks at the first 300 entries of a table that is being loaded.
func lookBeside(t *testing.T, table *Table) {
	t.Helper()
	below, err := table.Count(nil, key(300))
	must(t, err)
	all, err := table.Count(key(0), nil)
	must(t, err)
	_, err = table.Estimate(key(0), key(5000))
	must(t, err)
	there, err := table.Has(key(299))
	must(t, err)
	c := table.Cursor()
	defer c.Close()
	moved := c.Last() && c.Prev() && c.Seek(key(150)) && string(c.Key()) == string(key(150))
	if below != 300 || all < 300 || !there || !moved || table.Len() != 300 {
		t.Errorf("%d entries below, %d in all, the last one is there: %t, the cursor moves: %t, %v", below, all, there, moved, c.Err())
	}
}

// TestLoadEndsBusy changes the table within the sequence of its load, or takes a savepoint back there, which may take back pages of the load: the load ends with ErrBusy, and a savepoint
// around it brings back what was.
func TestLoadEndsBusy(t *testing.T) {
	more := func(yield func(key, value []byte) bool) { _ = yield(key(101), nil) && yield(key(102), nil) }
	for name, disturb := range map[string]func(tx *Tx, table *Table, yield func(key, value []byte) bool) error{
		"drop":  func(tx *Tx, _ *Table, _ func(key, value []byte) bool) error { return tx.DropTable("t") },
		"clear": func(_ *Tx, table *Table, _ func(key, value []byte) bool) error { return table.Clear() },
		"put":   func(_ *Tx, table *Table, _ func(key, value []byte) bool) error { return table.Put(key(5), nil) },
		"load": func(_ *Tx, table *Table, _ func(key, value []byte) bool) error {
			_, err := table.Load(sequence(500, 600))
			return err
		},
		"undo elsewhere": func(tx *Tx, _ *Table, _ func(key, value []byte) bool) error {
			_ = tx.Savepoint(func() error { _, err := tx.CreateTable("u", TableOptions{}); return errors.Join(err, errUndo) })
			return nil
		},
		"undo the load": func(tx *Tx, _ *Table, yield func(key, value []byte) bool) error {
			_ = tx.Savepoint(func() error { more(yield); return errUndo })
			return nil
		},
	} {
		for _, goesOn := range []bool{false, true} {
			db := openTest(t, fmt.Sprint("db", name, goesOn), memOptions())
			put(t, db, "t", 0, 100)
			must(t, db.Update(func(tx *Tx) error {
				table, err := tx.Table("t")
				must(t, err)
				wantError(t, tx.Savepoint(func() error {
					_, err := table.Load(func(yield func(key, value []byte) bool) {
						if yield(key(100), nil) {
							must(t, disturb(tx, table, yield))
							if goesOn {
								more(yield)
							}
						}
					})
					return err
				}), ErrBusy)
				return table.Put(key(100), value(100))
			}))
			wantEntries(t, db, 101)
			wantSound(t, db)
		}
	}
}
