package zerodb

import (
	"errors"
	"fmt"
	"testing"
)

// Goal: tables that come and go within one transaction leave nothing behind but their journal. Method: many times, then how many handles the transaction has, which it looks through where a table is opened,
// and what those answer that callers have kept.

// goneWays are ways in which tables come and go.
func goneWays() map[string]func(tx *Tx, i int) error {
	create := func(tx *Tx) error { _, err := tx.CreateTable("x", TableOptions{}); return err }
	return map[string]func(tx *Tx, i int) error{
		"one name":  func(tx *Tx, _ int) error { return errors.Join(create(tx), tx.DropTable("x")) },
		"new names": func(tx *Tx, i int) error { return comeAndGo(tx, fmt.Sprint("x", i)) },
		"renamed": func(tx *Tx, i int) error {
			return errors.Join(tx.RenameTable(fmt.Sprint("r", i), fmt.Sprint("r", i+1)), tx.RenameTable(fmt.Sprint("r", i+1), fmt.Sprint("r", i)), tx.RenameTable(fmt.Sprint("r", i), fmt.Sprint("r", i+1)))
		},
		"made in a savepoint": func(tx *Tx, _ int) error {
			return errors.Join(tx.Savepoint(func() error { return create(tx) }), tx.DropTable("x"))
		},
		"dropped in a savepoint": func(tx *Tx, _ int) error {
			return errors.Join(create(tx), tx.Savepoint(func() error { return tx.DropTable("x") }))
		},
		"taken back": func(tx *Tx, _ int) error {
			if err := tx.Savepoint(func() error { return errors.Join(create(tx), errUndone) }); !errors.Is(err, errUndone) {
				return err
			}
			return nil
		},
		"an old one made anew": func(tx *Tx, _ int) error {
			_, err := tx.CreateTable("old", TableOptions{})
			return errors.Join(tx.DropTable("old"), create(tx), tx.DropTable("x"), err)
		},
	}
}

// comeAndGo makes a table, uses it and drops it.
func comeAndGo(tx *Tx, name string) error {
	t, err := tx.CreateTable(name, TableOptions{})
	if err != nil {
		return err
	}
	return errors.Join(t.Put([]byte("key"), []byte("value")), tx.DropTable(name))
}

// TestTablesThatHaveGone lets tables come and go, in a transaction and in a savepoint around all, beside few and many other tables.
func TestTablesThatHaveGone(t *testing.T) {
	const times = 300
	for _, others := range []int{0, 2 * indexedTables} {
		for name, way := range goneWays() {
			for _, inside := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s, %d others, in a savepoint %t", name, others, inside), func(t *testing.T) {
					db := openTest(t, "db", memOptions())
					put(t, db, "old", 0, 10)
					put(t, db, "r0", 0, 10)
					must(t, db.Update(func(tx *Tx) error {
						for i := range others {
							must(t, comeAndGo(tx, "-"))
							_, err := tx.CreateTable(fmt.Sprint("other", i), TableOptions{})
							must(t, err)
						}
						all := func() error {
							for i := range times {
								must(t, way(tx, i))
							}
							return nil
						}
						if inside {
							must(t, tx.Savepoint(all))
						} else {
							must(t, all())
						}
						if tx.openTables > others+4 {
							t.Errorf("%d handles", tx.openTables)
						}
						return nil
					}))
					closeTest(t, db)
				})
			}
		}
	}
}

// TestHandlesOfTablesThatHaveGone keeps handles and looks at what they answer, and at what comes back with a savepoint.
func TestHandlesOfTablesThatHaveGone(t *testing.T) {
	db := openTest(t, "db", memOptions())
	put(t, db, "old", 0, 10)
	must(t, db.Update(func(tx *Tx) error {
		var kept []*Table
		gone := func(why string) {
			t.Helper()
			for _, table := range kept {
				if _, err := table.Get(key(1)); !errors.Is(err, ErrTableDropped) {
					t.Errorf("%s: %q: %v", why, table.Name(), err)
				}
			}
		}
		var old *Table
		err := tx.Savepoint(func() (err error) {
			old, err = tx.Table("old") // opened, dropped and made anew inside
			must(t, err)
			must(t, tx.DropTable("old"))
			for range 3 {
				table, err := tx.CreateTable("old", TableOptions{Duplicates: true})
				must(t, err)
				kept = append(kept, table)
				must(t, tx.DropTable("old"))
			}
			table, err := tx.CreateTable("old", TableOptions{})
			must(t, err)
			kept = append(kept, table)
			return errUndone
		})
		wantError(t, err, errUndone)
		gone("taken back")
		if v, err := old.Get(key(1)); err != nil || string(v) != string(value(1)) {
			t.Errorf("the handle of the table that is back: %q, %v", v, err)
		}
		if again, err := tx.Table("old"); again != old {
			t.Errorf("another handle, %v", err)
		}
		must(t, tx.DropTable("old"))
		kept = append(kept, old)
		gone("dropped")
		_, err = tx.Table("old")
		wantError(t, err, ErrTableNotFound)
		return nil
	}))
	must(t, db.View(func(tx *Tx) error {
		_, err := tx.Table("old")
		wantError(t, err, ErrTableNotFound)
		return nil
	}))
}
