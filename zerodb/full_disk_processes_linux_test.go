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

// TestReadOnlyDisk looks at a database on a file system that is mounted for reading only, also where somebody has its lock, and where the files that
// processes lock are missing: reading works where nobody writes, inspecting and salvaging work, and opening says what to do.
func TestReadOnlyDisk(t *testing.T) {
	disk := smallDisk(t)
	path := filepath.Join(disk, "db")
	opts := smallOptions(vfs.OS())
	opts.GrowthStep = 64 * kibibyte
	db := openTest(t, path, opts)
	put(t, db, "t", 0, 10)
	closeTest(t, db)
	remount := func(flags uintptr) { must(t, syscall.Mount("", disk, "", syscall.MS_REMOUNT|flags, "")) }
	look := func(when string, inUse bool) {
		remount(syscall.MS_RDONLY)
		defer remount(0)
		_, err := Open(path, opts)
		wantError(t, err, ErrReadOnlyDisk)
		var readers [2]*DB
		for i := range readers {
			readers[i], err = OpenReadOnly(path, opts)
			must(t, err)
			wantEntries(t, readers[i], 10)
		}
		for _, reader := range readers {
			closeTest(t, reader)
		}
		i, err := Inspect(path, opts)
		must(t, err)
		if i.InUse() != inUse {
			t.Errorf("%s: in use %v", when, !inUse)
		}
		_, err = i.Check(t.Context(), CheckOptions{}, func(f Finding) error { return f.Err })
		must(t, err)
		must(t, i.Close())
	}
	look("closed", false)
	remount(syscall.MS_RDONLY)
	lock, err := opts.FS.Lock(filepath.Join(path, lockName), filePermission)
	must(t, err)
	_, err = Salvage(t.Context(), path, filepath.Join(t.TempDir(), "saved"), opts, SalvageOptions{})
	wantError(t, err, ErrLocked)
	must(t, lock.Close())
	remount(0)
	for _, base := range []string{lockName, gateName} {
		must(t, os.Remove(filepath.Join(path, base)))
	}
	look("without locks", false)
	remount(syscall.MS_RDONLY)
	report, err := Salvage(t.Context(), path, filepath.Join(t.TempDir(), "saved"), opts, SalvageOptions{})
	must(t, err)
	if report.Tables != 1 || report.Entries != 10 {
		t.Errorf("salvaged: %+v", report)
	}
	remount(0)
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
	for _, open := range []func() (*DB, error){
		func() (*DB, error) { return Open(path, opts) },
		func() (*DB, error) { return OpenReadOnly(path, opts) },
	} {
		must(t, os.Truncate(filepath.Join(path, lockName), 0))
		fillDisk(t, ballast)
		_, err := open()
		wantError(t, err, ErrNoSpace)
		must(t, os.Remove(ballast))
		db, err := open()
		must(t, err)
		wantEntries(t, db, 10)
		closeTest(t, db)
	}
}
