package zerodb

import (
	"encoding/binary"
	"path/filepath"
	"testing"
)

// BenchmarkPutLarge measures ten puts of values of 100 KB each in a transaction that does not wait for the disk.
func BenchmarkPutLarge(b *testing.B) {
	const keys, batch, size = 1000, 10, 100_000
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
	key, value := make([]byte, 16), make([]byte, size)
	b.SetBytes(batch * size)
	for i := uint64(0); b.Loop(); i++ {
		err := db.Update(func(tx *Tx) error {
			t, err := tx.CreateTable("t", TableOptions{})
			for j := range uint64(batch) {
				binary.BigEndian.PutUint64(key, (i*batch+j)%keys*0x9E3779B97F4A7C15)
				binary.LittleEndian.PutUint64(value, i)
				if err == nil {
					err = t.Put(key, value)
				}
			}
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}
