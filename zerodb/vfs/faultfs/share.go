package faultfs

import (
	"errors"
	"io/fs"

	"github.com/aerolith/aerolith/zerodb/vfs"
)

var _ vfs.Sharer = (*FS)(nil)

// Share implements vfs.Sharer. It fails with errors.ErrUnsupported where the file system below cannot share memory.
func (f *FS) Share(name string, perm fs.FileMode, size int64) (vfs.Shared, error) {
	if err := f.admit(vfs.OpShare, name); err != nil {
		return nil, err
	}
	sharer, ok := f.inner.(vfs.Sharer)
	if !ok {
		return nil, &vfs.Error{Op: vfs.OpShare, Path: name, Err: errors.ErrUnsupported}
	}
	inner, err := sharer.Share(name, perm, size)
	if err != nil {
		return nil, err
	}
	return &shared{Shared: inner, fs: f, name: name}, nil
}

// shared is shared memory whose closing is counted.
type shared struct {
	vfs.Shared
	fs   *FS
	name string
}

// Close implements vfs.Shared. An injected failure gives the memory back nevertheless.
func (s *shared) Close() error { return closeAnyway(s.fs, s.name, s.Shared.Close) }
