package zerodb

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"

	"github.com/aerolith/aerolith/zerodb/vfs"
)

// restoringSuffix is added to the name of a database's folder while it is being restored.
const restoringSuffix = ".restoring"

// turnSuffix is added to that for the file that is locked meanwhile. The lock of the database in the folder is given back before the folder gets its name.
const turnSuffix = ".lock"

// assemble builds a database in a folder beside to and renames it when it is complete. Where another assembling of the same name is under way it fails
// with ErrLocked and leaves that one alone.
func assemble(files vfsFS, to string, build func(work string) error) (err error) {
	to = lastingPath(files, filepath.Clean(to))
	work := to + restoringSuffix
	turn, err := files.Lock(work+turnSuffix, filePermission)
	if err != nil {
		return beingBuilt(work, err)
	}
	named, durably := false, false
	defer func() {
		if named && !durably { // the file tells the next opening
			err = errors.Join(err, turn.Close())
			return
		}
		err = errors.Join(err, endTurn(files, work+turnSuffix, turn))
	}()
	if err := discardWork(files, work); err != nil {
		return err
	}
	if _, err := files.Stat(to); !errors.Is(err, fs.ErrNotExist) { // another one was faster, and may have ended before it made the name durable
		named = true
		settled := syncParent(files, to)
		durably = settled == nil
		return errors.Join(err, fs.ErrExist, settled)
	}
	defer func() {
		if !named { // also where build panics
			err = errors.Join(err, discardWork(files, work))
		}
	}()
	if err := build(work); err != nil {
		return err
	}
	if err := files.Rename(work, to); err != nil {
		return err
	}
	named = true
	err = syncParent(files, to)
	durably = err == nil
	return err
}

// syncParent makes the name of a folder durable.
func syncParent(files vfsFS, name string) error {
	return files.SyncDir(filepath.Dir(filepath.Clean(name)))
}

// beingBuilt says that another one is building the database, if that is what an error of taking a lock means.
func beingBuilt(work string, err error) error {
	if errors.Is(err, vfs.ErrLocked) {
		return fmt.Errorf("%w: %s is being built: %w", ErrLocked, work, err)
	}
	return err
}

// endTurn removes the locked file and gives the lock back, in this order, so that nobody loses a lock to it: who has opened the file meanwhile finds that its name is gone.
// Some systems keep the names of open files; an empty file is left there then, which the next one uses.
func endTurn(files vfsFS, name string, turn io.Closer) error {
	_ = files.Remove(name)
	return turn.Close()
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
	case err != nil:
		return beingBuilt(work, err)
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
