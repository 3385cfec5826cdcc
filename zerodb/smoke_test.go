package zerodb

import (
	"errors"
	"fmt"
	"path/filepath"
	"testing"
)

// TestSmoke writes, reads, reopens and reads again, to see that the parts work together at all.
func TestSmoke(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	db, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 1000 {
		err := db.Update(func(tx *Tx) error {
			table, err := tx.CreateTable("t", TableOptions{})
			if err != nil {
				return err
			}
			return table.Put([]byte(fmt.Sprintf("key %d", i)), []byte(fmt.Sprintf("value %d", i)))
		})
		if err != nil {
			t.Fatal(i, err)
		}
	}
	look := func() {
		t.Helper()
		err := db.View(func(tx *Tx) error {
			table, err := tx.Table("t")
			if err != nil {
				return err
			}
			for i := range 1000 {
				v, err := table.Get([]byte(fmt.Sprintf("key %d", i)))
				if err != nil || string(v) != fmt.Sprintf("value %d", i) {
					return fmt.Errorf("%d: %q %w", i, v, err)
				}
			}
			n := 0
			for range table.All() {
				n++
			}
			if n != 1000 || table.Len() != 1000 {
				return errors.New("count")
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	look()
	for range 3 {
		t.Logf("%+v", db.Stats())
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		db, err = Open(path, Options{})
		if err != nil {
			t.Fatal(err)
		}
		look()
	}
	db.Close()
}
