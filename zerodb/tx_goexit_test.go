package zerodb

import (
	"runtime"
	"sync"
	"testing"
)

// TestGoexitInsideTransactions ends the goroutine inside each function that the engine calls: the transaction ends without effect, and the next one begins.
func TestGoexitInsideTransactions(t *testing.T) {
	db := openTest(t, "db", memOptions())
	put(t, db, "t", 0, 100)
	table := func(tx *Tx) *Table {
		table, err := tx.Table("t")
		if err != nil {
			t.Error(err)
		}
		if tx.Writable() {
			if err := table.Put(key(50), nil); err != nil {
				t.Error(err)
			}
		}
		return table
	}
	exit := func() error { runtime.Goexit(); return nil }
	updates := map[string]func(tx *Tx) error{
		"Update":    func(tx *Tx) error { table(tx); return exit() },
		"Savepoint": func(tx *Tx) error { table(tx); return tx.Savepoint(exit) },
		"PutFunc": func(tx *Tx) error {
			return table(tx).PutFunc(key(1), 10, func([]byte) error { return exit() })
		},
		"Load": func(tx *Tx) error {
			_, err := table(tx).Load(func(yield func(k, v []byte) bool) { yield(key(200), nil); _ = exit() })
			return err
		},
		"loop": func(tx *Tx) error {
			for range table(tx).All() {
				return exit()
			}
			return nil
		},
	}
	views := map[string]func(tx *Tx) error{
		"View": func(*Tx) error { return exit() },
		"loop": updates["loop"],
		"Tables": func(tx *Tx) error {
			for range tx.Tables() {
				return exit()
			}
			return nil
		},
	}
	run := func(name string, fn func()) {
		var wait sync.WaitGroup
		wait.Go(fn)
		wait.Wait()
		put(t, db, "t", 0, 100) // begins only if the writer lock was given back
		if open := db.Stats().Readers; open != 0 {
			t.Errorf("%s leaves %d readers", name, open)
		}
		wantEntries(t, db, 100)
	}
	for name, fn := range updates {
		run(name, func() { _ = db.Update(fn) })
	}
	for name, fn := range views {
		run(name, func() { _ = db.View(fn) })
	}
	wantSound(t, db)
}
