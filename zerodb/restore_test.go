package zerodb

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/faultfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// takeBackup backs a database up.
func takeBackup(t *testing.T, db *DB) ([]byte, BackupInfo) {
	t.Helper()
	var out bytes.Buffer
	info, err := db.Backup(t.Context(), &out, BackupOptions{})
	must(t, err)
	return out.Bytes(), info
}

// restoreTest restores into a folder, checks the result and returns its content.
func restoreTest(t *testing.T, path string, opts Options, o RestoreOptions) (RestoreReport, map[string]string) {
	t.Helper()
	report, err := Restore(t.Context(), path, opts, o)
	must(t, err)
	db := openTest(t, path, opts)
	if err := db.Check(t.Context(), func(f Finding) error { return f.Err }); err != nil {
		t.Fatalf("restored database: %v", err)
	}
	all, err := pairs(db)
	must(t, err)
	put(t, db, "later", 0, 1)
	if got := db.Stats().LatestTx; got <= report.Tx {
		t.Errorf("the first transaction after a restore to %d is %d", report.Tx, got)
	}
	closeTest(t, db)
	return report, all
}

// TestRestoreToEveryTransaction makes a history with checkpoints, reopenings and a power failure, backs up in between, and
// restores to every single transaction of it from each backup, on the archive and what the log still has. Each result must
// equal the state that the model has noted for that transaction.
func TestRestoreToEveryTransaction(t *testing.T) {
	random := rand.New(rand.NewPCG(11, 12))
	files := memfs.New(memfs.Options{CrashImages: true})
	clock := time.Unix(1000, 0)
	opts := smallOptions(files)
	opts.ArchivePath, opts.Now = "archive", func() time.Time { clock = clock.Add(time.Second); return clock }
	db := openTest(t, "db", opts)
	var backups [][]byte
	states := map[uint64]map[string]string{}
	var order []uint64
	steps := 70
	if raceFactor > 1 {
		steps = 40
	}
	for step := range steps {
		must(t, scramble(db, random))
		tx := db.Stats().LatestTx
		if _, known := states[tx]; !known {
			all, err := pairs(db)
			must(t, err)
			states[tx], order = all, append(order, tx)
		}
		switch step % 20 {
		case 3:
			b, info := takeBackup(t, db)
			if info.Tx != tx {
				t.Fatalf("backup of transaction %d, want %d", info.Tx, tx)
			}
			backups = append(backups, b)
		case 9:
			must(t, db.Checkpoint(t.Context()))
		case 12:
			closeTest(t, db)
			db = openTest(t, "db", opts)
		case 16:
			image, err := files.CrashImage(memfs.OnlySynced, nil)
			must(t, err)
			closeTest(t, db)
			files, opts.FS = image, image
			db = openTest(t, "db", opts)
		}
	}
	target := Options{FS: opts.FS, LogSegmentSize: opts.LogSegmentSize, CheckpointLogBytes: opts.CheckpointLogBytes}
	for n, b := range backups {
		info, err := VerifyBackup(t.Context(), bytes.NewReader(b), BackupOptions{})
		must(t, err)
		for i, tx := range order {
			if tx < info.Tx || i%len(backups) != n && tx != info.Tx {
				continue
			}
			name := "restored"
			o := RestoreOptions{Backup: bytes.NewReader(b), ArchivePath: "archive", LogPath: "db", ToTx: tx}
			report, all := restoreTest(t, name, target, o)
			if report.Tx != tx {
				t.Fatalf("restored to %d, want %d", report.Tx, tx)
			}
			if len(all) != len(states[tx]) || difference(all, states[tx]) != "not at all" {
				t.Fatalf("transaction %d from backup %d: %s", tx, n, difference(all, states[tx]))
			}
			must(t, removeTree(opts.FS, name))
		}
	}
	last := order[len(order)-1]
	report, all := restoreTest(t, "latest", target, RestoreOptions{Backup: bytes.NewReader(backups[0]), ArchivePath: "archive", LogPath: "db"})
	if report.Tx != last || difference(all, states[last]) != "not at all" {
		t.Errorf("latest is %d, want %d", report.Tx, last)
	}
	timed, _ := restoreTest(t, "timed", target, RestoreOptions{Backup: bytes.NewReader(backups[0]), ArchivePath: "archive", LogPath: "db", ToTime: report.Time.Add(-time.Nanosecond)})
	if timed.Tx >= last || !timed.Time.Before(report.Time) {
		t.Errorf("to the time before the last: %+v", timed)
	}
}

