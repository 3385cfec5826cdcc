package vfstest

import (
	"io/fs"
	"sync/atomic"
	"testing"
	"unsafe"

	"github.com/aerolith/aerolith/zerodb/vfs"
)

// shareCases are the promises about shared memory.
func shareCases() []testCase {
	return []testCase{
		{"shared memory is shared", testShareShared},
		{"shared memory leaves the lock alone", testShareLock},
		{"shared memory refuses nonsense", testShareRefuses},
	}
}

// shareSize is what the cases share.
const shareSize = 3 * 4096

// share maps the file or skips where the file system cannot.
func share(t *testing.T, e env, name string, size int64) (vfs.Shared, error) {
	t.Helper()
	sharer, ok := e.FS.(vfs.Sharer)
	if !ok {
		t.Skip("this file system shares no memory")
	}
	return sharer.Share(e.path(name), filePerm, size)
}

// word returns the word at an offset.
func word(s vfs.Shared, offset int) *atomic.Uint64 {
	return (*atomic.Uint64)(unsafe.Pointer(&s.Bytes()[offset]))
}

// testShareShared checks that two users of a file see each other's changes, also from goroutines, that memory starts as
// zero, and that it stays for those who remain.
func testShareShared(t *testing.T, e env) {
	a, err := share(t, e, "shared", shareSize)
	must(t, err)
	b, err := share(t, e, "shared", shareSize)
	must(t, err)
	equal(t, "length", len(a.Bytes()), shareSize)
	equal(t, "at first", word(b, 8192).Load(), 0)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range 1000 {
			word(a, 8192).Add(1)
		}
	}()
	for range 1000 {
		word(b, 8192).Add(1)
	}
	<-done
	equal(t, "sum", word(a, 8192).Load(), 2000)
	must(t, a.Close())
	fails(t, a.Close(), fs.ErrClosed)
	equal(t, "after the other has gone", word(b, 8192).Load(), 2000)
	must(t, b.Close())
}

// testShareLock checks that a file can be locked and shared at the same time.
func testShareLock(t *testing.T, e env) {
	held, err := e.Lock(e.path("lock"), filePerm)
	must(t, err)
	memory, err := share(t, e, "lock", shareSize)
	must(t, err)
	word(memory, 0).Store(7)
	must(t, memory.Close())
	_, err = e.Lock(e.path("lock"), filePerm)
	fails(t, err, vfs.ErrLocked)
	must(t, held.Close())
}

// testShareRefuses checks sizes and names that cannot be.
func testShareRefuses(t *testing.T, e env) {
	_, err := share(t, e, "shared", 0)
	fails(t, err, fs.ErrInvalid)
	_, err = share(t, e, "none/shared", shareSize)
	fails(t, err, fs.ErrNotExist)
}
