package vfs_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/aerolith/aerolith/zerodb/vfs"
)

// memoryFolder is a tmpfs on nearly every Linux. It refuses at once to reserve more than it can ever hold.
const memoryFolder = "/dev/shm"

// TestDiskFullOnWrite checks that ENOSPC of a write is vfs.ErrNoSpace, with the device that is always full.
func TestDiskFullOnWrite(t *testing.T) {
	const full = "/dev/full"
	if _, err := os.Stat(full); err != nil {
		t.Skipf("no %s: %v", full, err)
	}
	file, err := vfs.OS().Open(full)
	must(t, err)
	_, err = file.WriteAt([]byte("x"), 0)
	if !errors.Is(err, vfs.ErrNoSpace) || !errors.Is(err, unix.ENOSPC) {
		t.Errorf("got %v", err)
	}
	var typed *vfs.Error
	if !errors.As(err, &typed) || typed.Op != vfs.OpWrite || typed.Path != full {
		t.Errorf("got %#v", err)
	}
	must(t, file.Close())
}

// TestDiskFullOnAllocate checks that a reservation without room is vfs.ErrNoSpace and leaves length and content.
func TestDiskFullOnAllocate(t *testing.T) {
	var disk unix.Statfs_t
	if err := unix.Statfs(memoryFolder, &disk); err != nil || disk.Type != unix.TMPFS_MAGIC || disk.Blocks == 0 {
		t.Skipf("%s is no limited tmpfs", memoryFolder)
	}
	dir, err := os.MkdirTemp(memoryFolder, "vfs-test-")
	must(t, err)
	t.Cleanup(func() { must(t, os.RemoveAll(dir)) })
	file, err := vfs.OS().Create(filepath.Join(dir, "a"), 0o600)
	must(t, err)
	_, err = file.WriteAt([]byte("content"), 0)
	must(t, err)
	err = file.Allocate(int64(disk.Blocks+1)*int64(disk.Bsize) + 1<<20)
	if !errors.Is(err, vfs.ErrNoSpace) {
		t.Errorf("got %v", err)
	}
	size, err := file.Size()
	must(t, err)
	if size != 7 {
		t.Errorf("the file has %d bytes now", size)
	}
	must(t, file.Close())
}

// TestAllocateReserves checks that the blocks of an allocated range are really there.
func TestAllocateReserves(t *testing.T) {
	const size = 1 << 20
	path := filepath.Join(t.TempDir(), "a")
	file, err := vfs.OS().Create(path, 0o600)
	must(t, err)
	must(t, file.Allocate(size))
	var info unix.Stat_t
	must(t, unix.Stat(path, &info))
	const statBlock = 512
	if info.Size != size || info.Blocks*statBlock < size {
		t.Errorf("%d bytes long, %d reserved", info.Size, info.Blocks*statBlock)
	}
	must(t, file.Close())
}
