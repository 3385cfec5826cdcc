package vfstest

import (
	"io/fs"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs"
)

// lockCases are the promises about locks.
func lockCases() []testCase {
	return []testCase{
		{"a lock excludes", testLockExcludes},
		{"a lock makes its file", testLockCreates},
		{"a lock survives other handles", testLockOtherHandles},
	}
}

// testLockExcludes checks that a held lock refuses a second holder and that Close gives it back, once.
func testLockExcludes(t *testing.T, e env) {
	for range 2 {
		held, err := e.Lock(e.path("lock"), filePerm)
		must(t, err)
		for range 2 {
			_, err = e.Lock(e.path("lock"), filePerm)
			fails(t, err, vfs.ErrLocked)
		}
		other, err := e.Lock(e.path("other"), filePerm)
		must(t, err)
		must(t, other.Close())
		must(t, held.Close())
		fails(t, held.Close(), fs.ErrClosed)
	}
}

// testLockCreates checks that the lock's file has the permissions asked for, and that its folder must be there.
func testLockCreates(t *testing.T, e env) {
	held, err := e.Lock(e.path("lock"), filePerm)
	must(t, err)
	info, err := e.Stat(e.path("lock"))
	must(t, err)
	equal(t, "mode", info.Mode, filePerm)
	must(t, held.Close())
	_, err = e.Lock(e.path("none/lock"), filePerm)
	fails(t, err, fs.ErrNotExist)
}

// testLockOtherHandles checks that opening and closing the locked file, as a backup would, does not give the lock
// away.
func testLockOtherHandles(t *testing.T, e env) {
	held, err := e.Lock(e.path("lock"), filePerm)
	must(t, err)
	file, err := e.Open(e.path("lock"))
	must(t, err)
	must(t, file.Close())
	_, err = e.Lock(e.path("lock"), filePerm)
	fails(t, err, vfs.ErrLocked)
	must(t, held.Close())
}
