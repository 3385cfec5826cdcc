package zerodb

import (
	"errors"
	"fmt"
	"path/filepath"
	"testing"
)

// TestTwinsOfRenamedTables changes leaves in their place that a checkpoint has written, gives their tables other names, and makes sure that the
// next checkpoint takes the changes along: visible at once, and after the next opening.
func TestTwinsOfRenamedTables(t *testing.T) {
	undo := errors.New("undo")
	rename := func(tx *Tx, pairs ...string) (err error) {
		for i := 0; i < len(pairs); i += 2 {
			err = errors.Join(err, tx.RenameTable(pairs[i], pairs[i+1]))
		}
		return err
	}
	for name, c := range map[string]struct {
		change func(tx *Tx) error
		t, u   string
	}{
		"another name": {func(tx *Tx) error { return rename(tx, "t", "v") }, "v", "u"},
		"exchanged":    {func(tx *Tx) error { return rename(tx, "t", "x", "u", "t", "x", "u") }, "u", "t"},
		"and back":     {func(tx *Tx) error { return rename(tx, "t", "x", "x", "t") }, "t", "u"},
		"taken back": {func(tx *Tx) error {
			first := rename(tx, "u", "w")
			err := tx.Savepoint(func() error { return errors.Join(rename(tx, "t", "x"), undo) })
			if errors.Is(err, undo) {
				err = nil
			}
			return errors.Join(first, err)
		}, "t", "w"},
		"in a savepoint": {func(tx *Tx) error { return tx.Savepoint(func() error { return rename(tx, "t", "x") }) }, "x", "u"},
		"rolled back":    {func(tx *Tx) error { return errors.Join(rename(tx, "t", "x"), undo) }, "t", "u"},
		"the name is taken by a new table": {func(tx *Tx) error {
			err := rename(tx, "t", "x")
			other, openErr := tx.CreateTable("t", TableOptions{})
			return errors.Join(err, openErr, other.Put(key(3), value(99)))
		}, "x", "u"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "db")
			db := twinDB(t, path)
			put(t, db, "u", 0, 1000)
			must(t, db.Checkpoint(t.Context()))
			storeIn(t, db, "t", 7, 5001)
			storeIn(t, db, "u", 8, 5002)
			if err := db.Update(c.change); err != nil && !errors.Is(err, undo) {
				t.Fatal(err)
			}
			look := func(when string) {
				t.Helper()
				if got, want := valueIn(t, db, c.t, 7)+valueIn(t, db, c.u, 8), string(value(5001))+string(value(5002)); got != want {
					t.Errorf("%s: %q, want %q", when, got, want)
				}
			}
			look("before the checkpoint")
			must(t, db.Checkpoint(t.Context()))
			look("behind the checkpoint")
			must(t, db.Check(t.Context(), func(f Finding) error { return fmt.Errorf("found %v", f) }))
			closeTest(t, db)
			db = openTest(t, path, DefaultOptions())
			look("after the next opening")
			closeTest(t, db)
		})
	}
}

// storeIn puts one value into a table in a transaction of its own, which must change the leaf in its place.
func storeIn(t *testing.T, db *DB, table string, k, v int) {
	t.Helper()
	db.w.twinless = 0
	before := catalogOf(db)
	must(t, db.Update(func(tx *Tx) error {
		t, err := tx.Table(table)
		if err != nil {
			return err
		}
		return t.Put(key(k), value(v))
	}))
	if catalogOf(db) != before {
		t.Fatalf("table %q was copied", table)
	}
}

// valueIn returns a value, or why there is none.
func valueIn(t *testing.T, db *DB, table string, k int) (text string) {
	t.Helper()
	must(t, db.View(func(tx *Tx) error {
		found, err := tx.Table(table)
		if err != nil {
			return err
		}
		v, err := found.Get(key(k))
		if text = string(v); err != nil {
			text = err.Error()
		}
		return nil
	}))
	return text
}
