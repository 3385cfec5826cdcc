package zerodb

import (
	"context"
	"testing"
	"time"

	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/faultfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// TestDurableMark commits without a sync and with one, and checks what the writer and a reader of another process say of each commit, and that
// nobody vouches for a position of another database.
func TestDurableMark(t *testing.T) {
	opts := smallOptions(memfs.New(memfs.Options{}))
	opts.Durability, opts.SyncInterval = DurabilityInterval, time.Hour
	db := openTest(t, "db", opts)
	put(t, db, "t", 0, 1)
	reader := openReader(t, "db", opts)
	commits := historyOf(t, "db", opts)
	last := commits[len(commits)-1].Position
	wantCovered(t, "before a sync", db, last, false)
	wantCovered(t, "before a sync, told to a reader", reader, last, false)
	at, err := db.Position(t.Context()) // it waits for a sync
	must(t, err)
	wantCovered(t, "after a sync", db, at, true)
	wantCovered(t, "after a sync, told to a reader", reader, at, true)
	wantCovered(t, "the beginning", reader, Position{}, true)
	put(t, db, "t", 1, 2)
	commits = historyOf(t, "db", opts)
	last = commits[len(commits)-1].Position
	wantCovered(t, "the next commit", reader, last, false)
	closeTest(t, db)
	wantCovered(t, "after closing", reader, last, true)
	other := openTest(t, "other", opts)
	wantCovered(t, "another database", other, last, false)
	if (DurableMark{identity: other.identity, tx: txMax}).Covers(last) {
		t.Error("a mark by which everything is durable covers a position of another database")
	}
}

// historyOf reads what the files of a database say.
func historyOf(t *testing.T, path string, opts Options) (commits []Commit) {
	t.Helper()
	for c, err := range ReadHistory(context.Background(), HistorySource{FS: opts.FS, Path: path}, Position{}) {
		must(t, err)
		commits = append(commits, c)
	}
	if len(commits) == 0 {
		t.Fatal("no history")
	}
	return commits
}

// wantCovered compares what a database says of a position.
func wantCovered(t *testing.T, when string, db *DB, p Position, want bool) {
	t.Helper()
	mark, err := db.Durable()
	must(t, err)
	if got := mark.Covers(p); got != want {
		t.Errorf("%s: durable %v, want %v", when, got, want)
	}
}

// TestMarkIsOfItsMoment takes a mark of a database that was closed, and compares it with what the next process commits without a sync: that came later.
func TestMarkIsOfItsMoment(t *testing.T) {
	opts := smallOptions(memfs.New(memfs.Options{}))
	opts.Durability, opts.SyncInterval = DurabilityInterval, time.Hour
	db := openTest(t, "db", opts)
	put(t, db, "t", 0, 1)
	reader := openReader(t, "db", opts)
	commits := historyOf(t, "db", opts)
	closeTest(t, db)
	mark, err := reader.Durable()
	must(t, err)
	if !mark.Covers(commits[len(commits)-1].Position) {
		t.Error("what was there when the database was closed is not durable")
	}
	db = openTest(t, "db", opts)
	put(t, db, "t", 1, 2)
	commits = historyOf(t, "db", opts)
	if last := commits[len(commits)-1].Position; mark.Covers(last) {
		t.Error("the mark covers what came later")
	}
	closeTest(t, db)
}

// TestMarkOfAFailedClosing has a database stop at a sync that fails, and closes it; and has an opening fail that follows a kill. The last commits, which readers see, are not durable, and neither the mark nor a
// backup of a process that only reads says so.
func TestMarkOfAFailedClosing(t *testing.T) {
	files := faultfs.New(memfs.New(memfs.Options{}))
	opts := lazyOptions(files, DurabilityNone)
	db := openTest(t, "db", opts)
	put(t, db, "t", 0, 10)
	reader := openReader(t, "db", opts)
	put(t, db, "t", 10, 20)
	wantEntries(t, reader, 20)
	commits := historyOf(t, "db", opts)
	last := commits[len(commits)-1].Position
	must(t, files.Inject(faultfs.Rule{Op: vfs.OpSyncData, Times: faultfs.Forever, Fault: faultfs.IOError}))
	if err := db.Close(); err == nil {
		t.Fatal("closing has not failed")
	}
	wantCovered(t, "after a closing that failed", reader, last, false)
	if info, _ := backupBy(t, reader); !info.InDoubt || info.Entries != 20 {
		t.Errorf("backup: in doubt %t, %d entries", info.InDoubt, info.Entries)
	}
	if _, err := Open("db", opts); err == nil {
		t.Fatal("the opening has not failed")
	}
	wantCovered(t, "after an opening that failed", reader, last, false)
	files.Heal()
	closeTest(t, openTest(t, "db", opts))
	wantCovered(t, "after one that did not", reader, last, true)
}
