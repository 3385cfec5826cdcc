package zerodb

import (
	"encoding/binary"
	"path/filepath"
	"testing"
)

// BenchmarkPutEach measures a transaction of one overwriting put of a random key that does not wait for the disk.
func BenchmarkPutEach(b *testing.B) {
	const keys, batch = 300_000, 10_000
	options := DefaultOptions()
	options.Durability = DurabilityNone
	db, err := Open(filepath.Join(b.TempDir(), "db"), options)
	if err != nil {
		b.Fatal(err)
	}
	defer func() {
		if err := db.Close(); err != nil {
			b.Error(err)
		}
	}()
	key, value := make([]byte, 16), make([]byte, 100)
	put := func(t *Table, i uint64) error {
		binary.BigEndian.PutUint64(key, i*11400714819323198485>>1)
		binary.LittleEndian.PutUint64(value, i)
		return t.Put(key, value)
	}
	for from := uint64(0); from < keys; from += batch {
		err := db.Update(func(tx *Tx) error {
			t, err := tx.CreateTable("t", TableOptions{})
			for i := from; i < from+batch && err == nil; i++ {
				err = put(t, i)
			}
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportAllocs()
	for i := uint64(0); b.Loop(); i++ {
		err := db.Update(func(tx *Tx) error {
			t, err := tx.Table("t")
			if err != nil {
				return err
			}
			return put(t, i*7919%keys)
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}
