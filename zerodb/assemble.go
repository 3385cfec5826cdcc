package zerodb

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/aerolith/aerolith/zerodb/vfs"
)

// restoringSuffix is added to the name of a database's folder while it is being restored.
const restoringSuffix = ".restoring"

// assemble builds a database in a folder beside to and renames it when it is complete. Where another assembling of the same name is under way it fails
// with ErrLocked and leaves that one alone.
func assemble(files vfsFS, to string, build func(work string) error) error {
	work := to + restoringSuffix
	if err := discardWork(files, work); err != nil {
		return err
	}
	err := build(work)
	if err == nil {
		err = files.Rename(work, to)
	}
	if err != nil {
		return errors.Join(err, discardWork(files, work))
	}
	return syncParent(files, to)
}

// syncParent makes the name of a folder durable.
func syncParent(files vfsFS, name string) error {
	return files.SyncDir(filepath.Dir(filepath.Clean(name)))
}

// discardWork removes what an assembling that was interrupted, or has failed, has left, unless somebody has the database in it open: another one is
// building it then.
func discardWork(files vfsFS, work string) error {
	err := files.Remove(work)
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		return nil // there was nothing in it
	}
	lock, err := files.Lock(filepath.Join(work, lockName), filePermission)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil // another one has removed it
	case errors.Is(err, vfs.ErrLocked):
		return fmt.Errorf("%w: %s is being built: %w", ErrLocked, work, err)
	case err != nil:
		return err
	}
	err = removeTree(files, work)
	if closed := lock.Close(); err != nil || closed != nil {
		return errors.Join(closed, removeTree(files, work)) // some systems keep the names of open files
	}
	return nil
}

// removeTree removes a folder with all that it holds, if it is there. A symbolic link is removed and not followed.
func removeTree(files vfsFS, name string) error {
	err := files.Remove(name)
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if errors.Is(err, fs.ErrPermission) {
		return err // what cannot be removed may be a link
	}
	names, listing := files.ReadDir(name)
	if listing != nil {
		return err
	}
	for _, inner := range names {
		if err := removeTree(files, filepath.Join(name, inner)); err != nil {
			return err
		}
	}
	return files.Remove(name)
}
