package memfs

import (
	"io"
	"io/fs"
	"maps"
	"slices"

	"github.com/aerolith/aerolith/zerodb/vfs"
)

// Create implements vfs.FS.
func (f *FS) Create(name string, perm fs.FileMode) (vfs.File, error) {
	var made *file
	err := f.change(Op{Kind: vfs.OpCreate, Name: name}, func() (did, error) {
		at, err := f.free(name)
		if err != nil {
			return nothing, err
		}
		made = f.handle(f.makeFile(at, perm), name, readWrite)
		return something, nil
	})
	if err != nil {
		return nil, err
	}
	return made, nil
}

// free returns the place of a path that nothing has; fs.ErrExist otherwise. It is called with mu held.
func (f *FS) free(name string) (place, error) {
	at, err := f.locate(name)
	if err != nil {
		return place{}, err
	}
	if at.inode() != nil {
		return place{}, fs.ErrExist
	}
	return at, nil
}

// makeFile makes an empty file at a free place. It is called with mu held.
func (f *FS) makeFile(at place, perm fs.FileMode) *inode {
	node := newFile(perm, f.options.ChunkBytes)
	f.move(move{node: node, to: at})
	return node
}

// Open implements vfs.FS.
func (f *FS) Open(name string) (vfs.File, error) { return f.open(name, readWrite) }

// OpenReadOnly implements vfs.FS.
func (f *FS) OpenReadOnly(name string) (vfs.File, error) { return f.open(name, readOnly) }

// open returns a handle of an existing file.
func (f *FS) open(name string, use access) (vfs.File, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	node, err := f.find(name)
	if err == nil && node.isFolder() {
		err = errIsFolder
	}
	if err != nil {
		return nil, wrap(vfs.OpOpen, name, err)
	}
	return f.handle(node, name, use), nil
}

// Mkdir implements vfs.FS.
func (f *FS) Mkdir(name string, perm fs.FileMode) error {
	return f.change(Op{Kind: vfs.OpMkdir, Name: name}, func() (did, error) {
		at, err := f.free(name)
		if err != nil {
			return nothing, err
		}
		f.move(move{node: newFolder(perm), to: at})
		return something, nil
	})
}

// ReadDir implements vfs.FS.
func (f *FS) ReadDir(name string) ([]string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	folder, err := f.findFolder(name)
	if err != nil {
		return nil, wrap(vfs.OpReadDir, name, err)
	}
	return slices.Sorted(maps.Keys(folder.entries)), nil
}

// Stat implements vfs.FS.
func (f *FS) Stat(name string) (vfs.Info, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	node, err := f.find(name)
	if err != nil {
		return vfs.Info{}, wrap(vfs.OpStat, name, err)
	}
	info := vfs.Info{Mode: node.mode}
	if !node.isFolder() {
		info.Size = node.content.size.Load()
	}
	return info, nil
}

// Rename implements vfs.FS.
func (f *FS) Rename(oldName, newName string) error {
	op := Op{Kind: vfs.OpRename, Name: oldName, NewName: newName}
	return f.change(op, func() (did, error) {
		from, err := f.locate(oldName)
		if err != nil {
			return nothing, err
		}
		to, err := f.locate(newName)
		if err != nil {
			return nothing, err
		}
		node := from.inode()
		if node == nil {
			return nothing, fs.ErrNotExist
		}
		if to.inode() == node {
			return nothing, nil
		}
		if err := mayReplace(node, to); err != nil {
			return nothing, err
		}
		f.move(move{node: node, from: from, to: to})
		return something, nil
	})
}

// mayReplace checks that a file replaces a file only, and a folder only an empty one that is not below it.
func mayReplace(node *inode, to place) error {
	if node.isFolder() && node.contains(to.folder) {
		return fs.ErrInvalid
	}
	target := to.inode()
	switch {
	case target == nil:
		return nil
	case target.isFolder() != node.isFolder():
		return fs.ErrExist
	case len(target.entries) > 0:
		return errNotEmpty
	}
	return nil
}

// Remove implements vfs.FS. An open file stays usable through its handles.
func (f *FS) Remove(name string) error {
	return f.change(Op{Kind: vfs.OpRemove, Name: name}, func() (did, error) {
		from, err := f.locate(name)
		if err != nil {
			return nothing, err
		}
		node := from.inode()
		if node == nil {
			return nothing, fs.ErrNotExist
		}
		if len(node.entries) > 0 {
			return nothing, errNotEmpty
		}
		f.move(move{node: node, from: from})
		return something, nil
	})
}

// SyncDir implements vfs.FS.
func (f *FS) SyncDir(name string) error {
	return f.change(Op{Kind: vfs.OpSyncDir, Name: name}, func() (did, error) {
		folder, err := f.findFolder(name)
		if err != nil {
			return nothing, err
		}
		f.settleNames(folder)
		return something, nil
	})
}

// Lock implements vfs.FS. A crash image holds no locks.
func (f *FS) Lock(name string, perm fs.FileMode) (io.Closer, error) {
	if err := f.ensureFile(name, perm); err != nil {
		return nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	node, err := f.find(name)
	if err == nil && node.isFolder() {
		err = errIsFolder
	}
	if err == nil && node.locked {
		err = vfs.ErrLocked
	}
	if err != nil {
		return nil, wrap(vfs.OpLock, name, err)
	}
	node.locked = true
	return &lock{fs: f, node: node, name: name}, nil
}

// ensureFile makes an empty file unless the name is taken. Making it is an operation of its own.
func (f *FS) ensureFile(name string, perm fs.FileMode) error {
	return f.change(Op{Kind: vfs.OpCreate, Name: name}, func() (did, error) {
		at, err := f.locate(name)
		if err != nil || at.inode() != nil {
			return nothing, err
		}
		f.makeFile(at, perm)
		return something, nil
	})
}

// lock is a held lock.
type lock struct {
	fs   *FS
	node *inode
	name string
	// released says that Close was called; the file system's mu guards it.
	released bool
}

// Close gives the lock back. A second call fails with fs.ErrClosed.
func (l *lock) Close() error {
	l.fs.mu.Lock()
	defer l.fs.mu.Unlock()
	if l.released {
		return wrap(vfs.OpClose, l.name, fs.ErrClosed)
	}
	l.released, l.node.locked = true, false
	return nil
}
