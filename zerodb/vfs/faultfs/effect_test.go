package faultfs_test

import (
	"errors"
	"io/fs"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/faultfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// read returns what a file holds, without the fault file system.
func read(t *testing.T, files *memfs.FS, name string) string {
	t.Helper()
	file, err := files.Open(name)
	must(t, err)
	size, err := file.Size()
	must(t, err)
	b := make([]byte, size)
	_, err = file.ReadAt(b, 0)
	must(t, err)
	must(t, file.Close())
	return string(b)
}

// TestShortWrite checks that half of the bytes are stored, counted and reported.
func TestShortWrite(t *testing.T) {
	for _, fault := range []faultfs.Fault{faultfs.ShortWrite, faultfs.ShortNoSpace} {
		files, inner := wrapped()
		must(t, files.Inject(faultfs.Rule{Op: vfs.OpWrite, Fault: fault}))
		file, err := files.Create("/a", 0o600)
		must(t, err)
		n, err := file.WriteAt([]byte("12345678"), 0)
		if n != 4 || !errors.Is(err, faultfs.ErrInjected) {
			t.Errorf("%v: %d bytes, error %v", fault, n, err)
		}
		if got := read(t, inner, "/a"); got != "1234" {
			t.Errorf("%v: the file holds %q", fault, got)
		}
	}
}

// TestShortVector checks that half of the bytes of all parts are stored, wherever the middle is, that it counts as one write, and that a file below that takes
// no parts gets them one by one.
func TestShortVector(t *testing.T) {
	parts := [][]byte{[]byte("123"), nil, []byte("45678"), []byte("90")}
	for _, inner := range []vfs.FS{memfs.New(memfs.Options{}), plainFS{memfs.New(memfs.Options{})}} {
		files := faultfs.New(inner)
		must(t, files.Inject(faultfs.Rule{Op: vfs.OpWrite, Fault: faultfs.ShortWrite}))
		file, err := files.Create("/a", 0o600)
		must(t, err)
		content := func() string {
			b := make([]byte, 20)
			n, err := file.ReadAt(b, 0)
			if n == 0 {
				t.Error(err)
			}
			return string(b[:n])
		}
		if err := file.(vfs.VectorWriter).WriteVectorAt(parts, 0); !errors.Is(err, faultfs.ErrInjected) {
			t.Errorf("error %v", err)
		}
		if got := content(); got != "12345" || files.CallsOf(vfs.OpWrite) != 1 {
			t.Errorf("the file holds %q after %d writes", got, files.CallsOf(vfs.OpWrite))
		}
		must(t, file.(vfs.VectorWriter).WriteVectorAt(parts, 0))
		if got := content(); got != "1234567890" {
			t.Errorf("the file holds %q", got)
		}
		must(t, file.Close())
	}
}

// plainFS is a file system whose files take no parts.
type plainFS struct{ vfs.FS }

// Create implements vfs.FS.
func (f plainFS) Create(name string, perm fs.FileMode) (vfs.File, error) {
	file, err := f.FS.Create(name, perm)
	return struct{ vfs.File }{file}, err
}

// TestFailedCallDoesNothing checks that the wrapped file system never sees a call that fails.
func TestFailedCallDoesNothing(t *testing.T) {
	files, inner := wrapped()
	must(t, files.Inject(faultfs.Rule{Fault: faultfs.NoSpace, Times: faultfs.Forever}))
	for i, err := range workload(files) {
		if !errors.Is(err, faultfs.ErrInjected) {
			t.Errorf("call %d: %v", i+1, err)
		}
	}
	if inner.Ops() != 0 {
		t.Errorf("%d operations were made", inner.Ops())
	}
	files.Heal()
	must(t, files.Mkdir("/d", 0o700))
}

// TestFailedSyncLoses checks that a second sync after a failed one succeeds and still leaves the bytes undurable,
// unless they are written again: the trap for code that repeats a sync.
func TestFailedSyncLoses(t *testing.T) {
	files, inner := wrapped()
	must(t, files.Inject(faultfs.Rule{Op: vfs.OpSyncData, Fault: faultfs.IOError}))
	file, err := files.Create("/a", 0o600)
	must(t, err)
	must(t, files.SyncDir("/"))
	_, err = file.WriteAt([]byte("12345678"), 0)
	must(t, err)
	if err := file.SyncData(); !errors.Is(err, faultfs.ErrInjected) {
		t.Fatalf("got %v", err)
	}
	must(t, file.SyncData())
	durable := func() string {
		image, err := inner.CrashImage(memfs.OnlySynced, nil)
		must(t, err)
		return read(t, image, "/a")
	}
	if got := durable(); got != "" {
		t.Errorf("the second sync has made %q durable", got)
	}
	_, err = file.WriteAt([]byte("12345678"), 0)
	must(t, err)
	must(t, file.SyncData())
	if got := durable(); got != "12345678" {
		t.Errorf("after writing again, %q is durable", got)
	}
}

// TestFailedCloseCloses checks that nothing stays open or locked because its closing failed.
func TestFailedCloseCloses(t *testing.T) {
	files, _ := wrapped()
	must(t, files.Inject(faultfs.Rule{Op: vfs.OpClose, Fault: faultfs.IOError, Times: faultfs.Forever}))
	held, err := files.Lock("/lock", 0o600)
	must(t, err)
	if err := held.Close(); !errors.Is(err, faultfs.ErrInjected) {
		t.Errorf("closing a lock: %v", err)
	}
	if err := held.Close(); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("closing a lock again: %v", err)
	}
	_, err = files.Lock("/lock", 0o600)
	must(t, err)
}

// TestCounters checks the counters by operation.
func TestCounters(t *testing.T) {
	files, _ := wrapped()
	calls := len(workload(files))
	if files.Calls() != calls || files.CallsOf(vfs.OpOpen) != 2 || files.CallsOf(vfs.OpClose) != 5 || files.Injected() != 0 {
		t.Errorf("%d calls instead of %d, %d opened, %d closed, %d failed",
			files.Calls(), calls, files.CallsOf(vfs.OpOpen), files.CallsOf(vfs.OpClose), files.Injected())
	}
}
