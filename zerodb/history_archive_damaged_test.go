package zerodb

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// TestArchiveBesideALostHistoryAndDamage archives the log of a database whose archive has segments of a history that it has lost, under numbers that came again, while the header of such a segment is damaged in the
// log, or of the one behind it: what the archive has under the number says nothing of the one in the log, which would be cut at a wrong place and given up. It stays, and the damage is told.
func TestArchiveBesideALostHistoryAndDamage(t *testing.T) {
	for _, behind := range []int{0, 1} {
		files := memfs.New(memfs.Options{CrashImages: true})
		opts := smallOptions(files)
		opts.ArchivePath = "archive"
		grow := func(db *DB, from, rounds int) (err error) {
			for n := range rounds {
				put(t, db, "t", from+10*n, from+10*n+200)
				err = errors.Join(err, db.Checkpoint(t.Context()))
			}
			return err
		}
		db := openTest(t, "db", opts)
		must(t, grow(db, 0, 6))
		closeTest(t, db)
		older := leftBy(t, files, memfs.Everything)
		db = openTest(t, "db", opts)
		must(t, grow(db, 5000, 30))
		archive := archiveOf(opts.ArchivePath, db.identity)
		closeTest(t, db)
		must(t, removeTree(files, "db"))
		copyTree(t, older, files, "db")
		opts.LogKeepBytes = tebibyte
		db = openTest(t, "db", opts)
		must(t, grow(db, 7000, 6))
		closeTest(t, db)

		log := filepath.Join("db", logName)
		names, err := files.ReadDir(log)
		must(t, err)
		names = slices.DeleteFunc(names, func(name string) bool { return filepath.Ext(name) != ".log" })
		victim, damaged := names[2-behind], names[2]
		flipHeader(t, files, filepath.Join(log, damaged))
		live, kept := fileBytes(t, files, filepath.Join(log, victim)), fileBytes(t, files, filepath.Join(archive, victim))
		opts.LogKeepBytes = 0
		db = openTest(t, "db", opts)
		if err := grow(db, 9000, 6); err == nil {
			t.Errorf("damaged %s: %v", damaged, err)
		}
		if !bytes.Equal(fileBytes(t, files, filepath.Join(log, victim)), live) || !bytes.Equal(fileBytes(t, files, filepath.Join(archive, victim)), kept) {
			t.Errorf("damaged %s: segment %s was given up, or archived", damaged, victim)
		}
		_ = db.Close() // it meets the damage too
	}
}

// TestLostHistoryIsNotRepeated damages the header of the segment with which a killed database has gone on where older files were put in its place, while the archive has another one of that number, which goes on
// from the same record with what was lost then: the opening tells of the damage, and so does who reads the history, and nobody takes the one for the other.
func TestLostHistoryIsNotRepeated(t *testing.T) {
	files := memfs.New(memfs.Options{CrashImages: true})
	opts := smallOptions(files)
	opts.ArchivePath = "archive"
	db := openTest(t, "db", opts)
	put(t, db, "t", 0, 100)
	closeTest(t, db)
	older := leftBy(t, files, memfs.Everything)
	db = openTest(t, "db", opts)
	for n := range 20 {
		put(t, db, "lost", 100*n, 100*n+100)
		must(t, db.Checkpoint(t.Context()))
	}
	closeTest(t, db)
	must(t, removeTree(files, "db"))
	copyTree(t, older, files, "db")
	opts.CheckpointLogBytes = gibibyte
	db = openTest(t, "db", opts)
	put(t, db, "present", 0, 10)
	at, err := db.Position(t.Context())
	must(t, err)
	files = leftBy(t, files, memfs.Everything)
	must(t, db.Close())
	flipHeader(t, files, filepath.Join("db", logName, fmt.Sprintf("%016x.log", at.log.Segment)))
	for commit, err := range ReadHistory(t.Context(), HistorySource{FS: files, Path: "db", ArchivePath: "archive"}, Position{}) {
		if err == nil && commit.Tx > at.Tx {
			t.Errorf("transaction %d is told", commit.Tx)
		}
	}
	opts.FS = files
	db, err = Open("db", opts)
	if err == nil {
		defer closeTest(t, db)
		got, err := content(db)
		t.Errorf("opened: %v, lost %q, present %q", err, got["lost/"], got["present/"])
	} else if !errors.As(err, new(*CorruptionError)) {
		t.Error(err)
	}
}

// flipHeader damages the header of a segment.
func flipHeader(t *testing.T, files vfs.FS, name string) {
	t.Helper()
	file, err := files.Open(name)
	must(t, err)
	b := make([]byte, 1)
	_, err = file.ReadAt(b, 30)
	must(t, err)
	b[0] ^= 1
	_, err = file.WriteAt(b, 30)
	must(t, errors.Join(err, file.Close()))
}

// fileBytes returns the content of a file, nil where there is none.
func fileBytes(t *testing.T, files vfs.FS, name string) []byte {
	t.Helper()
	file, err := files.OpenReadOnly(name)
	if err != nil {
		return nil
	}
	size, err := file.Size()
	must(t, err)
	b := make([]byte, size)
	_, err = file.ReadAt(b, 0)
	must(t, errors.Join(err, file.Close()))
	return b
}
