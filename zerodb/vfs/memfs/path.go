package memfs

import (
	"io/fs"
	"path/filepath"
	"strings"
)

// split returns the components of a path below the root; none for the root itself. Relative paths begin at the
// root too. It fails with fs.ErrInvalid for a path that leads out of it.
func split(name string) ([]string, error) {
	clean := strings.TrimPrefix(filepath.ToSlash(filepath.Clean(name)), "/")
	if clean == "" || clean == "." {
		return nil, nil
	}
	parts := strings.Split(clean, "/")
	if parts[0] == ".." {
		return nil, fs.ErrInvalid
	}
	return parts, nil
}

// walk returns the inode at the end of the components: fs.ErrNotExist if one is missing, errNotFolder if one that
// should be a folder is a file. It is called with mu held.
func (f *FS) walk(parts []string) (*inode, error) {
	at := f.root
	for _, part := range parts {
		if !at.isFolder() {
			return nil, errNotFolder
		}
		next, ok := at.entries[part]
		if !ok {
			return nil, fs.ErrNotExist
		}
		at = next
	}
	return at, nil
}

// find returns the inode with a path. It is called with mu held.
func (f *FS) find(name string) (*inode, error) {
	parts, err := split(name)
	if err != nil {
		return nil, err
	}
	return f.walk(parts)
}

// findFolder returns the folder with a path, or errNotFolder. It is called with mu held.
func (f *FS) findFolder(name string) (*inode, error) {
	found, err := f.find(name)
	if err != nil {
		return nil, err
	}
	if !found.isFolder() {
		return nil, errNotFolder
	}
	return found, nil
}

// place is a name in a folder, taken or not.
type place struct {
	folder *inode
	name   string
}

// inode returns what has the name, or nil.
func (p place) inode() *inode { return p.folder.entries[p.name] }

// locate returns the folder and the last component of a path; the root has neither and is fs.ErrInvalid. It is
// called with mu held.
func (f *FS) locate(name string) (place, error) {
	parts, err := split(name)
	if err != nil {
		return place{}, err
	}
	if len(parts) == 0 {
		return place{}, fs.ErrInvalid
	}
	last := len(parts) - 1
	folder, err := f.walk(parts[:last])
	if err != nil {
		return place{}, err
	}
	if !folder.isFolder() {
		return place{}, errNotFolder
	}
	return place{folder: folder, name: parts[last]}, nil
}
