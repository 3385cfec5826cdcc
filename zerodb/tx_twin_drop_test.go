package zerodb

import (
	"fmt"
	"path/filepath"
	"testing"
)

// TestTwinsOfDroppedTables changes leaves in their place that also refer to large values, and drops or clears the table, which is freed bit by bit. The next checkpoint
// does not take the changes along, since nobody can see them: what is freed after it is that of the leaves as they are in the file, and must be the rest all the same.
func TestTwinsOfDroppedTables(t *testing.T) {
	large := make([]byte, 5000)
	long := func(i int) []byte { return fmt.Appendf(nil, "key %04d long", i) }
	short := func(i int) []byte { return fmt.Appendf(nil, "key %04d a", i) }
	const entries = 400
	for name, c := range map[string]struct {
		has    bool
		change func(table *Table, i int) error
		drop   func(tx *Tx, table *Table) error
	}{
		"deleted, dropped":  {true, func(table *Table, i int) error { return table.Delete(short(i)) }, func(tx *Tx, _ *Table) error { return tx.DropTable("t") }},
		"inserted, dropped": {false, func(table *Table, i int) error { return table.Put(short(i), nil) }, func(tx *Tx, _ *Table) error { return tx.DropTable("t") }},
		"deleted, cleared":  {true, func(table *Table, i int) error { return table.Delete(short(i)) }, func(_ *Tx, table *Table) error { return table.Clear() }},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "db")
			opts := DefaultOptions()
			opts.Durability = DurabilityNone
			db := openTest(t, path, opts)
			must(t, db.Update(func(tx *Tx) error {
				table, err := tx.CreateTable("t", TableOptions{})
				for i := 0; i < entries && err == nil; i++ {
					if err = table.Put(long(i), large); err == nil && c.has && i%4 == 0 {
						err = table.Put(short(i), nil)
					}
				}
				return err
			}))
			put(t, db, "other", 0, 100)
			must(t, db.Checkpoint(t.Context()))
			inPlace := 0
			for i := 0; i < entries; i += 4 {
				db.w.twinless = 0
				before := catalogOf(db)
				must(t, db.Update(func(tx *Tx) error {
					table, err := tx.Table("t")
					if err != nil {
						return err
					}
					return c.change(table, i)
				}))
				if catalogOf(db) == before {
					inPlace++
				}
			}
			if inPlace < entries/8 {
				t.Fatalf("only %d changes were made in the leaf's place", inPlace)
			}
			must(t, db.Update(func(tx *Tx) error {
				table, err := tx.Table("t")
				if err != nil {
					return err
				}
				return c.drop(tx, table)
			}))
			for i := range 20 {
				must(t, db.Checkpoint(t.Context()))
				put(t, db, "other", i, i+1)
				must(t, db.Check(t.Context(), func(f Finding) error { return fmt.Errorf("commit %d: found %v", i, f) }))
			}
			closeTest(t, db)
		})
	}
}
