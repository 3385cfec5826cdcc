package zerodb

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"unsafe"

	"github.com/aerolith/aerolith/zerodb/vfs"
)

// capabilities are what a thread may do, as capget(2) and capset(2) exchange it in their third version.
type capabilities [2]struct{ effective, permitted, inheritable uint32 }

// call gets or sets those of this thread.
func (c *capabilities) call(number uintptr) error {
	header := struct {
		version uint32
		process int32
	}{version: 0x20080522}
	if _, _, failure := syscall.RawSyscall(number, uintptr(unsafe.Pointer(&header)), uintptr(unsafe.Pointer(c)), 0); failure != 0 {
		return failure
	}
	return nil
}

// overridesPermissions are the capabilities for which permissions of files do not count: CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH.
const overridesPermissions = 1<<1 | 1<<2

// withPermissions runs a function on a thread for which permissions of files count, also if the user is root. The thread ends with it.
func withPermissions(t *testing.T, do func()) {
	t.Helper()
	done := make(chan struct{})
	go func() {
		defer close(done)
		runtime.LockOSThread() // and never unlocked
		var own capabilities
		err := own.call(syscall.SYS_CAPGET)
		if own[0].effective &^= overridesPermissions; err == nil {
			err = own.call(syscall.SYS_CAPSET)
		}
		if err != nil {
			t.Error(err)
			return
		}
		do()
	}()
	<-done
}

// TestReadOnlyFolderOfTheSystem takes the right to write from the folder of a database: who reads registers where that was done before and is refused where it was not, or where files must not be written either. Root, for
// whom permissions do not count, gives that up for the test.
func TestReadOnlyFolderOfTheSystem(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	opts := smallOptions(vfs.OS())
	db := openTest(t, path, opts)
	put(t, db, "t", 0, 10)
	closeTest(t, db)
	protect := func(file, folder fs.FileMode) {
		must(t, filepath.WalkDir(path, func(name string, e fs.DirEntry, err error) error {
			if err == nil && e.IsDir() {
				return os.Chmod(name, folder)
			} else if err == nil {
				return os.Chmod(name, file)
			}
			return err
		}))
	}
	t.Cleanup(func() { protect(filePermission, folderPermission) })
	try := func() (opened error) {
		var failure error
		withPermissions(t, func() {
			opened = readEntries(path, opts, 10)
			failure = inspectAll(path, opts)
		})
		must(t, failure)
		return opened
	}
	must(t, os.Chmod(path, 0o500))
	wantError(t, try(), fs.ErrPermission) // the folder of readers is not there yet
	must(t, os.Chmod(path, folderPermission))
	closeTest(t, openReader(t, path, opts))
	must(t, os.Chmod(path, 0o500))
	must(t, try())
	protect(0o400, 0o500)
	wantError(t, try(), fs.ErrPermission)
	protect(filePermission, folderPermission)
	put(t, openTest(t, path, opts), "t", 10, 20)
}

// readEntries opens a database for reading, whose table must have so many entries.
func readEntries(path string, opts Options, want int) error {
	db, err := OpenReadOnly(path, opts)
	if err != nil {
		return err
	}
	all, err := content(db)
	if err == nil && len(all) != want+1 { // the length besides
		err = fmt.Errorf("%d entries", len(all)-1)
	}
	return errors.Join(err, db.Close())
}
