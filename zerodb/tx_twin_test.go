package zerodb

import (
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
)

// twinDB opens a database whose pages are all younger than its checkpoints, so that they may have twins.
func twinDB(t *testing.T, path string) *DB {
	t.Helper()
	opts := DefaultOptions()
	opts.Durability = DurabilityNone
	db := openTest(t, path, opts)
	put(t, db, "t", 0, 1000)
	return db
}

// store puts one value in a transaction of its own, which does more before it commits.
func store(t *testing.T, db *DB, k, v int, more func(tx *Tx, table *Table) error) error {
	t.Helper()
	return db.Update(func(tx *Tx) error {
		table, err := tx.Table("t")
		if err != nil {
			return err
		}
		if err := table.Put(key(k), value(v)); err != nil {
			return err
		}
		return more(tx, table)
	})
}

// noMore is what a transaction does that does nothing more.
func noMore(*Tx, *Table) error { return nil }

// seesValue checks one value in a transaction.
func seesValue(t *testing.T, tx *Tx, k, v int) {
	t.Helper()
	table, err := tx.Table("t")
	must(t, err)
	got, err := table.Get(key(k))
	if err != nil || string(got) != string(value(v)) {
		t.Errorf("transaction %d, key %d: %q, %v; want %q", tx.ID(), k, got, err, value(v))
	}
}

// view checks one value in the present state.
func view(t *testing.T, db *DB, k, v int) {
	t.Helper()
	must(t, db.View(func(tx *Tx) error { seesValue(t, tx, k, v); return nil }))
}

// catalogOf returns where the catalog is: at the same place after a commit that put a twin into its place.
func catalogOf(db *DB) any { return db.readers.Visible().State.catalog }

// TestTwin replaces a value without readers: nothing moves, and the next opening finds the value.
func TestTwin(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	db := twinDB(t, path)
	for i := range 50 {
		before := catalogOf(db)
		must(t, store(t, db, 7, 5000+i, noMore))
		view(t, db, 7, 5000+i)
		if catalogOf(db) != before {
			t.Fatalf("put %d: the catalog has moved", i)
		}
	}
	must(t, db.Checkpoint(t.Context()))
	before := catalogOf(db)
	last := uint64(0)
	must(t, store(t, db, 7, 6000, func(tx *Tx, _ *Table) error { last = tx.ID(); return nil }))
	if catalogOf(db) != before || len(db.w.work.Overlaid()) != 1 {
		t.Errorf("a page that a checkpoint sees has %d overlays", len(db.w.work.Overlaid()))
	}
	must(t, db.Checkpoint(t.Context()))
	if catalogOf(db) == before || len(db.w.work.Overlaid()) != 0 {
		t.Error("a checkpoint has not copied the page that had an overlay")
	}
	must(t, db.View(func(tx *Tx) error {
		if tx.ID() != last {
			t.Errorf("pages were copied, and readers see transaction %d instead of %d", tx.ID(), last)
		}
		return nil
	}))
	must(t, db.Check(t.Context(), func(f Finding) error { return fmt.Errorf("found %v", f) }))
	closeTest(t, db)
	db = openTest(t, path, DefaultOptions())
	view(t, db, 7, 6000)
	closeTest(t, db)
}

// TestTwinBesideReaders lets a reader come before the transaction, in it, and after it: each sees its state until it ends.
func TestTwinBesideReaders(t *testing.T) {
	db := twinDB(t, filepath.Join(t.TempDir(), "db"))
	defer closeTest(t, db)
	for _, when := range []string{"before", "within"} {
		must(t, store(t, db, 7, 7, noMore))
		db.w.twinless = 0
		var reader *Tx
		if when == "before" {
			reader = begin(t, db, false)
		}
		must(t, store(t, db, 7, 8, func(tx *Tx, _ *Table) error {
			if when == "within" {
				reader = begin(t, db, false)
			}
			seesValue(t, tx, 7, 8)
			return nil
		}))
		view(t, db, 7, 8)
		seesValue(t, reader, 7, 7)
		must(t, reader.Rollback())
		view(t, db, 7, 8)
		if t.Failed() {
			t.Fatal("a reader that came", when)
		}
	}
}

// TestTwinThatGoesOn does something more in a transaction that has a twin, or takes it back.
func TestTwinThatGoesOn(t *testing.T) {
	stop := errors.New("stop")
	for name, c := range map[string]struct {
		more func(tx *Tx, table *Table) error
		want int
	}{
		"another leaf":  {func(_ *Tx, table *Table) error { return table.Put(key(900), value(1)) }, 8},
		"the same leaf": {func(_ *Tx, table *Table) error { return table.Put(key(8), value(1)) }, 8},
		"a longer value": {func(_ *Tx, table *Table) error {
			return errors.Join(table.Put(key(6), make([]byte, 900)), table.Put(key(5), make([]byte, 1000)))
		}, 8},
		"a large value":     {func(_ *Tx, table *Table) error { return table.Put(key(6), make([]byte, 100_000)) }, 8},
		"a new large value": {func(_ *Tx, table *Table) error { return table.Put(append(key(6), 'a'), make([]byte, 100_000)) }, 8},
		"deleting":          {func(_ *Tx, table *Table) error { return table.Delete(key(8)) }, 8},
		"deleting all": {func(_ *Tx, table *Table) error {
			if err := table.Clear(); err != nil {
				return err
			}
			return table.Put(key(7), value(9))
		}, 9},
		"another table": {func(tx *Tx, _ *Table) error {
			other, err := tx.CreateTable("u", TableOptions{})
			if err != nil {
				return err
			}
			return other.Put(key(1), value(1))
		}, 8},
		"renaming": {func(tx *Tx, _ *Table) error {
			return errors.Join(tx.RenameTable("t", "v"), tx.RenameTable("v", "t"))
		}, 8},
		"a savepoint": {func(tx *Tx, table *Table) error {
			err := tx.Savepoint(func() error { return errors.Join(table.Put(key(7), value(9)), stop) })
			if !errors.Is(err, stop) {
				return err
			}
			return nil
		}, 8},
		"nothing": {func(*Tx, *Table) error { return stop }, 7},
	} {
		t.Run(name, func(t *testing.T) {
			db := twinDB(t, filepath.Join(t.TempDir(), "db"))
			defer closeTest(t, db)
			if err := store(t, db, 7, 8, c.more); err != nil && !errors.Is(err, stop) {
				t.Fatal(err)
			}
			view(t, db, 7, c.want)
			must(t, db.Check(t.Context(), func(f Finding) error { return fmt.Errorf("found %v", f) }))
		})
	}
}

// TestTwinsRace replaces one value again and again beside readers, who must find it unchanged for as long as they read.
func TestTwinsRace(t *testing.T) {
	db := twinDB(t, filepath.Join(t.TempDir(), "db"))
	defer closeTest(t, db)
	var done atomic.Bool
	var group sync.WaitGroup
	for range 2 {
		group.Go(func() {
			for !done.Load() {
				err := db.View(func(tx *Tx) error {
					table, err := tx.Table("t")
					if err != nil {
						return err
					}
					first, err := table.Get(key(7))
					if err != nil {
						return err
					}
					again, err := table.Get(key(7))
					if string(first) != string(again) {
						t.Errorf("one transaction found %q and %q", first, again)
					}
					return err
				})
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for i := range 1000 {
		db.w.twinless = 0
		must(t, store(t, db, 7, i, noMore))
	}
	done.Store(true)
	group.Wait()
	must(t, db.Check(t.Context(), func(f Finding) error { return fmt.Errorf("found %v", f) }))
}
