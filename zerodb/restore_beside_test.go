package zerodb

import (
	"bytes"
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
