package zerodb

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs"
)

// backupOf returns a backup of a small database.
func backupOf(t *testing.T) []byte {
	t.Helper()
	db := openTest(t, "source", memOptions())
	put(t, db, "a", 0, 100)
	var b bytes.Buffer
	_, err := db.Backup(t.Context(), &b, BackupOptions{})
	must(t, err)
	closeTest(t, db)
	return b.Bytes()
}

// TestRestoreBesideARestore makes sure that a restore leaves alone what another one is making at that moment under the same name, before and after it fails,
// and takes away what one that was killed has left.
func TestRestoreBesideARestore(t *testing.T) {
	opts, stream := memOptions(), backupOf(t)
	restore := func() error {
		_, err := Restore(t.Context(), "target", opts, RestoreOptions{Backup: bytes.NewReader(stream)})
		return err
	}
	other := openTest(t, "target"+restoringSuffix, opts)
	put(t, other, "half", 0, 10)
	wantError(t, restore(), ErrLocked)
	put(t, other, "half", 10, 500)
	must(t, other.Checkpoint(t.Context()))
	closeTest(t, other)
	other = openTest(t, "target"+restoringSuffix, opts)
	closeTest(t, other)
	must(t, restore())
	if _, err := opts.FS.Stat("target" + restoringSuffix); err == nil {
		t.Error("what the other one has left is there still")
	}
}

// TestRestoreMeetsARestore begins a restore when another one of the same name has closed its database and has not renamed it yet: it fails and leaves that one alone.
func TestRestoreMeetsARestore(t *testing.T) {
	opts, stream := memOptions(), backupOf(t)
	met := 0
	must(t, assemble(opts.FS, "target", func(work string) error {
		db := openTest(t, work, opts)
		put(t, db, "t", 0, 10)
		closeTest(t, db)
		met++
		_, err := Restore(t.Context(), "target", opts, RestoreOptions{Backup: bytes.NewReader(stream)})
		wantError(t, err, ErrLocked)
		return nil
	}))
	db := openTest(t, "target", opts)
	wantEntries(t, db, 10)
	closeTest(t, db)
	for _, name := range []string{"target" + restoringSuffix, "target" + restoringSuffix + turnSuffix} {
		if _, err := opts.FS.Stat(name); err == nil {
			t.Errorf("%s is left", name)
		}
	}
	wantError(t, assemble(opts.FS, "target", func(string) error { met++; return nil }), fs.ErrExist)
	if met != 1 {
		t.Error("a database was built though there is one")
	}
}

// TestRestoreFollowsNoLinks makes sure that removing what an interrupted restore has left stops at symbolic links.
func TestRestoreFollowsNoLinks(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("links need a privilege on this system")
	}
	dir, stream := t.TempDir(), backupOf(t)
	precious := filepath.Join(dir, "precious")
	must(t, os.Mkdir(precious, 0o700))
	must(t, os.WriteFile(filepath.Join(precious, "file"), []byte("content"), 0o600))
	target := filepath.Join(dir, "target")
	for _, at := range []string{target + restoringSuffix, filepath.Join(target+restoringSuffix, "wal")} {
		must(t, os.MkdirAll(filepath.Dir(at), 0o700))
		must(t, os.Symlink(precious, at))
		_, err := Restore(t.Context(), target, Options{FS: vfs.OS()}, RestoreOptions{Backup: bytes.NewReader(stream)})
		must(t, err)
		must(t, os.RemoveAll(target))
		if _, err := os.Stat(filepath.Join(precious, "file")); err != nil {
			t.Fatalf("link %s: %v", at, err)
		}
	}
}
