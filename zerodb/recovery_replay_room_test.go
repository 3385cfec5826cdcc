package zerodb

import (
	"bytes"
	"errors"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// TestReplayTakesNoMoreRoom kills a process after a transaction larger than memory that has stored the same keys again and again, committed or given up, in a database that may not become
// much larger: repeating it uses pages that it has made itself again, as the transaction did.
func TestReplayTakesNoMoreRoom(t *testing.T) {
	enough := errors.New("enough")
	for _, last := range []error{nil, enough} {
		files := memfs.New(memfs.Options{CrashImages: true})
		opts := smallOptions(files)
		opts.MaxDatabaseSize, opts.MaxDirtyPages, opts.CheckpointLogBytes = 4*mebibyte, 8, gibibyte
		opts.MaxValueSize, opts.GrowthStep = 4096, 4096
		db := openTest(t, "db", opts)
		put(t, db, "t", 0, 100)
		err := db.Update(func(tx *Tx) error {
			table, err := tx.Table("t")
			for i := 0; i < 5000 && err == nil; i++ {
				err = table.Put(key(i%10), bytes.Repeat([]byte{byte(i)}, 3000))
			}
			return errors.Join(err, last)
		})
		if !errors.Is(err, last) {
			t.Fatal(err)
		}
		wantReplayed(t, db, opts, files, db.Stats().Pages+64)
	}
}

// TestReplayFreesWhatWasDropped kills a process after tables were loaded and dropped again and again since the last checkpoint, in a database that may not become much larger: repeating that
// frees their pages too.
func TestReplayFreesWhatWasDropped(t *testing.T) {
	files := memfs.New(memfs.Options{CrashImages: true})
	opts := smallOptions(files)
	opts.MaxDatabaseSize, opts.CheckpointLogBytes, opts.GrowthStep = 6*mebibyte, gibibyte, 4096
	opts.MaxValueSize = 4096
	db := openTest(t, "db", opts)
	put(t, db, "t", 0, 100)
	for i := range 20 {
		fillTable(t, db, "big", 1500)
		must(t, db.Update(func(tx *Tx) error { return tx.DropTable("big") }))
		for j := range 10 {
			put(t, db, "t", 10*i+j, 10*i+j+1)
		}
	}
	wantReplayed(t, db, opts, files, db.Stats().Pages*3/2)
}

// TestReplayUsesLargeValuesAgain kills a process after large values, of more than a batch of the replay, were stored under the same keys again and again since the last checkpoint, in a database that may not
// become much larger.
func TestReplayUsesLargeValuesAgain(t *testing.T) {
	files := memfs.New(memfs.Options{CrashImages: true})
	opts := smallOptions(files)
	opts.MaxDatabaseSize, opts.CheckpointLogBytes, opts.GrowthStep = 200*mebibyte, gibibyte, 4096
	opts.MaxValueSize, opts.LogSegmentSize = 10_000_000, 16*mebibyte
	db := openTest(t, "db", opts)
	put(t, db, "t", 0, 100)
	putLargeAgain(t, db, 0, 8, 3, 10_000_000)
	wantReplayed(t, db, opts, files, db.Stats().Pages*3/2)
}

// putLargeAgain stores values of a size under some keys, again and again.
func putLargeAgain(t *testing.T, db *DB, from, keys, times, size int) {
	t.Helper()
	for i := range keys * times {
		must(t, db.Update(func(tx *Tx) error {
			table, err := tx.CreateTable("large", TableOptions{})
			if err != nil {
				return err
			}
			return table.Put(key(from+i%keys), bytes.Repeat([]byte{byte(i)}, size))
		}))
	}
}

// wantReplayed opens what a kill leaves of a database, once and with its own limits: it has the same content, and so many pages at most.
func wantReplayed(t *testing.T, db *DB, opts Options, files *memfs.FS, most uint64) {
	t.Helper()
	want, err := content(db)
	must(t, err)
	opts.FS = leftBy(t, files, memfs.Everything)
	again, _, err := openOnce("db", opts, nil, ordinarily)
	must(t, err)
	wantContent(t, again, want)
	wantSound(t, again)
	if got := again.Stats().Pages; got > most {
		t.Errorf("%d pages; want at most %d", got, most)
	}
	must(t, again.Close())
}

// TestReplayOnFullDisk kills a process after large values were stored under the same keys again and again since the last checkpoint, on a disk that is nearly full then: the file may become longer, but cannot.
// What the second batch of the replay replaces is of the first, and there is less of it than a batch may hold back elsewhere.
func TestReplayOnFullDisk(t *testing.T) {
	files := memfs.New(memfs.Options{CrashImages: true})
	opts := smallOptions(files)
	opts.CheckpointLogBytes, opts.MaxValueSize, opts.LogSegmentSize = gibibyte, 900_000, mebibyte
	db := openTest(t, "db", opts)
	put(t, db, "t", 0, 100)
	const keys, size = 20, 100_000
	putLargeAgain(t, db, 0, keys, 1, size)
	putLargeAgain(t, db, 100, 80, 1, 900_000) // more than a batch
	putLargeAgain(t, db, 0, keys, 4, size)
	used := func() uint64 { return db.Stats().Pages - db.Stats().AvailablePages }
	for i := 1000; (used()+size/2048)*uint64(db.opts.PageSize) < uint64(db.pager.Size()); i++ { // until the file is full
		putLargeAgain(t, db, i, 1, 1, size)
	}
	want, err := content(db)
	must(t, err)
	left := leftBy(t, files, memfs.Everything)
	must(t, db.Close())
	left.SetQuota(left.Used() + 200<<10) // less than the replay would hold back elsewhere
	opts.FS = left
	db = openTest(t, "db", opts)
	wantContent(t, db, want)
	left.SetQuota(0)
	must(t, db.Close())
}
