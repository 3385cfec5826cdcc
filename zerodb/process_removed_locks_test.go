package zerodb

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs"
)

// TestReaderWhoseLockFileIsRemoved removes the files by which a reading process is known to be alive, as a program does that tidies old files up: it is not taken for dead, nobody else gets its
// place, and it sees what it saw.
func TestReaderWhoseLockFileIsRemoved(t *testing.T) {
	for _, all := range []bool{false, true} {
		name := filepath.Join(t.TempDir(), "db")
		opts := smallOptions(vfs.OS())
		db := openTest(t, name, opts)
		put(t, db, "t", 0, 500)
		reader, err := OpenReadOnly(name, opts)
		must(t, err)
		tx, err := reader.BeginRead()
		must(t, err)
		locks := filepath.Join(name, peersName)
		must(t, os.RemoveAll(locks))
		if !all {
			must(t, os.Mkdir(locks, folderPermission))
		}
		list, err := db.Readers(t.Context())
		must(t, err)
		if len(list) != 1 {
			t.Errorf("all %t: the readers are %v", all, list)
		}
		second, err := OpenReadOnly(name, opts)
		must(t, err)
		for i := range 60 {
			must(t, db.Update(func(tx *Tx) error {
				table, err := tx.Table("t")
				for n := 0; n < 500 && err == nil; n++ {
					err = table.Put(key(n), value(n+i+1000))
				}
				return err
			}))
			must(t, db.Checkpoint(t.Context()))
		}
		table, err := tx.Table("t")
		must(t, err)
		for n := range 500 {
			if got, err := table.Get(key(n)); err != nil || string(got) != string(value(n)) {
				t.Fatalf("all %t: key %d: %q, %v", all, n, got, err)
			}
		}
		must(t, tx.Rollback())
		must(t, reader.View(func(*Tx) error { return nil }))
		must(t, errors.Join(second.Close(), reader.Close()))
		closeTest(t, db)
	}
}
