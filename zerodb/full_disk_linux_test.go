package zerodb

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs"
)

// smallDisk mounts a small file system in memory. Where the test may not do so it is skipped.
func smallDisk(t *testing.T) string {
	t.Helper()
	disk := t.TempDir()
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=4m"); err != nil {
		t.Skip("no right to mount: ", err)
	}
	t.Cleanup(func() { must(t, syscall.Unmount(disk, 0)) })
	return disk
}

// fillDisk writes into a file until there is no room for another page.
func fillDisk(t *testing.T, name string) {
	t.Helper()
	file, err := os.Create(name)
	must(t, err)
	for err == nil {
		_, err = file.Write(make([]byte, os.Getpagesize()))
	}
	must(t, file.Close())
}

// TestSharedMemoryOnFullDisk opens databases whose lock file has holes, on a full disk: whoever needs room for the memory that processes share gets an error that says so,
// and is not ended by the fault of writing to it.
func TestSharedMemoryOnFullDisk(t *testing.T) {
	disk := smallDisk(t)
	path, ballast := filepath.Join(disk, "db"), filepath.Join(disk, "ballast")
	opts := smallOptions(vfs.OS())
	opts.GrowthStep = 64 * kibibyte
	db := openTest(t, path, opts)
	put(t, db, "t", 0, 10)
	fillDisk(t, ballast)
	_, err := OpenReadOnly(path, opts) // its block was never touched
	wantError(t, err, ErrNoSpace)
	must(t, os.Remove(ballast))
	closeTest(t, db)
	for name, open := range map[string]func() (*DB, error){
		"write": func() (*DB, error) { return Open(path, opts) },
		"read":  func() (*DB, error) { return OpenReadOnly(path, opts) },
	} {
		must(t, os.Truncate(filepath.Join(path, lockName), 0))
		fillDisk(t, ballast)
		_, err := open()
		wantError(t, err, ErrNoSpace)
		t.Log(name, err)
		must(t, os.Remove(ballast))
		db, err := open()
		must(t, err)
		wantEntries(t, db, 10)
		closeTest(t, db)
	}
}
