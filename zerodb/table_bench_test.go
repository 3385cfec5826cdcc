package zerodb

import (
	"fmt"
	"testing"
)

// BenchmarkDropTable drops tables of growing size, each in a savepoint that is undone.
func BenchmarkDropTable(b *testing.B) {
	for _, entries := range []int{1_000, 10_000, 100_000} {
		b.Run(fmt.Sprintf("%d entries", entries), func(b *testing.B) {
			benchmarkTable(b, entries, func(tx *Tx, _ *Table) error {
				err := tx.Savepoint(func() error {
					if err := tx.DropTable("t"); err != nil {
						return err
					}
					return errUndo
				})
				if err != nil && err.Error() != errUndo.Error() {
					return err
				}
				return nil
			})
		})
	}
}

// BenchmarkCount counts and estimates the middle of a table.
func BenchmarkCount(b *testing.B) {
	from, to := key(10_000), key(90_000)
	ways := map[string]func(tx *Tx, table *Table) error{
		"count":    func(_ *Tx, table *Table) error { _, err := table.Count(from, to); return err },
		"estimate": func(_ *Tx, table *Table) error { _, err := table.Estimate(from, to); return err },
		"scan": func(tx *Tx, table *Table) error {
			for range table.Range(from, to) {
				continue
			}
			return tx.Err()
		},
	}
	for name, way := range ways {
		b.Run(name, func(b *testing.B) { benchmarkTable(b, 100_000, way) })
	}
}

// benchmarkTable runs something on a table of entries of about 110 bytes in a write transaction.
func benchmarkTable(b *testing.B, entries int, run func(tx *Tx, table *Table) error) {
	db, err := OpenMemory(Options{})
	if err != nil {
		b.Fatal(err)
	}
	err = db.Update(func(tx *Tx) error {
		table, err := tx.CreateTable("t", TableOptions{})
		if err != nil {
			return err
		}
		_, err = table.Load(sequence(0, entries))
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	err = db.Update(func(tx *Tx) error {
		for b.Loop() {
			table, err := tx.Table("t")
			if err == nil {
				err = run(tx, table)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	if err := db.Close(); err != nil {
		b.Fatal(err)
	}
}
