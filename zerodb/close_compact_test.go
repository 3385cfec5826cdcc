package zerodb

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// loosen fills a database so that most of its file is free and what it holds lies at both ends.
func loosen(t *testing.T, db *DB) {
	t.Helper()
	must(t, db.Update(func(tx *Tx) error {
		table, err := tx.CreateTable("large", TableOptions{})
		return errors.Join(err, table.Put(key(1), make([]byte, 1<<20)))
	}))
	put(t, db, "t", 0, 20_000)
	must(t, db.Checkpoint(t.Context()))
	for from := 0; from < 60_000; from += 20_000 {
		put(t, db, "t", from, from+20_000)
	}
	must(t, db.Update(func(tx *Tx) error {
		table, err := tx.Table("t")
		if err != nil {
			return err
		}
		_, err = table.DeleteRange(key(0), key(40_000))
		large, err2 := tx.Table("large")
		return errors.Join(err, err2, large.Put(key(2), make([]byte, 1<<20)), large.Delete(key(1)))
	}))
}

// sizeOf returns the bytes of a database's data file.
func sizeOf(t *testing.T, path string) int64 {
	t.Helper()
	info, err := os.Stat(filepath.Join(path, "data"))
	must(t, err)
	return info.Size()
}

// TestCloseShortens closes databases whose files are mostly free: the file becomes shorter, unless that is not allowed, and less so where less may be moved; what
// it holds stays.
func TestCloseShortens(t *testing.T) {
	sizes := map[int64]int64{}
	for _, limit := range []int64{-1, 400 << 10, 0} {
		path := filepath.Join(t.TempDir(), "db")
		opts := DefaultOptions()
		opts.Durability, opts.MaxCloseMoveBytes = DurabilityNone, limit
		db := openTest(t, path, opts)
		loosen(t, db)
		closeTest(t, db)
		sizes[limit] = sizeOf(t, path)
		db = openTest(t, path, opts)
		must(t, db.Check(t.Context(), func(f Finding) error { return fmt.Errorf("found %v", f) }))
		must(t, db.View(func(tx *Tx) error {
			table, err := tx.Table("t")
			must(t, err)
			large, err := tx.Table("large")
			must(t, err)
			value, err := large.Get(key(2))
			if table.Len() != 20_000 || len(value) != 1<<20 {
				t.Errorf("limit %d: %d entries, a large value of %d bytes", limit, table.Len(), len(value))
			}
			return err
		}))
		closeTest(t, db)
	}
	t.Log(sizes)
	if sizes[0] > sizes[-1]*3/4 || sizes[400<<10] <= sizes[0] || sizes[400<<10] > sizes[-1] {
		t.Errorf("sizes by limit: %v", sizes)
	}
}

// TestCrashWhileClosing crashes, as TestCrashAtEachStep does, while a database that ends moves its pages to the front.
func TestCrashWhileClosing(t *testing.T) {
	r := &crashRun{t: t, seed: 3, durability: DurabilityNone, states: []map[string]string{{}}}
	fs := memfs.New(memfs.Options{CrashImages: true})
	must(t, fs.Mkdir("/d", 0o700))
	must(t, fs.SyncDir("/"))
	db, err := Open("/d/db", r.options(fs))
	must(t, err)
	r.work(db, 0)
	must(t, db.Checkpoint(t.Context()))
	r.promise()
	r.work(db, 1)
	must(t, db.checkpoint(t.Context(), isNeeded))
	r.promise()
	fs.OnOp(func(n int, op memfs.Op) { r.crash(fs, n, op) })
	before, available, _ := db.w.free.Counts()
	for range 2 { // a large value at the end may find its place only once smaller pages have left it
		must(t, db.moveBehind(t.Context(), before-ids.PageID(available)/2))
	}
	must(t, db.Close())
	if after := db.check.highWater; after >= before {
		t.Errorf("%d pages, %d before, %d of them free", after, before, available)
	}
	t.Logf("%d images of %d states", r.images, len(r.states))
}