// TestRestoreRefuses makes sure that a target out of reach, a gap, a foreign log, a damaged backup and an existing folder are
// refused with their own errors, and that nothing is left behind.
func TestRestoreRefuses(t *testing.T) {
	opts := memOptions()
	db := openTest(t, "db", opts)
	put(t, db, "a", 0, 100)
	early, _ := takeBackup(t, db)
	for i := range 40 {
		put(t, db, "a", i, 100)
	}
	must(t, db.Checkpoint(t.Context()))
	late, info := takeBackup(t, db)
	other := openTest(t, "other", opts)
	put(t, other, "a", 0, 1)
	foreign, _ := takeBackup(t, other)
	memory, err := OpenMemory(Options{})
	must(t, err)
	nowhere, _ := takeBackup(t, memory)
	must(t, memory.Close())
	var target *RestoreTargetError
	for what, c := range map[string]struct {
		o  RestoreOptions
		ok func(error) bool
	}{
		"too late":  {RestoreOptions{Backup: bytes.NewReader(late), LogPath: "db", ToTx: 1 << 40}, func(err error) bool { return errors.As(err, &target) }},
		"too early": {RestoreOptions{Backup: bytes.NewReader(late), LogPath: "db", ToTx: info.Tx - 1}, func(err error) bool { return errors.As(err, &target) }},
		"gap":       {RestoreOptions{Backup: bytes.NewReader(early), LogPath: "db"}, func(err error) bool { return errors.Is(err, ErrPositionGone) }},
		"foreign":   {RestoreOptions{Backup: bytes.NewReader(foreign), LogPath: "db"}, func(err error) bool { return errors.Is(err, ErrPositionGone) || errors.As(err, new(*CorruptionError)) }},
		"no log":    {RestoreOptions{Backup: bytes.NewReader(nowhere), LogPath: "db"}, func(err error) bool { return errors.Is(err, ErrNoLog) }},
		"cut":       {RestoreOptions{Backup: bytes.NewReader(late[:len(late)-1])}, func(err error) bool { return errors.Is(err, ErrBackupDamaged) }},
		"both":      {RestoreOptions{Backup: bytes.NewReader(late), ToTx: 1, ToTime: time.Unix(1, 0)}, func(err error) bool { return err != nil }},
	} {
		if _, err := Restore(t.Context(), "new", opts, c.o); !c.ok(err) {
			t.Errorf("%s: %v", what, err)
		}
		for _, name := range []string{"new", "new" + restoringSuffix} {
			if _, err := opts.FS.Stat(name); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("%s: %s is left: %v", what, name, err)
			}
		}
	}
	if _, err := Restore(t.Context(), "db", opts, RestoreOptions{Backup: bytes.NewReader(late)}); !errors.Is(err, fs.ErrExist) {
		t.Errorf("existing folder: %v", err)
	}
	if _, err := db.Backup(t.Context(), failingWriter{}, BackupOptions{}); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("backup to a closed pipe: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Restore(ctx, "new", opts, RestoreOptions{Backup: bytes.NewReader(late)}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// failingWriter is a pipe whose reader has gone.
type failingWriter struct{}

// Write fails.
func (failingWriter) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

// TestRestoreInterrupted fails each call of the file system in turn during a restore, and lets the power fail at each change, and
// makes sure that there is either no database or a whole one.
func TestRestoreInterrupted(t *testing.T) {
	opts := memOptions()
	db := openTest(t, "db", opts)
	put(t, db, "a", 0, 300)
	b, _ := takeBackup(t, db)
	want, err := content(db)
	must(t, err)
	step := 1
	if raceFactor > 1 {
		step = 7
	}
	for n := 0; ; n += step {
		inner := memfs.New(memfs.Options{CrashImages: true})
		files := faultfs.New(inner)
		must(t, files.Inject(faultfs.Rule{Skip: n, Fault: faultfs.IOError}))
		_, err := Restore(t.Context(), "new", smallOptions(files), RestoreOptions{Backup: bytes.NewReader(b)})
		if files.Injected() == 0 {
			must(t, err)
			break
		}
		image, err := inner.CrashImage(memfs.OnlySynced, nil)
		must(t, err)
		for _, after := range []vfs.FS{inner, image} {
			if _, err := after.Stat("new"); errors.Is(err, fs.ErrNotExist) {
				continue
			}
			restored, err := Open("new", smallOptions(after))
			if err != nil {
				t.Fatalf("call %d: %v", n, err)
			}
			wantContent(t, restored, want)
			closeTest(t, restored)
		}
	}
}
