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

// TestNumbersOnFullDisk fills the disk and has so many transactions rolled back that the log has to say again and again which numbers are used, until it has no room for that: transactions fail
// then, each with ErrNoSpace, readers go on, nothing is noted that the log does not say, and once there is room all goes on. What a kill leaves at any time knows every number that was used.
func TestNumbersOnFullDisk(t *testing.T) {
	for _, durability := range []Durability{DurabilityAlways, DurabilityInterval, DurabilityNone} {
		files := memfs.New(memfs.Options{CrashImages: true})
		opts := smallOptions(files)
		opts.Durability, opts.CheckpointLogBytes = durability, 64*mebibyte
		db := openTest(t, "db", opts)
		put(t, db, "t", 0, 10)
		want, err := content(db)
		must(t, err)
		files.SetQuota(files.Used())
		last := fillWithNotes(t, db)
		noted := db.w.noted
		for range 3 {
			tx, err := db.Begin()
			if err == nil {
				must(t, tx.Rollback()) // the end of the test waits for it
			}
			wantError(t, err, ErrNoSpace)
			wantContent(t, db, want)
		}
		if db.w.noted > noted {
			t.Errorf("durability %d: numbers count as noted that are not", durability)
		}
		for _, kind := range []memfs.Kind{memfs.Everything, memfs.OnlySynced} {
			wantLaterNumber(t, leftBy(t, files, kind), opts, last)
		}
		files.SetQuota(0)
		put(t, db, "t", 10, 20)
		if tx := begin(t, db, true); tx.id <= last {
			t.Errorf("durability %d: number %d comes again: %d were used", durability, tx.id, last)
		} else {
			last = tx.id
			must(t, tx.Rollback())
		}
		wantLaterNumber(t, leftBy(t, files, memfs.Everything), opts, last)
		wantSound(t, db)
		closeTest(t, db)
	}
}

// fillWithNotes has transactions rolled back, each as far behind the one before as lets the log say that their numbers are used, until there is no room for that, and returns the last number that was used.
func fillWithNotes(t *testing.T, db *DB) (last ids.TxID) {
	t.Helper()
	const notes = 20_000 // more than the log has room for
	for range notes {
		must(t, db.lockWriter(t.Context()))
		db.w.nextTx += numbersPerNote
		db.unlockWriter()
		tx, err := db.Begin()
		if err != nil {
			wantError(t, err, ErrNoSpace)
			return last
		}
		last = tx.id
		must(t, tx.Rollback())
	}
	t.Fatal("the disk was never full")
	return 0
}

// wantLaterNumber opens what a crash has left and makes sure that no number up to the last that was used comes again.
func wantLaterNumber(t *testing.T, left *memfs.FS, opts Options, last ids.TxID) {
	t.Helper()
	left.SetQuota(0)
	opts.FS = left
	db := openTest(t, "db", opts)
	tx := begin(t, db, true)
	if tx.id <= last {
		t.Errorf("after a crash number %d comes again: %d were used", tx.id, last)
	}
	must(t, tx.Rollback())
	closeTest(t, db)
}
