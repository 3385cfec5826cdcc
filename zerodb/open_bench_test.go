package zerodb

import (
	"errors"
	"path/filepath"
	"testing"
)

// BenchmarkOpenClean measures opening a database that was closed in order and whose free space is in many pieces; the closing
// is not counted.
func BenchmarkOpenClean(b *testing.B) {
	const keys, batch, value = 200_000, 10_000, 100
	path, opts := filepath.Join(b.TempDir(), "db"), DefaultOptions()
	opts.Durability = DurabilityNone
	db, err := Open(path, opts)
	for from := 0; from < 2*keys && err == nil; from += batch {
		err = db.Update(func(tx *Tx) error {
			table, err := tx.CreateTable("t", TableOptions{})
			for i := from; i < from+batch && err == nil; i++ {
				err = table.Put(key(i*7919%keys), make([]byte, value))
			}
			return err
		})
	}
	if err = errors.Join(err, db.Close()); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		db, err := Open(path, opts)
		if err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		if err := db.Close(); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
}
