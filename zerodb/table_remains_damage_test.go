package zerodb

import (
	"errors"
	"fmt"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/btree"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// TestDamagedRemainsRefuseNothing damages a page of the tree that lists what dropped tables have left, the only one, its root, or the neighbour of its first leaf, while the log has transactions that free some of it: the
// database opens and takes commits, now and after another opening, and nothing else is damaged.
func TestDamagedRemainsRefuseNothing(t *testing.T) {
	for _, c := range []struct{ tables, page int }{{3, 0}, {100, 0}, {100, 2}} {
		files := memfs.New(memfs.Options{CrashImages: true})
		opts := smallOptions(files)
		opts.CheckpointLogBytes = gibibyte
		db := openTest(t, "db", opts)
		put(t, db, "t", 0, 100)
		dropManyLarge(t, db, c.tables)
		must(t, db.Checkpoint(t.Context()))
		damage := listedAt(t, db)[c.page]
		const commits = 70
		for i := range commits {
			put(t, db, "t", 10*i, 10*i+10)
		}
		want, err := content(db)
		must(t, err)
		opts.FS = leftBy(t, files, memfs.Everything)
		must(t, db.Close())
		file, err := opts.FS.Open("db/" + dataName)
		must(t, err)
		_, err = file.WriteAt(make([]byte, 4096), int64(damage)*4096)
		must(t, errors.Join(err, file.Close()))
		for range 2 {
			db := openTest(t, "db", opts)
			wantContent(t, db, want)
			for i := range commits {
				put(t, db, "t", 10*i, 10*i+10)
			}
			must(t, db.Checkpoint(t.Context()))
			must(t, db.Check(t.Context(), func(f Finding) error {
				return errorIf(f.Page != uint64(damage) && f.Page != 0, f.Err)
			}))
			must(t, db.Close())
		}
	}
}

// dropManyLarge makes tables of so many pages that dropping them leaves something to be freed, and drops them.
func dropManyLarge(t *testing.T, db *DB, tables int) {
	t.Helper()
	for i := range tables {
		must(t, db.Update(func(tx *Tx) error {
			table, err := tx.CreateTable(fmt.Sprint("large ", i), TableOptions{})
			for j := 0; j < 2*dropNow && err == nil; j++ {
				err = table.Put(key(j), make([]byte, 5000))
			}
			return err
		}))
	}
	must(t, db.Update(func(tx *Tx) error {
		for i := range tables {
			if err := tx.DropTable(fmt.Sprint("large ", i)); err != nil {
				return err
			}
		}
		return nil
	}))
}

// listedAt returns the pages of the tree of remains, the root first, then its leaves.
func listedAt(t *testing.T, db *DB) (pages []ids.PageID) {
	t.Helper()
	tx, err := db.Begin()
	must(t, err)
	list, err := tx.openRemains()
	must(t, err)
	must(t, list.Walk(tx.pages, func(v btree.Visit) error {
		pages = append(pages, v.Ref.ID)
		return nil
	}))
	must(t, tx.Rollback())
	return pages
}
