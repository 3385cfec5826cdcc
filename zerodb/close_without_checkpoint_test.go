package zerodb

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// TestCloseWithoutCheckpointSyncsLog closes databases that do not sync by themselves, and whose last checkpoint fails because a page above one that was changed in its place
// is damaged. Close says so, what was committed is durable all the same, and the room for the next checkpoint is still there.
func TestCloseWithoutCheckpointSyncsLog(t *testing.T) {
	for _, durability := range []Durability{DurabilityInterval, DurabilityNone} {
		files := memfs.New(memfs.Options{CrashImages: true})
		opts := smallOptions(files)
		opts.Durability, opts.SyncInterval, opts.Checksums, opts.CheckpointLogBytes = durability, time.Hour, ChecksumAlways, 64*mebibyte
		db := openTest(t, "db", opts)
		put(t, db, "t", 0, 1000)
		for range 2 {
			must(t, db.Checkpoint(t.Context()))
		}
		changed := value(7)
		changed[len(changed)-1]++
		must(t, db.Update(func(tx *Tx) error {
			table, err := tx.Table("t")
			must(t, err)
			return table.Put(key(7), changed)
		}))
		if len(db.w.work.Overlaid()) == 0 {
			t.Fatal("no page was changed in its place")
		}
		damageRoot(t, db, files)
		before := sizeOfFile(t, files, "db/"+dataName)
		var damage *CorruptionError
		if err := db.Close(); !errors.As(err, &damage) {
			t.Fatalf("closed with a damaged page: %v", err)
		}
		if after := sizeOfFile(t, files, "db/"+dataName); after < before {
			t.Errorf("%v: %d bytes that commits had reserved became %d", durability, before, after)
		}
		image, err := files.CrashImage(memfs.OnlySynced, nil)
		must(t, err)
		opts.FS = image
		db = openTest(t, "db", opts)
		must(t, db.View(func(tx *Tx) error {
			table, err := tx.Table("t")
			must(t, err)
			if v, err := table.Get(key(7)); err != nil || string(v) != string(changed) {
				t.Errorf("%v: the last commit is lost: %q, %v", durability, v, err)
			}
			return nil
		}))
		closeTest(t, db)
	}
}

// sizeOfFile returns the size of a file.
func sizeOfFile(t *testing.T, files *memfs.FS, name string) int64 {
	t.Helper()
	info, err := files.Stat(name)
	must(t, err)
	return info.Size
}

// damageRoot writes rubbish over the topmost page of the table, which no sync covers.
func damageRoot(t *testing.T, db *DB, files *memfs.FS) {
	t.Helper()
	must(t, db.View(func(tx *Tx) error {
		table, err := tx.Table("t")
		must(t, err)
		file, err := files.Open("db/" + dataName)
		must(t, err)
		_, err = file.WriteAt(bytes.Repeat([]byte{0x5A}, db.opts.PageSize), int64(table.tree.Root.ID)*int64(db.opts.PageSize))
		return errors.Join(err, file.Close())
	}))
}
