package zerodb

import (
	"bytes"
	"path/filepath"
	"testing"
)

// TestPatchesOfFreedPages leaves patches over pages of the file that are freed then, and puts large values in their places while patches are being laid out: those that no state has any more are
// none of them.
func TestPatchesOfFreedPages(t *testing.T) {
	db := twinDB(t, filepath.Join(t.TempDir(), "db"))
	defer closeTest(t, db)
	must(t, db.writeWaiting(t.Context()))
	patchBesideReaders(t)
	for i := range 10 {
		must(t, store(t, db, 100*i, i, noMore))
	}
	if n := db.w.work.Patches().Len(); n != 10 {
		t.Fatalf("there are %d patches", n)
	}
	grown := func(from, to, size int) {
		t.Helper()
		must(t, db.Update(func(tx *Tx) error {
			table, err := tx.Table("t")
			for i := from; i < to && err == nil; i++ {
				err = table.Put(key(i), bytes.Repeat([]byte{0xff}, size))
			}
			return err
		}))
	}
	grown(0, 1000, 900) // all leaves are divided
	patches, err := db.pinPatches(t.Context())
	must(t, err)
	defer db.check.laid.Store(0)
	for i := range 30 {
		grown(5000+i, 5001+i, 20_000)
	}
	for i := range patches.Len() {
		must(t, db.layOutOne(patches, i))
	}
}
