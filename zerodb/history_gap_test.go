package zerodb

import (
	"bytes"
	"errors"
	"path/filepath"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/faultfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// TestArchiveBehindAGap loses a segment among those that are kept from before the last checkpoint, as a power failure once could, and then switches archiving on:
// checkpoints and Close must succeed, the gap must be told once, the archive must begin behind it, restore a backup from there to the last commit, and
// never pass for a whole one.
func TestArchiveBehindAGap(t *testing.T) {
	fs := memfs.New(memfs.Options{CrashImages: true})
	opts := smallOptions(fs)
	opts.LogKeepBytes = 1 << 30
	db := openTest(t, "db", opts)
	var before bytes.Buffer
	_, err := db.Backup(t.Context(), &before, BackupOptions{})
	must(t, err)
	for n := range 10 {
		put(t, db, "t", 300*n, 300*n+300)
	}
	closeTest(t, db)
	names, err := fs.ReadDir(filepath.Join("db", logName))
	must(t, err)
	if len(names) < 6 {
		t.Fatalf("only %d segments", len(names))
	}
	must(t, fs.Remove(filepath.Join("db", logName, names[len(names)/2])))

	events := &eventLog{}
	opts.LogKeepBytes, opts.ArchivePath, opts.Events = 0, "archive", events
	db = openTest(t, "db", opts)
	put(t, db, "u", 0, 10)
	must(t, db.Checkpoint(t.Context()))
	var behind bytes.Buffer
	_, err = db.Backup(t.Context(), &behind, BackupOptions{})
	must(t, err)
	for n := range 10 {
		put(t, db, "u", 300*n, 300*n+300)
		must(t, db.Checkpoint(t.Context()))
	}
	want, err := content(db)
	must(t, err)
	closeTest(t, db)
	if count[LogGap](events) != 1 || count[CheckpointFailed](events) != 0 {
		t.Errorf("events: %+v", events.list)
	}
	restoresTo(t, fs, behind.Bytes(), want)
	commits := 0
	for _, err := range ReadHistory(t.Context(), HistorySource{FS: fs, Path: "db", ArchivePath: "archive"}, Position{}) {
		must(t, err)
		commits++
	}
	if commits < 10 {
		t.Errorf("%d commits in the history behind the gap", commits)
	}
	image, err := fs.CrashImage(memfs.Everything, nil)
	must(t, err)
	_, err = Restore(t.Context(), "gone", smallOptions(image), RestoreOptions{Backup: &before, ArchivePath: "archive", LogPath: "db"})
	if !errors.Is(err, ErrPositionGone) {
		t.Errorf("a backup from before the gap is restored with the log behind it: %v", err)
	}
	db = openTest(t, "db", opts)
	put(t, db, "v", 0, 10)
	closeTest(t, db)
	if count[LogGap](events) != 1 {
		t.Errorf("the gap is told again: %+v", events.list)
	}
}

// TestArchiveCannotBeListed lets the listing of the archive fail when a database begins to write: nothing is lost by that, so it must not stop.
func TestArchiveCannotBeListed(t *testing.T) {
	inner := memfs.New(memfs.Options{})
	files := faultfs.New(inner)
	opts := smallOptions(files)
	opts.ArchivePath = "archive"
	db := openTest(t, "db", opts)
	put(t, db, "t", 0, 5)
	closeTest(t, db)
	folders, err := inner.ReadDir("archive")
	must(t, err)
	db = openTest(t, "db", opts)
	must(t, files.Inject(faultfs.Rule{Op: vfs.OpReadDir, Name: folders[0], Times: faultfs.Forever, Fault: faultfs.IOError}))
	put(t, db, "t", 0, 10)
	files.Heal()
	put(t, db, "t", 10, 20)
	must(t, db.Checkpoint(t.Context()))
}
