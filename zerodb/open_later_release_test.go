package zerodb

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io/fs"
	"path/filepath"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/meta"
	"github.com/aerolith/aerolith/zerodb/internal/page"
	"github.com/aerolith/aerolith/zerodb/internal/wal/segment"
	"github.com/aerolith/aerolith/zerodb/vfs"
)

// formatVersionAt is where a meta page and a backup have the version of their form; docs/format has both.
const (
	formatVersionAt = 32
	backupVersionAt = 8
)

// fromLaterRelease makes the data file one of the next format version, whole in all that this release knows.
func fromLaterRelease(t *testing.T, files vfs.FS) {
	t.Helper()
	file, err := files.Open(filepath.Join("db", dataName))
	must(t, err)
	b := make([]byte, minPageSize)
	for slot := range int64(page.FirstID) {
		_, err := file.ReadAt(b, slot*minPageSize)
		must(t, err)
		binary.LittleEndian.PutUint32(b[formatVersionAt:], binary.LittleEndian.Uint32(b[formatVersionAt:])+1)
		binary.LittleEndian.PutUint32(b, page.Checksum(b, ids.PageID(slot)))
		_, err = file.WriteAt(b, slot*minPageSize)
		must(t, err)
	}
	must(t, file.Close())
}

// TestLaterReleaseIsNoDamage makes sure that a database of a form that this release does not know is refused as such by everything that opens or
// looks at it: a check that called it damaged would make its owner restore a backup, or salvage less than there is.
func TestLaterReleaseIsNoDamage(t *testing.T) {
	opts, _ := inspected(t)
	fromLaterRelease(t, opts.FS)
	recovering := opts
	recovering.Recovery = RecoverWhatIsWhole
	for name, call := range map[string]func() error{
		"Open":               func() error { _, err := Open("db", opts); return err },
		"RecoverWhatIsWhole": func() error { _, err := Open("db", recovering); return err },
		"OpenReadOnly":       func() error { _, err := OpenReadOnly("db", opts); return err },
		"Inspect":            func() error { _, err := Inspect("db", opts); return err },
		"Mend":               func() error { _, err := Mend(t.Context(), "db", opts); return err },
		"Salvage": func() error {
			_, err := Salvage(t.Context(), "db", "saved", opts, SalvageOptions{})
			return err
		},
	} {
		var version *VersionError
		if err := call(); !errors.As(err, &version) || version.Version != meta.FormatVersion+1 || errors.As(err, new(*CorruptionError)) || errors.Is(err, ErrNotMendable) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := opts.FS.Stat("saved"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("salvage has left something: %v", err)
	}
}

// logFromLaterRelease makes the segments of the log those of the next format version, whole in all that this release knows.
func logFromLaterRelease(t *testing.T, files vfs.FS) {
	t.Helper()
	folder := filepath.Join("db", logName)
	names, err := files.ReadDir(folder)
	must(t, err)
	castagnoli := crc32.MakeTable(crc32.Castagnoli)
	for _, name := range names {
		file, err := files.Open(filepath.Join(folder, name))
		must(t, err)
		b := make([]byte, 72) // docs/format/log.md draws it
		_, err = file.ReadAt(b, 0)
		must(t, err)
		binary.LittleEndian.PutUint32(b[8:], segment.Version+1)
		binary.LittleEndian.PutUint32(b[12:], crc32.Update(crc32.Checksum(b[:12], castagnoli), castagnoli, b[16:]))
		_, err = file.WriteAt(b, 0)
		must(t, errors.Join(err, file.Close()))
	}
}

// TestLogOfLaterReleaseIsNoDamage makes sure of the same for the log alone.
func TestLogOfLaterReleaseIsNoDamage(t *testing.T) {
	opts, _ := inspected(t)
	logFromLaterRelease(t, opts.FS)
	for name, call := range map[string]func() error{
		"Open":         func() error { _, err := Open("db", opts); return err },
		"OpenReadOnly": func() error { _, err := OpenReadOnly("db", opts); return err },
		"Mend":         func() error { _, err := Mend(t.Context(), "db", opts); return err },
		"Check": func() error {
			i, err := Inspect("db", opts)
			must(t, err)
			_, err = i.Check(t.Context(), CheckOptions{}, func(f Finding) error { return f.Err })
			return errors.Join(err, i.Close())
		},
		"Salvage": func() error {
			_, err := Salvage(t.Context(), "db", "saved", opts, SalvageOptions{})
			return err
		},
	} {
		err := call()
		if !errors.As(err, new(*LogVersionError)) || errors.As(err, new(*CorruptionError)) || errors.Is(err, ErrNotMendable) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := opts.FS.Stat("saved"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("salvage has left something: %v", err)
	}
}

// TestBackupOfLaterRelease makes sure that such a backup is not called damaged.
func TestBackupOfLaterRelease(t *testing.T) {
	db := openTest(t, "db", memOptions())
	put(t, db, "a", 0, 10)
	b, _ := takeBackup(t, db)
	b[backupVersionAt]++
	_, err := VerifyBackup(t.Context(), bytes.NewReader(b), BackupOptions{})
	if wantError(t, err, ErrBackupVersion); errors.Is(err, ErrBackupDamaged) {
		t.Errorf("it counts as damaged: %v", err)
	}
	_, err = Restore(t.Context(), "new", db.opts, RestoreOptions{Backup: bytes.NewReader(b)})
	wantError(t, err, ErrBackupVersion)
}
