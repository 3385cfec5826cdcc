package zerodb

import (
	"errors"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// TestReplayOutgrowsTheLimit opens a database whose log needs more than MaxDatabaseSize to be repeated, after which little is left: it opens, has what was committed, and its file is no longer than the limit.
// Where more is left it is refused, and nothing is lost.
func TestReplayOutgrowsTheLimit(t *testing.T) {
	const limit = 2 << 20
	for _, left := range []int{3, 40} {
		files := memfs.New(memfs.Options{CrashImages: true})
		opts := smallOptions(files)
		opts.CheckpointLogBytes, opts.MaxValueSize = 1<<30, 100_000
		db := openTest(t, "db", opts)
		must(t, db.Update(func(tx *Tx) error {
			table, err := tx.CreateTable("t", TableOptions{})
			for i := 0; i < 40 && err == nil; i++ {
				err = table.Put(key(i), make([]byte, 90_000))
			}
			return err
		}))
		must(t, db.Update(func(tx *Tx) error {
			table, err := tx.Table("t")
			for i := left; i < 40 && err == nil; i++ {
				err = table.Delete(key(i))
			}
			return err
		}))
		opts.FS = leftBy(t, files, memfs.Everything)
		must(t, db.Close())
		opts.MaxDatabaseSize = limit
		db, err := Open("db", opts)
		if fits := left*90_000 < limit; fits != (err == nil) {
			t.Fatalf("with %d values: %v", left, err)
		} else if !fits {
			wantLimit(t, err, "MaxDatabaseSize")
			opts.MaxDatabaseSize = 4 * limit
			db, err = Open("db", opts)
			must(t, err)
		} else if size := db.Stats().FileBytes; size > limit {
			t.Errorf("the file has %d bytes; want at most %d", size, limit)
		}
		all, err := content(db)
		must(t, err)
		if len(all) != left+1 { // the table, too
			t.Errorf("%d values are left; want %d", len(all)-1, left)
		}
		wantSound(t, db)
		must(t, db.Close())
	}
}

// wantLimit wants an error to name an option.
func wantLimit(t *testing.T, err error, option string) {
	t.Helper()
	var limit *LimitError
	if !errors.As(err, &limit) || limit.Option != option {
		t.Errorf("got %v; want a *LimitError for %s", err, option)
	}
}
