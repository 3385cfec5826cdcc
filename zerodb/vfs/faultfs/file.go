package faultfs

import (
	"io"

	"github.com/aerolith/aerolith/zerodb/vfs"
)

// file is an open file whose calls are counted. Rules see the path that it was opened with.
type file struct {
	fs    *FS
	inner vfs.File
	name  string
}

var _ vfs.File = (*file)(nil)

// newFile wraps an open file.
func newFile(f *FS, inner vfs.File, name string) *file {
	return &file{fs: f, inner: inner, name: name}
}

// ReadAt implements vfs.File.
func (h *file) ReadAt(b []byte, offset int64) (int, error) {
	if err := h.fs.admit(vfs.OpRead, h.name); err != nil {
		return 0, err
	}
	return h.inner.ReadAt(b, offset)
}

// WriteAt implements vfs.File.
func (h *file) WriteAt(b []byte, offset int64) (int, error) {
	fault := h.fs.count(vfs.OpWrite, h.name)
	if fault == none {
		return h.inner.WriteAt(b, offset)
	}
	if !fault.isShort() {
		return 0, fail(vfs.OpWrite, h.name, fault)
	}
	n, err := h.inner.WriteAt(b[:len(b)/2], offset)
	if err != nil {
		return n, err
	}
	return n, fail(vfs.OpWrite, h.name, fault)
}

// Size implements vfs.File.
func (h *file) Size() (int64, error) {
	if err := h.fs.admit(vfs.OpSize, h.name); err != nil {
		return 0, err
	}
	return h.inner.Size()
}

// Truncate implements vfs.File.
func (h *file) Truncate(size int64) error {
	if err := h.fs.admit(vfs.OpTruncate, h.name); err != nil {
		return err
	}
	return h.inner.Truncate(size)
}

// Allocate implements vfs.File.
func (h *file) Allocate(size int64) error {
	if err := h.fs.admit(vfs.OpAllocate, h.name); err != nil {
		return err
	}
	return h.inner.Allocate(size)
}

// forgetful is a file that can lose what a failed sync was to write, as those of memfs can.
type forgetful interface{ LoseUnsynced() }

// SyncData implements vfs.File.
func (h *file) SyncData() error {
	if err := h.fs.admit(vfs.OpSyncData, h.name); err != nil {
		if inner, ok := h.inner.(forgetful); ok {
			inner.LoseUnsynced()
		}
		return err
	}
	return h.inner.SyncData()
}

// Map implements vfs.File.
func (h *file) Map(reserve int64) (vfs.Mapping, error) {
	if err := h.fs.admit(vfs.OpMap, h.name); err != nil {
		return nil, err
	}
	inner, err := h.inner.Map(reserve)
	if err != nil {
		return nil, err
	}
	return &mapping{Mapping: inner, fs: h.fs, name: h.name}, nil
}

// Close implements vfs.File. An injected failure closes the file nevertheless, as a failed close does on a host.
func (h *file) Close() error {
	return closeAnyway(h.fs, h.name, h.inner.Close)
}

// closeAnyway counts a closing, makes it, and returns the injected failure or what it returned.
func closeAnyway(f *FS, name string, call func() error) error {
	injected := f.admit(vfs.OpClose, name)
	if err := call(); err != nil {
		return err
	}
	return injected
}

// mapping is a mapping whose calls, apart from At, are counted.
type mapping struct {
	vfs.Mapping
	fs   *FS
	name string
}

// Extend implements vfs.Mapping.
func (m *mapping) Extend(size int64) error {
	if err := m.fs.admit(vfs.OpExtend, m.name); err != nil {
		return err
	}
	return m.Mapping.Extend(size)
}

// Close implements vfs.Mapping. An injected failure closes the mapping nevertheless.
func (m *mapping) Close() error { return closeAnyway(m.fs, m.name, m.Mapping.Close) }

// lock is a held lock whose closing is counted.
type lock struct {
	inner io.Closer
	fs    *FS
	name  string
}

// Close gives the lock back, even if a failure is injected.
func (l *lock) Close() error { return closeAnyway(l.fs, l.name, l.inner.Close) }
