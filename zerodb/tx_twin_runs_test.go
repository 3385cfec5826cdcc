package zerodb

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
)

// TestTwinOfLeafWithManyRuns changes, in its place, a leaf with so many large values that dropping its table frees only some of them at once, and makes sure
// that later transactions free the others, each once: the leaf may have its former content again by then.
func TestTwinOfLeafWithManyRuns(t *testing.T) {
	remove := func(tx *Tx) error {
		tab, err := tx.Table("runs")
		return errors.Join(err, tab.Delete([]byte("a")))
	}
	insert := func(tx *Tx) error {
		tab, err := tx.Table("runs")
		return errors.Join(err, tab.Put([]byte("b"), []byte("small")))
	}
	drop := func(tx *Tx) error { return tx.DropTable("runs") }
	for name, change := range map[string]func(tx *Tx) error{"delete": remove, "insert": insert} {
		both := func(tx *Tx) error { return errors.Join(change(tx), drop(tx)) }
		for how, steps := range map[string][]func(tx *Tx) error{"in one transaction": {both}, "in two": {change, drop}} {
			for _, written := range []bool{true, false} {
				t.Run(fmt.Sprintf("%s %s, in the file %v", name, how, written), func(t *testing.T) {
					db := openTest(t, filepath.Join(t.TempDir(), "db"), Options{Durability: DurabilityNone, PageSize: 16 * kibibyte})
					storeRuns(t, db)
					if written {
						must(t, db.Checkpoint(t.Context()))
					}
					for _, step := range steps {
						must(t, db.Update(step))
					}
					must(t, db.Checkpoint(t.Context()))
					for i := range 10 {
						put(t, db, fmt.Sprint("more ", i), 0, 100)
						must(t, db.Checkpoint(t.Context()))
					}
					must(t, db.Check(t.Context(), func(f Finding) error { return fmt.Errorf("finding: %v", f) }))
				})
			}
		}
	}
}

// storeRuns makes a table of one leaf, with large values behind a small one.
func storeRuns(t *testing.T, db *DB) {
	t.Helper()
	must(t, db.Update(func(tx *Tx) error {
		tab, err := tx.CreateTable("runs", TableOptions{})
		if err == nil {
			err = tab.Put([]byte("a"), []byte("small"))
		}
		for i := 0; i < 300 && err == nil; i++ {
			err = tab.Put(fmt.Appendf(nil, "r%03d", i), bytes.Repeat([]byte{byte(i)}, 20<<10))
		}
		return err
	}))
}
