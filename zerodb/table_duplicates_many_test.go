package zerodb

import (
	"fmt"
	"testing"
)

// TestManyDuplicatesReturnAll stores 100,000 values of one key in random order beside some of its neighbours, finds all of them after reopening, in
// order, each by itself, counts them, and deletes them at once.
func TestManyDuplicatesReturnAll(t *testing.T) {
	const count = 100_000 / raceFactor
	opts := memOptions()
	opts.LogSegmentSize, opts.CheckpointLogBytes = 0, 0
	db := openTest(t, "db", opts)
	options := TableOptions{Duplicates: true}
	many, value := []byte("many"), func(i uint64) []byte { return fmt.Appendf(nil, "value %08d", i) }
	must(t, db.Update(func(tx *Tx) error {
		table, err := tx.CreateTable("t", options)
		must(t, err)
		for _, k := range []string{"man", "manz", "many\x00"} {
			must(t, table.Put([]byte(k), many))
		}
		for i := range uint64(count) {
			must(t, table.Put(many, value(i*7919%count)))
		}
		return nil
	}))
	closeTest(t, db)
	db = openTest(t, "db", opts)
	wantSound(t, db)
	must(t, db.Update(func(tx *Tx) error {
		table, err := tx.OpenTable("t", options)
		must(t, err)
		i := uint64(0)
		for v := range table.Dups(many) {
			if string(v) != string(value(i)) {
				return fmt.Errorf("value %d is %q", i, v)
			}
			i++
		}
		if n, err := table.CountDups(many); err != nil || n != count || i != count || table.Len() != count+3 {
			return fmt.Errorf("%d values found, %d counted, %d pairs: %w", i, n, table.Len(), err)
		}
		for i := range uint64(count) {
			if found, err := table.HasDup(many, value(i)); err != nil || !found {
				return fmt.Errorf("value %d: %v, %w", i, found, err)
			}
		}
		if found, err := table.DeleteDup(many, value(count/2)); err != nil || !found {
			return fmt.Errorf("delete one: %v, %w", found, err)
		}
		if n, err := table.CountDups(many); err != nil || n != count-1 {
			return fmt.Errorf("after deleting one: %d, %w", n, err)
		}
		must(t, table.Delete(many))
		if table.Len() != 3 {
			return fmt.Errorf("%d pairs are left", table.Len())
		}
		return tx.Err()
	}))
	wantSound(t, db)
}

// BenchmarkDuplicates stores, counts and walks 100,000 values of one key.
func BenchmarkDuplicates(b *testing.B) {
	const count = 100_000
	db, err := OpenMemory(Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer func() {
		if err := db.Close(); err != nil {
			b.Error(err)
		}
	}()
	many := []byte("many")
	fill := func(tx *Tx) error {
		table, err := tx.CreateTable("t", TableOptions{Duplicates: true})
		if err != nil {
			return err
		}
		value := make([]byte, 0, 16)
		for i := range count {
			if err := table.Put(many, fmt.Appendf(value[:0], "value %08d", i*7919%count)); err != nil {
				return err
			}
		}
		return nil
	}
	run := func(name string, do func(tx *Tx, table *Table) error) {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				err := db.Update(func(tx *Tx) error {
					table, err := tx.CreateTable("t", TableOptions{Duplicates: true})
					if err != nil {
						return err
					}
					return do(tx, table)
				})
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	run("put 100,000 again", func(tx *Tx, _ *Table) error { return fill(tx) })
	run("count", func(_ *Tx, table *Table) error { _, err := table.CountDups(many); return err })
	run("walk", func(tx *Tx, table *Table) error {
		for range table.Dups(many) {
			continue
		}
		return tx.Err()
	})
	run("delete and put", func(tx *Tx, table *Table) error {
		if err := table.Delete(many); err != nil {
			return err
		}
		return fill(tx)
	})
}
