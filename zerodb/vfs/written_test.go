package vfs_test

import (
	"bytes"
	"errors"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs"
)

// openWritten makes a file of size bytes whose writes go through a map, where the system has that.
func openWritten(t *testing.T, size int64) (vfs.File, string) {
	t.Helper()
	name := filepath.Join(t.TempDir(), "file")
	file, err := vfs.OS().Create(name, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := file.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, err := file.WriteAt(make([]byte, size), 0); err != nil {
		t.Fatal(err)
	}
	err = file.(vfs.MapWriter).MapWrites(size)
	if errors.Is(err, errors.ErrUnsupported) && runtime.GOOS != "linux" {
		t.Skip("writes do not go through maps on this system")
	}
	if err != nil {
		t.Fatal(err)
	}
	return file, name
}

// TestMapWrites writes inside, across and behind the map, and reads all of it through another handle.
func TestMapWrites(t *testing.T) {
	const size = 3 * 4096
	file, name := openWritten(t, size)
	want := make([]byte, size+100)
	write := func(offset, n int, fill byte) {
		t.Helper()
		b := bytes.Repeat([]byte{fill}, n)
		copy(want[offset:], b)
		if got, err := file.WriteAt(b, int64(offset)); err != nil || got != n {
			t.Fatalf("WriteAt(%d bytes at %d) = %d, %v", n, offset, got, err)
		}
	}
	write(0, 10, 1)
	write(4000, 200, 2)
	write(size-5, 5, 3)
	write(size-3, 103, 4)
	if err := file.SyncData(); err != nil {
		t.Fatal(err)
	}
	other, err := vfs.OS().OpenReadOnly(name)
	if err != nil {
		t.Fatal(err)
	}
	got := make([]byte, len(want))
	_, err = other.ReadAt(got, 0)
	if err := errors.Join(err, other.Close()); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("another handle reads something else than was written")
	}
}

// TestMapWritesFault cuts the file behind the map: the write must fail, and not end the process.
func TestMapWritesFault(t *testing.T) {
	file, _ := openWritten(t, 3*4096)
	if err := file.Truncate(4096); err != nil {
		t.Fatal(err)
	}
	if n, err := file.WriteAt([]byte("lost"), 2*4096); err == nil || n != 0 {
		t.Errorf("WriteAt behind the end of the file = %d, %v; want an error", n, err)
	}
	if _, err := file.WriteAt([]byte("kept"), 0); err != nil {
		t.Error(err)
	}
}

// TestMapWritesTooLong refuses a map that is longer than the file.
func TestMapWritesTooLong(t *testing.T) {
	file, _ := openWritten(t, 4096)
	if err := file.(vfs.MapWriter).MapWrites(8192); !errors.Is(err, vfs.ErrOutOfRange) {
		t.Errorf("MapWrites beyond the end = %v, want ErrOutOfRange", err)
	}
}
