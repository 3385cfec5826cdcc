package zerodb

import (
	"fmt"
	"io"
	"io/fs"

	"github.com/aerolith/aerolith/zerodb/vfs"
)

// ownFolder is the file system of a log that belongs to a locked database. Segments are made, renamed and removed by their names, which lead elsewhere once the folder was moved, or somebody has removed it: perhaps
// to another database, which has the same names. So it changes nothing when the lock is no longer in the folder.
type ownFolder struct {
	vfs.FS
	lock io.Closer
}

// Create implements vfs.FS.
func (f ownFolder) Create(name string, perm fs.FileMode) (vfs.File, error) {
	if err := checkNamed(f.lock, name); err != nil {
		return nil, err
	}
	return f.FS.Create(name, perm)
}

// Rename implements vfs.FS.
func (f ownFolder) Rename(oldName, newName string) error {
	if err := checkNamed(f.lock, oldName); err != nil {
		return err
	}
	return f.FS.Rename(oldName, newName)
}

// Remove implements vfs.FS.
func (f ownFolder) Remove(name string) error {
	if err := checkNamed(f.lock, name); err != nil {
		return err
	}
	return f.FS.Remove(name)
}

// checkNamed fails with ErrReplaced where the name of a database's lock no longer leads to it, as far as the file system can tell. name is what was to be changed.
func checkNamed(lock io.Closer, name string) error {
	named, ok := lock.(vfs.NamedLock)
	if !ok {
		return nil
	}
	is, err := named.StillNamed()
	if err == nil && !is {
		err = fmt.Errorf("%w: %s is not in its folder any more", ErrReplaced, name)
	}
	return err
}
