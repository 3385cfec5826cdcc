package zerodb

import (
	"fmt"
	"testing"
)

// BenchmarkSavepoint puts an entry inside so many nested savepoints, of which the innermost is kept or undone.
func BenchmarkSavepoint(b *testing.B) {
	for _, depth := range []int{0, 1, 10, 100} {
		for _, undo := range []error{nil, errUndo} {
			b.Run(fmt.Sprintf("depth %d, %v", depth, undo), func(b *testing.B) {
				db, err := OpenMemory(Options{MaxSavepoints: 1024})
				if err != nil {
					b.Fatal(err)
				}
				tx, err := db.Begin()
				if err != nil {
					b.Fatal(err)
				}
				table, err := tx.CreateTable("t", TableOptions{})
				if err != nil {
					b.Fatal(err)
				}
				k, v := key(1), value(1)
				for b.Loop() {
					if err := nest(tx, depth, func() error { return table.Put(k, v) }, undo); err != nil && err != undo { //nolint:errorlint // joined with nothing
						b.Fatal(err)
					}
				}
				if err := tx.Rollback(); err != nil {
					b.Fatal(err)
				}
				if err := db.Close(); err != nil {
					b.Fatal(err)
				}
			})
		}
	}
}

// nest calls fn inside so many savepoints; the innermost fails with undo, the others are kept.
func nest(tx *Tx, depth int, fn func() error, undo error) error {
	switch depth {
	case 0:
		return fn()
	case 1:
		err := tx.Savepoint(func() error {
			if err := fn(); err != nil {
				return err
			}
			return undo
		})
		if undo != nil {
			return nil
		}
		return err
	}
	return tx.Savepoint(func() error { return nest(tx, depth-1, fn, undo) })
}

// TestDeepSavepoints nests savepoints as deep as is allowed, undoes every third, and finds what the others have stored.
func TestDeepSavepoints(t *testing.T) {
	const depth = 300
	opts := memOptions()
	opts.MaxSavepoints = depth
	db := openTest(t, "db", opts)
	stored := 0
	must(t, db.Update(func(tx *Tx) error {
		table, err := tx.CreateTable("t", TableOptions{})
		must(t, err)
		var dive func(level int) error
		dive = func(level int) error {
			if level == depth {
				return nil
			}
			err := tx.Savepoint(func() error {
				must(t, dive(level+1))
				must(t, table.Put(key(level), value(level)))
				if level%3 == 0 && level > 0 && level%9 != 0 {
					return errUndo
				}
				return nil
			})
			if err != nil && level%3 != 0 {
				return err
			}
			return nil
		}
		must(t, dive(0))
		for level := range depth {
			if found, err := table.Has(key(level)); err != nil {
				return err
			} else if found {
				stored++
			}
		}
		return nil
	}))
	// The savepoint of level 3 is undone with all inside of it, and nothing outside of it is.
	if stored != 3 {
		t.Errorf("%d entries were kept", stored)
	}
	wantSound(t, db)
}
