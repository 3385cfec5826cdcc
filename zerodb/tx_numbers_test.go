package zerodb

import (
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/faultfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// TestNumbersOfRolledBackNeverComeAgain has 2^33 transactions rolled back, which leave nothing in the log, in a new database and in one that has recovered, and ends the
// process, or takes what was not synced as well. The numbers go on behind all that were used.
func TestNumbersOfRolledBackNeverComeAgain(t *testing.T) {
	for _, kind := range []memfs.Kind{memfs.Everything, memfs.OnlySynced} {
		files := memfs.New(memfs.Options{CrashImages: true})
		opts := smallOptions(files)
		opts.CheckpointLogBytes = 64 * mebibyte
		db := openTest(t, "db", opts)
		for range 3 {
			put(t, db, "t", 0, 1)
			used := rollBackMany(t, db, 1<<33)
			files = leftBy(t, files, kind)
			opts.FS = files
			db = openTest(t, "db", opts)
			tx, err := db.Begin()
			must(t, err)
			if tx.id <= used {
				t.Errorf("number %d comes again: %d were used", tx.id, used)
			}
			must(t, tx.Rollback())
		}
	}
}

// rollBackMany does to the numbers what so many transactions do that are rolled back, and returns the last number that was used.
func rollBackMany(t *testing.T, db *DB, count ids.TxID) (last ids.TxID) {
	t.Helper()
	for drawn := ids.TxID(0); drawn < count; drawn += 1 << 30 {
		must(t, db.lockWriter(t.Context()))
		db.w.nextTx += 1 << 30
		db.unlockWriter()
		tx, err := db.Begin()
		must(t, err)
		last = tx.id
		must(t, tx.Rollback())
	}
	return last
}

// TestNumbersThatCannotBeNoted lets a sync fail when it is time to say which numbers are used: no transaction begins any more, and they
// count as not noted. In memory nobody needs to know.
func TestNumbersThatCannotBeNoted(t *testing.T) {
	faults := faultfs.New(memfs.New(memfs.Options{}))
	db := openTest(t, "db", smallOptions(faults))
	put(t, db, "t", 0, 10)
	noted := db.w.noted
	db.w.nextTx += numbersPerNote
	must(t, faults.Inject(faultfs.Rule{Op: vfs.OpSyncData, Fault: faultfs.IOError}))
	tx, err := db.Begin()
	if err == nil {
		must(t, tx.Rollback()) // the end of the test waits for it
	}
	wantError(t, err, ErrStopped)
	if db.w.noted > noted {
		t.Error("numbers count as noted that are not")
	}
	memory, err := OpenMemory(Options{})
	must(t, err)
	rollBackMany(t, memory, 1<<33)
	closeTest(t, memory)
}
