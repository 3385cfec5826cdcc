package zerodb

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// TestRestoreToATimeBeforeTheBackup restores to a time before that of the backup, of which it cannot have the state: it is refused with both times, with a log and without, and the
// backup's own time is not.
func TestRestoreToATimeBeforeTheBackup(t *testing.T) {
	clock := time.Unix(1000, 0)
	opts := memOptions()
	opts.Now = func() time.Time { clock = clock.Add(time.Second); return clock }
	db := openTest(t, "db", opts)
	put(t, db, "t", 0, 10)
	before := clock
	put(t, db, "t", 10, 20)
	var stream bytes.Buffer
	info, err := db.Backup(t.Context(), &stream, BackupOptions{})
	must(t, err)
	taken := clock
	put(t, db, "t", 20, 30)
	for _, log := range []string{"", "db"} {
		_, err := Restore(t.Context(), "early", opts, RestoreOptions{Backup: bytes.NewReader(stream.Bytes()), LogPath: log, ToTime: before})
		var target *RestoreTargetError
		if !errors.As(err, &target) || !target.WantTime.Equal(before) || target.FromTime.Before(before) || target.From != info.Tx {
			t.Fatalf("log %q: restored to a time before the backup: %v", log, err)
		}
		if text := err.Error(); !strings.Contains(text, before.Format(time.RFC3339Nano)) || !strings.Contains(text, target.FromTime.Format(time.RFC3339Nano)) {
			t.Errorf("the error names not both times: %v", err)
		}
		if _, err := opts.FS.Stat("early"); err == nil {
			t.Error("something is left")
		}
	}
	report, err := Restore(t.Context(), "same", opts, RestoreOptions{Backup: bytes.NewReader(stream.Bytes()), LogPath: "db", ToTime: taken})
	must(t, err)
	if report.Tx != info.Tx {
		t.Errorf("restored to the time of the backup: %+v", report)
	}
}

// TestPruneRefusesALostHistory replaces a database by older files of itself, whose history goes on in another way over the same archive: pruning to a position of the history that is lost is refused and
// removes nothing, also where the
// two histories have records at the same places.
func TestPruneRefusesALostHistory(t *testing.T) {
	for _, alike := range []bool{false, true} {
		files := memfs.New(memfs.Options{CrashImages: true})
		opts := smallOptions(files)
		opts.ArchivePath = "archive"
		db := openTest(t, "db", opts)
		grow := func(from, rounds int) {
			for n := range rounds {
				put(t, db, "t", from+10*n, from+10*n+300)
				must(t, db.Checkpoint(t.Context()))
			}
		}
		grow(0, 6)
		closeTest(t, db)
		older := leftBy(t, files, memfs.Everything)
		opts.FS = older
		db = openTest(t, "db", opts)
		grow(5000, 6)
		lost, err := db.Position(t.Context())
		must(t, err)
		grow(6000, 3)
		closeTest(t, db)
		opts.FS = files
		db = openTest(t, "db", opts)
		for n := 0; n < 2 && !alike; n++ {
			put(t, db, "t", 9000, 9100+n)
			closeTest(t, db)
			db = openTest(t, "db", opts)
		}
		grow(7000, 12)
		closeTest(t, db)
		report, err := PruneArchive(t.Context(), "archive", Options{FS: files}, lost)
		if !errors.Is(err, ErrPositionForeign) || report.Segments != 0 {
			t.Errorf("pruned to a lost history (alike: %t): %+v, %v", alike, report, err)
		}
	}
}
