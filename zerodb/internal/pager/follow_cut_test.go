package pager

import (
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// cutFile is a file that somebody else cuts right after its length was asked for, if there is a length to cut it to.
type cutFile struct {
	vfs.File
	to int64
}

// Size returns the length before the cut.
func (f *cutFile) Size() (int64, error) {
	size, err := f.File.Size()
	if err == nil && f.to > 0 {
		err = f.Truncate(f.to)
		f.to = 0
	}
	return size, err
}

// TestFileIsCutWhileItIsMapped cuts a file between the look at its length and its mapping, when it is opened and when it is followed: it is mapped as far as it goes.
func TestFileIsCutWhileItIsMapped(t *testing.T) {
	const long, cut = 10 * 4096, 6 * 4096
	files := memfs.New(memfs.Options{})
	whole, err := files.Create("data", 0o600)
	if err != nil {
		t.Fatal(err)
	}
	if err := whole.Truncate(long); err != nil {
		t.Fatal(err)
	}
	file := &cutFile{File: whole, to: cut}
	store, err := OpenFileStore(file, 1<<20)
	if err != nil || store.Size() != cut {
		t.Fatalf("opened while it was cut: %v", err)
	}
	if err := whole.Truncate(long); err != nil {
		t.Fatal(err)
	}
	file.to = cut + 4096
	if err := store.Follow(long); err != nil || store.Size() != cut+4096 {
		t.Errorf("followed while it was cut: %d bytes, %v", store.Size(), err)
	}
	if err := store.Close(); err != nil {
		t.Error(err)
	}
}
