package zerodb

import (
	"errors"
	"testing"
)

// TestFullDatabaseTakesCheckpoint rewrites more and more of a database of limited size in one transaction after a checkpoint, until that is refused: after what was not, the
// next checkpoint has room for its free set, gives the former pages back, and most of the table can be removed.
func TestFullDatabaseTakesCheckpoint(t *testing.T) {
	for leaves := 105; ; leaves++ {
		opts := memOptions()
		opts.PageSize, opts.MaxDatabaseSize, opts.MaxValueSize = 4096, mebibyte, 64*kibibyte
		opts.CheckpointLogBytes = 64 * mebibyte
		db := openTest(t, "db", opts)
		put(t, db, "t", 0, 5600)
		for range 2 {
			must(t, db.Checkpoint(t.Context()))
		}
		change := func(fn func(*Table) error) error {
			return db.Update(func(tx *Tx) error {
				table, err := tx.Table("t")
				if err != nil {
					return err
				}
				return fn(table)
			})
		}
		full := change(func(table *Table) (err error) {
			for n := 0; n < leaves && err == nil; n++ {
				err = table.Put(key(n*31), value(n))
			}
			return err
		})
		must(t, db.Checkpoint(t.Context()))
		must(t, change(func(table *Table) error {
			_, err := table.DeleteRange(key(0), key(5500))
			return err
		}))
		wantSound(t, db)
		closeTest(t, db)
		var limit *LimitError
		if errors.As(full, &limit) && limit.Option == "MaxDatabaseSize" {
			return
		}
		must(t, full)
	}
}

// TestFullDatabaseDeletes fills a database of limited size with live data, and then deletes all of it, one by one.
func TestFullDatabaseDeletes(t *testing.T) {
	opts := memOptions()
	opts.PageSize, opts.MaxDatabaseSize, opts.MaxValueSize, opts.CheckpointLogBytes = 4096, mebibyte, 64*kibibyte, 64*mebibyte
	db := openTest(t, "db", opts)
	change := func(fn func(*Table) error) error {
		return db.Update(func(tx *Tx) error {
			table, err := tx.CreateTable("t", TableOptions{})
			if err != nil {
				return err
			}
			return fn(table)
		})
	}
	n := 0
	for refused := 0; refused < 3; {
		err := change(func(table *Table) error { return table.Put(key(n), make([]byte, 900)) })
		if err == nil {
			n, refused = n+1, 0
			continue
		}
		var limit *LimitError
		if !errors.As(err, &limit) || limit.Option != "MaxDatabaseSize" {
			t.Fatal(err)
		}
		for range 3 { // gives back what can be
			must(t, db.Checkpoint(t.Context()))
		}
		refused++
	}
	for i := range n {
		err := change(func(table *Table) error { return table.Delete(key(i)) })
		if err != nil {
			must(t, db.Checkpoint(t.Context()))
			err = change(func(table *Table) error { return table.Delete(key(i)) })
		}
		must(t, err)
	}
	wantEntries(t, db, 0)
	wantSound(t, db)
}
