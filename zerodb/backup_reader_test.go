package zerodb

import (
	"bytes"
	"context"
	"maps"
	"testing"
	"time"

	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/faultfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// Goal: what a backup by a process that only reads has is durable in its source, whatever the durability, as with one by the process that writes; where that
// cannot be, the backup says so. Method: the power fails right after the backup, and the source goes on from what is left.

// lazyOptions are options of a database that syncs nothing by itself.
func lazyOptions(fs vfs.FS, durability Durability) Options {
	opts := smallOptions(fs)
	opts.Durability, opts.SyncInterval, opts.CheckpointLogBytes = durability, time.Hour, 64*mebibyte
	return opts
}

// backupBy takes a backup.
func backupBy(t *testing.T, db *DB) (BackupInfo, []byte) {
	t.Helper()
	var b bytes.Buffer
	info, err := db.Backup(t.Context(), &b, BackupOptions{})
	must(t, err)
	return info, b.Bytes()
}

// leftBy returns what a power failure leaves, or where everything is left, a kill.
func leftBy(t *testing.T, files *memfs.FS, kind memfs.Kind) *memfs.FS {
	t.Helper()
	left, err := files.CrashImage(kind, nil)
	must(t, err)
	return left
}

// TestBackupByReaderIsDurable lets the power fail after a backup by a reading process: the source has what the backup has, and its log continues the backup.
func TestBackupByReaderIsDurable(t *testing.T) {
	for _, durability := range []Durability{DurabilityAlways, DurabilityInterval, DurabilityNone} {
		for _, unwritten := range []int64{0, -1} {
			files := memfs.New(memfs.Options{CrashImages: true})
			opts := lazyOptions(files, durability)
			opts.MaxUnwrittenBytes = unwritten
			db := openTest(t, "db", opts)
			put(t, db, "t", 0, 10)
			reader := openReader(t, "db", opts)
			put(t, db, "t", 10, 20)
			want, err := content(db)
			must(t, err)
			info, stream := backupBy(t, reader)
			if info.InDoubt {
				t.Errorf("%v: in doubt beside a writer", durability)
			}
			opts.FS = leftBy(t, files, memfs.OnlySynced)
			again := openTest(t, "db", opts)
			got, err := content(again)
			must(t, err)
			if !maps.Equal(got, want) {
				t.Errorf("%v: the source has lost what the backup has: %s", durability, difference(got, want))
			}
			put(t, again, "u", 0, 10)
			want, err = content(again)
			must(t, err)
			restoresTo(t, opts.FS.(*memfs.FS), stream, want)
		}
	}
}

// TestBackupByReaderOfTheKilled takes backups of a database whose writer was killed before it had synced its last commits, and after a checkpoint: the first says
// that it is in doubt. Where the power fails then, no log of the source is taken for what continues it.
func TestBackupByReaderOfTheKilled(t *testing.T) {
	files := memfs.New(memfs.Options{CrashImages: true})
	opts := lazyOptions(files, DurabilityNone)
	db := openTest(t, "db", opts)
	put(t, db, "t", 0, 10)
	must(t, db.Checkpoint(t.Context()))
	settled := opts
	settled.FS = leftBy(t, files, memfs.Everything)
	if info, _ := backupBy(t, openReader(t, "db", settled)); info.InDoubt {
		t.Error("in doubt after a checkpoint")
	}
	put(t, db, "t", 10, 20)
	killed := opts
	killed.FS = leftBy(t, files, memfs.Everything)
	reader := openReader(t, "db", killed)
	info, stream := backupBy(t, reader)
	if !info.InDoubt || info.Entries != 20 {
		t.Errorf("backup of what a kill has left: in doubt %v, %d entries", info.InDoubt, info.Entries)
	}
	takeover := openTest(t, "db", killed)
	if info, _ := backupBy(t, reader); info.InDoubt {
		t.Error("in doubt after the next writer has recovered it")
	}
	put(t, takeover, "u", 0, 10)
	want, err := content(takeover)
	must(t, err)
	restoresTo(t, killed.FS.(*memfs.FS), stream, want)

	failed := opts
	failed.FS = leftBy(t, files, memfs.OnlySynced)
	again := openTest(t, "db", failed)
	for i := range 30 {
		put(t, again, "v", 10*i, 10*i+10)
	}
	failed.FS = leftBy(t, failed.FS.(*memfs.FS), memfs.Everything)
	report, err := Restore(t.Context(), "restored", failed, RestoreOptions{Backup: bytes.NewReader(stream), LogPath: "db"})
	wantError(t, err, ErrPositionForeign)
	if report.Transactions > 0 {
		t.Errorf("%d transactions of another history were repeated", report.Transactions)
	}
}

// TestBackupByReaderOfStopped has a backup wait for a writer that cannot sync any more, and for one that is late.
func TestBackupByReaderOfStopped(t *testing.T) {
	files := faultfs.New(memfs.New(memfs.Options{}))
	opts := lazyOptions(files, DurabilityNone)
	db := openTest(t, "db", opts)
	reader := openReader(t, "db", opts)
	put(t, db, "t", 0, 10)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := reader.Backup(ended, new(bytes.Buffer), BackupOptions{})
	wantError(t, err, context.Canceled)
	must(t, files.Inject(faultfs.Rule{Op: vfs.OpSyncData, Fault: faultfs.IOError}))
	put(t, db, "t", 10, 20)
	_, err = reader.Backup(t.Context(), new(bytes.Buffer), BackupOptions{})
	wantError(t, err, ErrCommitUnknown)
	wantEntries(t, reader, 20)
}
