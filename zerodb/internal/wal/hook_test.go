package wal

import (
	"errors"
	"io/fs"
	"path/filepath"
	"sync"

	"github.com/aerolith/aerolith/zerodb/vfs"
)

// errSkip makes a hook's call succeed without reaching the file system below.
var errSkip = errors.New("skipped")

// call is one call of a file system, as a hook sees it.
type call struct {
	op   vfs.Op
	name string // base name of the file
	size int    // bytes of a write
}

// hookFS passes calls on to another file system after asking a function, which may count, delay or refuse them.
type hookFS struct {
	vfs.FS
	mu   sync.Mutex
	hook func(call) error
}

// hookFile is a file of hookFS.
type hookFile struct {
	vfs.File
	fs   *hookFS
	name string
}

// newHookFS returns a file system on top of under that lets everything pass.
func newHookFS(under vfs.FS) *hookFS {
	return &hookFS{FS: under, hook: func(call) error { return nil }}
}

// set changes the function that is asked.
func (h *hookFS) set(hook func(call) error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.hook = hook
}

// ask asks the function about a call, without a lock.
func (h *hookFS) ask(op vfs.Op, name string, size int) error {
	h.mu.Lock()
	hook := h.hook
	h.mu.Unlock()
	return hook(call{op, filepath.Base(name), size})
}

// wrap makes the file of a successful call one of ours.
func (h *hookFS) wrap(f vfs.File, name string, err error) (vfs.File, error) {
	if err != nil {
		return nil, err
	}
	return &hookFile{f, h, name}, nil
}

// Create asks and makes a file.
func (h *hookFS) Create(name string, perm fs.FileMode) (vfs.File, error) {
	if err := h.ask(vfs.OpCreate, name, 0); err != nil {
		return nil, err
	}
	f, err := h.FS.Create(name, perm)
	return h.wrap(f, name, err)
}

// Open asks and opens a file.
func (h *hookFS) Open(name string) (vfs.File, error) {
	if err := h.ask(vfs.OpOpen, name, 0); err != nil {
		return nil, err
	}
	f, err := h.FS.Open(name)
	return h.wrap(f, name, err)
}

// Rename asks and renames.
func (h *hookFS) Rename(from, to string) error {
	if err := h.ask(vfs.OpRename, to, 0); err != nil {
		return err
	}
	return h.FS.Rename(from, to)
}

// Remove asks and removes.
func (h *hookFS) Remove(name string) error {
	if err := h.ask(vfs.OpRemove, name, 0); err != nil {
		return err
	}
	return h.FS.Remove(name)
}

// SyncDir asks and syncs a folder.
func (h *hookFS) SyncDir(name string) error {
	if err := h.ask(vfs.OpSyncDir, name, 0); err != nil {
		return err
	}
	return h.FS.SyncDir(name)
}

// WriteAt asks and writes.
func (f *hookFile) WriteAt(b []byte, offset int64) (int, error) {
	if err := f.fs.ask(vfs.OpWrite, f.name, len(b)); err != nil {
		return 0, err
	}
	return f.File.WriteAt(b, offset)
}

// SyncData asks and syncs.
func (f *hookFile) SyncData() error {
	if err := f.fs.ask(vfs.OpSyncData, f.name, 0); err == errSkip {
		return nil
	} else if err != nil {
		return err
	}
	return f.File.SyncData()
}
