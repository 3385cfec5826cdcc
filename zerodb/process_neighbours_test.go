package zerodb

import (
	"context"
	"errors"
	"io/fs"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// Goal: a database can be read by others while one writes, and nobody sees less than the writer's own readers, or pages that
// were reused. Method: several DBs of this process on one file system in memory, which lock and share as processes do;
// process_roles_test.go does the same with real ones, which are killed.

// openReader opens a database for reading and closes it at the end of the test, unless the test did.
func openReader(t *testing.T, path string, opts Options) *DB {
	t.Helper()
	db, err := OpenReadOnly(path, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil && !errors.Is(err, ErrClosed) {
			t.Error(err)
		}
	})
	return db
}

// entries returns the number of entries of a table.
func entries(t *testing.T, db *DB, table string) (n uint64) {
	t.Helper()
	must(t, db.View(func(tx *Tx) error {
		tab, err := tx.Table(table)
		if err != nil {
			return err
		}
		n = tab.Len()
		return nil
	}))
	return n
}

// wantEntries checks the number of entries of table "t", and that each can be read.
func wantEntries(t *testing.T, db *DB, want int) {
	t.Helper()
	if got := entries(t, db, "t"); got != uint64(want) {
		t.Fatalf("got %d entries, want %d", got, want)
	}
	must(t, db.View(func(tx *Tx) error {
		tab, err := tx.Table("t")
		if err != nil {
			return err
		}
		for i := range want {
			if _, err := tab.Get(key(i)); err != nil {
				return err
			}
		}
		return nil
	}))
}

// TestReaderFollowsWriter opens a database for reading beside a writer and checks that each commit is seen at once, that
// the file's growth is followed, and that an open transaction keeps its state.
func TestReaderFollowsWriter(t *testing.T) {
	opts := memOptions()
	db := openTest(t, "db", opts)
	put(t, db, "t", 0, 10)
	reader := openReader(t, "db", opts)
	wantEntries(t, reader, 10)
	old, err := reader.BeginRead()
	must(t, err)
	for n := 100; n <= 20_000; n *= 4 {
		put(t, db, "t", 0, n)
		wantEntries(t, reader, n)
	}
	tab, err := old.Table("t")
	must(t, err)
	if tab.Len() != 10 {
		t.Fatalf("the old transaction sees %d entries", tab.Len())
	}
	for i := range 10 {
		got, err := tab.Get(key(i))
		must(t, err)
		if string(got) != string(value(i)) {
			t.Fatalf("entry %d has changed under a reader", i)
		}
	}
	must(t, old.Rollback())
	closeTest(t, db)
	wantEntries(t, reader, 6400)
	_, err = reader.BeginWrite(context.Background())
	wantError(t, err, ErrReadOnly)
	wantError(t, reader.Checkpoint(context.Background()), ErrReadOnly)
}

// TestForeignReaderPinsPages parks a reader of another DB while every entry is written again and again, and checks that what it
// sees stays, that the file stays bounded, and that the space comes back when it ends.
func TestForeignReaderPinsPages(t *testing.T) {
	opts := memOptions()
	opts.CheckpointLogBytes = gibibyte // one in the background keeps what it sees for as long as it takes
	db := openTest(t, "db", opts)
	put(t, db, "t", 0, 2000)
	reader := openReader(t, "db", opts)
	old, err := reader.BeginRead()
	must(t, err)
	rewrite := func() {
		for round := range 30 {
			must(t, db.Update(func(tx *Tx) error {
				tab, err := tx.Table("t")
				if err != nil {
					return err
				}
				for i := range 2000 {
					if err := tab.Put(key(i), value(i+round)); err != nil {
						return err
					}
				}
				return nil
			}))
			must(t, db.Checkpoint(t.Context()))
		}
	}
	rewrite()
	tab, err := old.Table("t")
	must(t, err)
	for i := range 2000 {
		if got, err := tab.Get(key(i)); err != nil || string(got) != string(value(i)) {
			t.Fatalf("entry %d under a reader: %.20q, %v", i, got, err)
		}
	}
	pinned := db.Stats()
	if pinned.Readers != 1 {
		t.Fatalf("the writer counts %d readers", pinned.Readers)
	}
	must(t, old.Rollback())
	must(t, db.Checkpoint(context.Background()))
	rewrite()
	if s := db.Stats(); s.Pages > pinned.Pages || s.RetiredPages > pinned.RetiredPages*2/3 { // the reader's and those of one checkpoint before, those of one now
		t.Fatalf("the file grew from %d to %d pages without a reader, of which %d and %d are kept", pinned.Pages, s.Pages, pinned.RetiredPages, s.RetiredPages)
	}
}

