package zerodb

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"testing"
	"time"

	"github.com/aerolith/aerolith/zerodb/vfs"
)

// TestReaderComesWhileAPlaceIsTakenBack lets a reading process come when the only place belonged to one that was killed, and somebody is about to take that place back: for that he has its lock. The one that
// comes gets the place a moment later, and is not told that there are too many.
func TestReaderComesWhileAPlaceIsTakenBack(t *testing.T) {
	opts := memOptions()
	opts.MaxReaderProcesses, opts.ReaderCheckInterval = 1, time.Hour
	db := openTest(t, "db", opts)
	put(t, db, "t", 0, 10)
	dead, err := OpenReadOnly("db", opts) // never closed
	must(t, err)
	_, err = OpenReadOnly("db", opts)
	if limit := (*LimitError)(nil); !errors.As(err, &limit) || limit.Option != "MaxReaderProcesses" {
		t.Fatalf("beside one that lives: %v", err)
	}
	judge := db.peers.blockLock(dead.peers.own)
	must(t, dead.peers.lock.Close()) // as the end of its process does
	held, err := opts.FS.Lock(judge, filePermission)
	must(t, err)
	time.AfterFunc(3*time.Millisecond, func() {
		db.peers.memory.GiveBack(0)
		if err := held.Close(); err != nil {
			t.Error(err)
		}
	})
	wantEntries(t, openReader(t, "db", opts), 10)
}

// TestReaderComesAfterCloseRanOutOfTime lets a reading process come when a Close has left everything on disk and waits for a read transaction of its own: nobody shows it anything any more, so it
// reads the files, as it would once the Close has come to its end. A process that was there goes on.
func TestReaderComesAfterCloseRanOutOfTime(t *testing.T) {
	for name, path := range map[string]string{"in memory": "db", "on disk": filepath.Join(t.TempDir(), "db")} {
		t.Run(name, func(t *testing.T) {
			opts := memOptions()
			if path != "db" {
				opts.FS = vfs.OS()
			}
			opts.CloseTimeout, opts.OpenTimeout, opts.CheckpointLogBytes = time.Millisecond, 2*time.Second, gibibyte
			db := openTest(t, path, opts)
			put(t, db, "t", 0, 100)
			put(t, db, "t", 0, 100)
			slow := begin(t, db, false)
			if err := db.Close(); err == nil {
				t.Fatal("closing did not wait for the read transaction")
			}
			first := openReader(t, path, opts)
			wantEntries(t, first, 100)
			_, err := Open(path, opts)
			wantError(t, err, ErrLocked)
			table, err := slow.Table("t")
			must(t, err)
			if table.Len() != 100 {
				t.Error("the slow transaction sees something else")
			}
			must(t, slow.Rollback())
			must(t, db.Close())
			next := openTest(t, path, opts)
			put(t, next, "t", 100, 200)
			wantEntries(t, first, 200)
			wantEntries(t, openReader(t, path, opts), 200)
		})
	}
}

// TestBackupOfTheKilledBesideSharedLock backs up what a killed writer had shown to a reading process before it was durable, while a process that reads through a mount for reading only keeps writers away: nobody
// will make it durable, so the backup is in doubt, and does not wait for who is not there.
func TestBackupOfTheKilledBesideSharedLock(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "db")
	writer := startProcess(t, "none", folder)
	writer.number()
	reader := openReader(t, folder, processOptions())
	for range 5 {
		writer.number()
	}
	writer.kill()
	lock, err := vfs.OS().(vfs.SharedLocker).LockShared(filepath.Join(folder, lockName))
	must(t, err)
	defer func() { must(t, lock.Close()) }()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	info, err := reader.Backup(ctx, io.Discard, BackupOptions{})
	must(t, err)
	if !info.InDoubt {
		t.Error("what a killed writer has left is not in doubt")
	}
}
