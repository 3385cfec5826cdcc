//go:build unix

package zerodb

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"testing"
)

// TestRubbishUnderContentInMemory writes rubbish over the page of the file that a leaf with a patch has below it, or that a twin is copied from, once that page was verified: who reads
// the leaf, changes it or lays it out is told or gets an answer, and the process lives.
func TestRubbishUnderContentInMemory(t *testing.T) {
	for _, mode := range []string{"once", "off"} {
		for at := int64(24); at < 512; at += 28 {
			t.Run(fmt.Sprintf("%s, patch, %d", mode, at), func(t *testing.T) { rubbishUnder(t, checksumModes[mode], true, at) })
			t.Run(fmt.Sprintf("%s, twin, %d", mode, at), func(t *testing.T) { rubbishUnder(t, checksumModes[mode], false, at) })
		}
	}
}

// rubbishUnder is TestRubbishUnderContentInMemory with rubbish at one place of the page.
func rubbishUnder(t *testing.T, mode ChecksumMode, patched bool, at int64) {
	t.Helper()
	db, file := openMapped(t, mode, 400)
	_, err := content(db)
	must(t, err)
	put(t, db, "whole", 2, 3) // other processes are attended to until the first commit
	if patched {
		patchBesideReaders(t)
		must(t, store(t, db, 100, 100, noMore))
		if n := db.w.work.Patches().Len(); n != 1 {
			t.Fatalf("%d patches were made, want 1", n)
		}
	}
	overwriteLeaf(t, file, at, bytes.Repeat([]byte{0xff}, 16))
	damageOnly(t, store(t, db, 100, 101, noMore))
	must(t, db.layOut(t.Context()))
	damageOnly(t, store(t, db, 101, 1, noMore))
	_, err = content(db)
	damageOnly(t, err)
}

// TestRubbishInWaitingPages lets damage come from a verified page of the file into one that only memory has, in a place that only new entries touch, and puts a patch over it: who lays it out to
// write it is told, and the process lives.
func TestRubbishInWaitingPages(t *testing.T) {
	for name, write := range map[string]func(db *DB) error{
		"checkpoint": func(db *DB) error { return db.Checkpoint(t.Context()) },
		"draining":   func(db *DB) error { return db.drainPages(t.Context()) },
		"checking":   func(db *DB) error { return db.Check(t.Context(), func(Finding) error { return nil }) },
		"attending": func(db *DB) error {
			err := db.lockWriter(t.Context())
			db.attendNow()
			db.unlockWriter()
			return errors.Join(err, db.stoppedError())
		},
	} {
		t.Run(name, func(t *testing.T) {
			db, file := openMapped(t, ChecksumOnce, 400)
			_, err := content(db)
			must(t, err)
			put(t, db, "whole", 2, 3) // other processes are attended to until the first commit
			patchBesideReaders(t)
			overwriteLeaf(t, file, 24, []byte{0xff, 0xff, 0, 0}) // where the lowest cell lies
			must(t, db.Update(func(tx *Tx) error {
				table, err := tx.Table("t")
				return errors.Join(err, tx.Savepoint(func() error { return table.Put(key(100), value(101)) }))
			}))
			must(t, db.Update(func(tx *Tx) error {
				table, err := tx.Table("t")
				return errors.Join(err, table.Put(append(key(100), 'a'), value(1)))
			}))
			done := make(chan error)
			go func() { done <- write(db) }() // a panic ends the process here, as it would in the background; it does not leave a lock for which Close waits
			damaged := new(CorruptionError)
			if err := <-done; !errors.As(err, &damaged) {
				t.Errorf("got %v, want damage", err)
			}
		})
	}
}

// overwriteLeaf puts rubbish into the page of the file that has key 100.
func overwriteLeaf(t *testing.T, file string, at int64, rubbish []byte) {
	t.Helper()
	all, err := os.ReadFile(file)
	must(t, err)
	f, err := os.OpenFile(file, os.O_RDWR, 0)
	must(t, err)
	page := int64(bytes.LastIndex(all, value(100)) / 4096)
	_, err = f.WriteAt(rubbish, 4096*page+at)
	must(t, errors.Join(err, f.Close()))
}

// damageOnly fails the test on an error that does not tell of damage.
func damageOnly(t *testing.T, err error) {
	t.Helper()
	var damage *CorruptionError
	if err != nil && !errors.As(err, &damage) {
		t.Errorf("got %v, want damage or an answer", err)
	}
}