// TestReadersWithoutWriter reads a database that was closed in order, follows a writer that comes and goes, and reads on.
func TestReadersWithoutWriter(t *testing.T) {
	opts := memOptions()
	_, err := OpenReadOnly("db", opts)
	wantError(t, err, fs.ErrNotExist)
	db := openTest(t, "db", opts)
	put(t, db, "t", 0, 1000)
	closeTest(t, db)
	reader := openReader(t, "db", opts)
	wantEntries(t, reader, 1000)
	old, err := reader.BeginRead()
	must(t, err)
	for n := 2000; n < 5000; n += 1000 {
		db := openTest(t, "db", opts)
		wantEntries(t, reader, n-1000)
		put(t, db, "t", 0, n)
		wantEntries(t, reader, n)
		must(t, db.Checkpoint(context.Background()))
		put(t, db, "t", 0, n)
		closeTest(t, db)
		wantEntries(t, reader, n)
	}
	tab, err := old.Table("t")
	must(t, err)
	for i := range 1000 {
		if got, err := tab.Get(key(i)); err != nil || string(got) != string(value(i)) {
			t.Fatalf("entry %d under a reader of an earlier life: %.20q, %v", i, got, err)
		}
	}
	must(t, old.Rollback())
}

// TestReaderLimits checks the limits of reading processes and of transactions in one.
func TestReaderLimits(t *testing.T) {
	opts := memOptions()
	opts.MaxReaderProcesses, opts.MaxReaders = 2, 3
	openTest(t, "db", opts)
	a, _ := openReader(t, "db", opts), openReader(t, "db", opts)
	_, err := OpenReadOnly("db", opts)
	var limit *LimitError
	if !errors.As(err, &limit) || limit.Option != "MaxReaderProcesses" || limit.Max != 2 {
		t.Fatalf("a third process: %v", err)
	}
	for range 3 {
		tx, err := a.BeginRead()
		must(t, err)
		defer func() { must(t, tx.Rollback()) }()
	}
	if _, err := a.BeginRead(); !errors.As(err, &limit) || limit.Option != "MaxReaders" || limit.Max != 3 {
		t.Fatalf("a fourth reader: %v", err)
	}
}

// TestReaderAfterKill reads a database whose writer was killed: what is only in the log is there, with nothing changed on
// disk; with too little memory for it the answer is ErrNeedsRecovery.
func TestReaderAfterKill(t *testing.T) {
	files := memfs.New(memfs.Options{CrashImages: true})
	opts := smallOptions(files)
	opts.CheckpointLogBytes = 64 * mebibyte
	db := openTest(t, "db", opts)
	put(t, db, "t", 0, 3000)
	image, err := files.CrashImage(memfs.Everything, nil)
	must(t, err)
	opts.FS = image
	small := opts
	small.MaxOverlayBytes = 64 * kibibyte
	_, err = OpenReadOnly("db", small)
	wantError(t, err, ErrNeedsRecovery)
	reader := openReader(t, "db", opts)
	wantEntries(t, reader, 3000)
	old, err := reader.BeginRead()
	must(t, err)
	next := openTest(t, "db", opts)
	wantEntries(t, reader, 3000)
	put(t, next, "t", 0, 6000)
	must(t, next.Checkpoint(context.Background()))
	put(t, next, "t", 0, 6000)
	wantEntries(t, reader, 6000)
	tab, err := old.Table("t")
	must(t, err)
	for i := range 3000 {
		if got, err := tab.Get(key(i)); err != nil || string(got) != string(value(i)) {
			t.Fatalf("entry %d in the overlay: %.20q, %v", i, got, err)
		}
	}
	must(t, old.Rollback())
}

// TestCloseGivesUp leaves a read transaction open: Close says so and can be repeated, the files stay locked until the transaction
// has ended, and everything is on disk.
func TestCloseGivesUp(t *testing.T) {
	opts := memOptions()
	opts.CloseTimeout = 5 * readersPoll
	db := openTest(t, "db", opts)
	put(t, db, "t", 0, 10)
	leaked, err := db.BeginRead()
	must(t, err)
	for range 2 {
		var limit *LimitError
		if err := db.Close(); !errors.As(err, &limit) || limit.Option != "CloseTimeout" || limit.Value != 1 {
			t.Fatalf("close with a leaked reader: %v", err)
		}
	}
	_, err = Open("db", opts)
	wantError(t, err, ErrLocked)
	must(t, leaked.Rollback())
	must(t, db.Close())
	wantError(t, db.Close(), ErrClosed)
	wantEntries(t, openTest(t, "db", opts), 10)
}
