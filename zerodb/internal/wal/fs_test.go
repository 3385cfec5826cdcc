package wal

import (
	"io"
	"io/fs"
	"os"

	"github.com/aerolith/aerolith/zerodb/vfs"
)

// diskFS is the host's file system, as far as the log uses it.
type diskFS struct{}

// diskFile is a file of diskFS.
type diskFile struct{ *os.File }

// Create makes a new file.
func (diskFS) Create(name string, perm fs.FileMode) (vfs.File, error) {
	return diskOpen(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, perm)
}

// Open opens a file for writing.
func (diskFS) Open(name string) (vfs.File, error) { return diskOpen(name, os.O_RDWR, 0) }

// OpenReadOnly opens a file for reading.
func (diskFS) OpenReadOnly(name string) (vfs.File, error) { return diskOpen(name, os.O_RDONLY, 0) }

// diskOpen opens a file with the flags.
func diskOpen(name string, flag int, perm fs.FileMode) (vfs.File, error) {
	f, err := os.OpenFile(name, flag, perm)
	if err != nil {
		return nil, err
	}
	return diskFile{f}, nil
}

// Mkdir makes a folder.
func (diskFS) Mkdir(name string, perm fs.FileMode) error { return os.Mkdir(name, perm) }

// ReadDir lists a folder.
func (diskFS) ReadDir(name string) ([]string, error) {
	entries, err := os.ReadDir(name)
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names, err
}

// Stat reports the size.
func (diskFS) Stat(name string) (vfs.Info, error) {
	info, err := os.Stat(name)
	if err != nil {
		return vfs.Info{}, err
	}
	return vfs.Info{Size: info.Size(), Mode: info.Mode()}, nil
}

// Rename renames a file.
func (diskFS) Rename(from, to string) error { return os.Rename(from, to) }

// Remove deletes a file.
func (diskFS) Remove(name string) error { return os.Remove(name) }

// SyncDir does nothing.
func (diskFS) SyncDir(string) error { return nil }

// Lock is not used.
func (diskFS) Lock(string, fs.FileMode) (io.Closer, error) { return nil, fs.ErrInvalid }

// Size returns the length.
func (f diskFile) Size() (int64, error) {
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// Allocate is not used.
func (f diskFile) Allocate(int64) error { return fs.ErrInvalid }

// SyncData syncs.
func (f diskFile) SyncData() error { return f.Sync() }

// Map is not used.
func (f diskFile) Map(int64) (vfs.Mapping, error) { return nil, fs.ErrInvalid }
