package zerodb

import (
	"errors"
	"fmt"
	"path/filepath"
	"testing"
)

// TestPutBehindAllKeysAfterTwins appends entries until a leaf is split, and then, in another transaction in the same memory, changes leaves in their place, so that the
// root stays, and puts a key behind all others. The place that the first transaction remembered for such keys must not be taken for that of the second: the key
// would come before others that are lower, and not be found again.
func TestPutBehindAllKeysAfterTwins(t *testing.T) {
	opts := DefaultOptions()
	opts.Durability = DurabilityNone
	db := openTest(t, filepath.Join(t.TempDir(), "db"), opts)
	k := func(i int) []byte { return fmt.Appendf(nil, "key %08d", 10*i) }
	must(t, db.Update(func(tx *Tx) error {
		table, err := tx.CreateTable("t", TableOptions{})
		for i := 0; i < 2000 && err == nil; i++ {
			err = table.Put(k(i), make([]byte, 50))
		}
		return err
	}))
	next := 2000
	tx := new(Tx)
	change := func(do func(table *Table) error) {
		t.Helper()
		must(t, db.beginWrite(t.Context(), tx))
		table, err := tx.Table("t")
		must(t, err)
		must(t, do(table))
		_, err = tx.commit()
		must(t, err)
		db.w.twinless = 0
	}
	for round := range 200 {
		change(func(table *Table) (err error) {
			for i := 0; i <= round%40 && err == nil; i++ {
				err = table.Put(k(next), make([]byte, 50))
				next++
			}
			return err
		})
		last := append(k(next-1), 'x')
		change(func(table *Table) (err error) {
			for i := 0; i <= round%3 && err == nil; i++ {
				err = table.Put(k(i), make([]byte, 50))
			}
			return errors.Join(err, table.Put(last, nil))
		})
		must(t, db.View(func(tx *Tx) error {
			table, err := tx.Table("t")
			if err == nil {
				_, err = table.Get(last)
			}
			return err
		}))
		must(t, db.Check(t.Context(), func(f Finding) error { return fmt.Errorf("round %d: found %v", round, f) }))
	}
}
