package zerodb

import (
	"bytes"
	"errors"
	"testing"
)

// TestSavepointKeepsSpilledPages replaces values that the transaction has stored and spilled before a savepoint, again and again inside it, and takes that back: their pages have not been used
// for anything else. What the savepoint itself has given up is used again, so that it takes little of the file.
func TestSavepointKeepsSpilledPages(t *testing.T) {
	opts := memOptions()
	opts.MaxDirtyPages, opts.MaxDatabaseSize, opts.MaxValueSize = 4, 8*mebibyte, 4096
	db := openTest(t, "db", opts)
	back := errors.New("back")
	former := func(i int) []byte { return bytes.Repeat([]byte{byte(i)}, 3000) }
	must(t, db.Update(func(tx *Tx) error {
		table, err := tx.CreateTable("t", TableOptions{})
		for i := 0; i < 50 && err == nil; i++ {
			err = table.Put(key(i), former(i))
		}
		if err != nil {
			return err
		}
		wantError(t, tx.Savepoint(func() error {
			for i := range 2000 {
				if err := table.Put(key(i%50), bytes.Repeat([]byte{0xee}, 2500)); err != nil {
					return err
				}
			}
			return back
		}), back)
		for i := range 50 {
			if got, err := table.Get(key(i)); err != nil || !bytes.Equal(got, former(i)) {
				t.Errorf("key %d: %.10x, %v", i, got, err)
			}
		}
		return nil
	}))
	wantSound(t, db)
}
