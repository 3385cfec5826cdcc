package zerodb

import (
	"context"
	"testing"
	"time"

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
	if (DurableMark{identity: other.identity, all: true}).Covers(last) {
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
