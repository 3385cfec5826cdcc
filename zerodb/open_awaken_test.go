package zerodb

import (
	"context"
	"errors"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/faultfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// changes counts the calls of a file system that change something.
func changes(fs *faultfs.FS) int {
	n := 0
	for _, op := range []vfs.Op{vfs.OpCreate, vfs.OpWrite, vfs.OpSyncData, vfs.OpRename, vfs.OpRemove, vfs.OpTruncate, vfs.OpAllocate} {
		n += fs.CallsOf(op)
	}
	return n
}

// TestCleanOpeningChangesNothing opens a database that was closed in order, reads it and closes it: no file may be written, synced or
// made. After that it must still be writable, and keep what is written.
func TestCleanOpeningChangesNothing(t *testing.T) {
	files := faultfs.New(memfs.New(memfs.Options{}))
	opts := smallOptions(files)
	db := openTest(t, "db", opts)
	put(t, db, "t", 0, 50)
	want, err := content(db)
	must(t, err)
	closeTest(t, db)
	for range 3 {
		before := changes(files)
		db = openTest(t, "db", opts)
		wantContent(t, db, want)
		closeTest(t, db)
		if n := changes(files) - before; n != 0 {
			t.Errorf("opening, reading and closing have changed the files in %d calls", n)
		}
	}
	db = openTest(t, "db", opts)
	put(t, db, "t", 50, 60)
	want, err = content(db)
	must(t, err)
	closeTest(t, db)
	db = openTest(t, "db", opts)
	wantContent(t, db, want)
	wantSound(t, db)
	closeTest(t, db)
}

// TestAwakenAfterClose makes sure that nothing brings the log of a closed database to life.
func TestAwakenAfterClose(t *testing.T) {
	db := openTest(t, "db", memOptions())
	closeTest(t, db)
	_, err := db.Position(context.Background())
	wantError(t, err, ErrClosed)
	for _, err := range db.History(context.Background(), Position{}) {
		wantError(t, err, ErrClosed)
	}
	wantError(t, db.Update(func(*Tx) error { return nil }), ErrClosed)
}

// TestAwakenFails lets each call that the beginning of the log's life makes fail: the database must stop, or for want of room go on later,
// and the next opening must find everything.
func TestAwakenFails(t *testing.T) {
	for _, kind := range []faultfs.Fault{faultfs.IOError, faultfs.NoSpace} {
		for skip := range 40 {
			files := faultfs.New(memfs.New(memfs.Options{}))
			opts := smallOptions(files)
			db := openTest(t, "db", opts)
			put(t, db, "t", 0, 20)
			want, err := content(db)
			must(t, err)
			closeTest(t, db)
			db = openTest(t, "db", opts)
			must(t, files.Inject(faultfs.Rule{Skip: skip, Fault: kind}))
			err = db.Update(func(*Tx) error { return nil })
			files.Heal()
			if again := db.Update(func(*Tx) error { return nil }); again != nil && !errors.Is(again, ErrStopped) {
				t.Fatalf("%v of call %d: first %v, then %v", kind, skip, err, again)
			}
			wantContent(t, db, want)
			closeTest(t, db)
			db = openTest(t, "db", opts)
			wantContent(t, db, want)
			put(t, db, "t", 20, 30)
			wantSound(t, db)
			closeTest(t, db)
		}
	}
}

// TestWatchWakesTheLog follows a database that was opened cleanly and sees its next commit.
func TestWatchWakesTheLog(t *testing.T) {
	opts := memOptions()
	db := openTest(t, "db", opts)
	put(t, db, "t", 0, 10)
	from, err := db.Position(context.Background())
	must(t, err)
	closeTest(t, db)
	db = openTest(t, "db", opts)
	for _, err := range db.History(t.Context(), from) {
		t.Errorf("nothing was committed yet, and there is a commit (%v)", err)
	}
	put(t, db, "t", 10, 11)
	for commit, err := range db.Watch(t.Context(), from) {
		must(t, err)
		if commit.Position.Tx <= from.Tx {
			t.Errorf("transaction %d is seen behind %d", commit.Position.Tx, from.Tx)
		}
		break
	}
}
