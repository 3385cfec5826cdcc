package zerodb

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs/faultfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// TestPrunedArchiveStillRestores takes backups along a history with an archive, prunes to the second one, and checks that the second and later
// ones restore to the last commit as before, that the first one does not any more and says why, and that every failing call leaves
// an archive with which the same is true.
func TestPrunedArchiveStillRestores(t *testing.T) {
	fs := memfs.New(memfs.Options{CrashImages: true})
	opts := smallOptions(fs)
	opts.ArchivePath = "archive"
	db := openTest(t, "db", opts)
	var backups [3]bytes.Buffer
	var infos [3]BackupInfo
	for i := range backups {
		for n := range 4 {
			put(t, db, "t", 1000*i+100*n, 1000*i+100*n+300)
			must(t, db.Checkpoint(t.Context()))
		}
		var err error
		infos[i], err = db.Backup(t.Context(), &backups[i], BackupOptions{})
		must(t, err)
	}
	put(t, db, "t", 9000, 9100)
	want, err := content(db)
	must(t, err)
	closeTest(t, db)
	_, err = PruneArchive(t.Context(), "archive", Options{FS: fs}, Position{})
	wantError(t, err, ErrPositionMalformed)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	report, err := PruneArchive(ended, "archive", Options{FS: fs}, infos[1].Position)
	if wantError(t, err, context.Canceled); report.Segments != 0 || report.Left == 0 {
		t.Errorf("after the end of the context %+v was removed", report)
	}
	for call := 0; ; call++ {
		failing := faultfs.New(fs)
		must(t, failing.Inject(faultfs.Rule{Skip: call, Fault: faultfs.IOError}))
		report, err := PruneArchive(t.Context(), "archive", Options{FS: failing}, infos[1].Position)
		if err != nil && !errors.Is(err, faultfs.ErrInjected) {
			t.Fatal(err)
		}
		restoresTo(t, fs, backups[1].Bytes(), want)
		if err == nil {
			t.Logf("pruned in %d calls; %d segments are left", call, report.Left)
			break
		}
	}
	restoresTo(t, fs, backups[2].Bytes(), want)
	_, err = Restore(t.Context(), "gone", smallOptions(memfs.New(memfs.Options{})), RestoreOptions{Backup: bytes.NewReader(backups[0].Bytes()), ArchivePath: "archive", LogPath: "db"})
	if err == nil {
		t.Error("a backup from before the archive's beginning was restored with the log behind it")
	}
	report, err = PruneArchive(t.Context(), "archive", Options{FS: fs}, infos[1].Position)
	must(t, err)
	if report.Segments != 0 {
		t.Errorf("%d more segments were removed", report.Segments)
	}
}

// restoresTo restores a backup with archive and log and compares.
func restoresTo(t *testing.T, fs *memfs.FS, backup []byte, want map[string]string) {
	t.Helper()
	image, err := fs.CrashImage(memfs.Everything, nil)
	must(t, err)
	_, err = Restore(t.Context(), "restored", smallOptions(image), RestoreOptions{Backup: bytes.NewReader(backup), ArchivePath: "archive", LogPath: "db"})
	must(t, err)
	db := openTest(t, "restored", smallOptions(image))
	got, err := content(db)
	must(t, err)
	if !maps.Equal(got, want) {
		t.Fatalf("restored: %s", difference(got, want))
	}
	closeTest(t, db)
}
