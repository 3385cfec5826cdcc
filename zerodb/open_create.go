package zerodb

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"runtime"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/meta"
	"github.com/aerolith/aerolith/zerodb/internal/page"
	"github.com/aerolith/aerolith/zerodb/internal/wal"
	"github.com/aerolith/aerolith/zerodb/internal/wal/segment"
)

// A database is created in an order that leaves something to begin anew after a crash at any step: the folder, the lock file, an
// empty log, the data file under a temporary name, synced; then one rename makes it a database. As long as the data file
// is missing, the database never existed, and a log without a record may be replaced.

// groupBits and worldBits are the permissions of others than the owner.
const (
	groupBits fs.FileMode = 0o070
	worldBits fs.FileMode = 0o007
)

// firstTx is the transaction number of the empty state that a database is created with.
const firstTx ids.TxID = 1

// prepareFolder makes sure that the database's folder is there and closed to others.
func (o *opener) prepareFolder() error {
	_, err := o.opts.FS.Stat(o.path)
	if errors.Is(err, fs.ErrNotExist) && o.opts.Create != CreateNever {
		err = o.opts.FS.Mkdir(o.path, folderPermission)
	}
	if err != nil {
		return err
	}
	return o.checkAccess("")
}

// settleFolder makes the folder's name durable, also where it was there already: a process that was killed may have made
// it and not synced it. A parent that this process may not open was not changed by one like it.
func (o *opener) settleFolder() error {
	err := o.opts.FS.SyncDir(filepath.Dir(filepath.Clean(o.path)))
	if errors.Is(err, fs.ErrPermission) {
		return nil
	}
	return err
}

// settleAssembled makes the name of a folder durable that a restore or a salvage has given it, and has not made durable, since it was killed then, or failed: the file that is locked
// meanwhile is there then. Where nobody can tell, as with a name to which nothing can be added, it does so too.
func (o *opener) settleAssembled() error {
	_, err := o.opts.FS.Stat(filepath.Clean(o.path) + restoringSuffix + turnSuffix)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
		return o.settleElsewhere()
	}
	return o.settleFolder()
}

// settleElsewhere is settleAssembled for a path that is a dot or a link: the folder has its name somewhere else, and the file that tells of it lies there. A file system that is not the system's own has no such names.
func (o *opener) settleElsewhere() error {
	name, err := filepath.Abs(o.path)
	if err == nil {
		name, err = filepath.EvalSymlinks(name)
	}
	if err != nil {
		return nil
	}
	if _, err := o.opts.FS.Stat(name + restoringSuffix + turnSuffix); err != nil {
		return nil
	}
	return syncParent(o.opts.FS, name)
}

// checkAccess refuses a file or folder of the database that others can use. Windows keeps access elsewhere: there the
// folder's own list decides.
func (o *opener) checkAccess(base string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	name := o.name(base)
	info, err := o.opts.FS.Stat(name)
	if err != nil {
		return err
	}
	mode := info.Mode.Perm()
	if mode&worldBits != 0 {
		return &PermissionError{Path: name, Mode: mode}
	}
	if mode&groupBits != 0 && !o.opts.AllowGroupAccess {
		return &PermissionError{Path: name, Mode: mode, Option: "AllowGroupAccess"}
	}
	return nil
}

// create makes an empty database in the folder, which the opener has locked.
func (o *opener) create() error {
	if o.opts.Create == CreateNever {
		return fmt.Errorf("no database in this folder: %w", fs.ErrNotExist)
	}
	var identity [16]byte
	if _, err := io.ReadFull(o.opts.Random, identity[:]); err != nil {
		return fmt.Errorf("draw an identity: %w", err)
	}
	if err := o.settleFolder(); err != nil {
		return err
	}
	options := o.logOptions(identity, nil)
	options.SegmentSize, options.FirstSize, options.Ahead = segment.MinSize, 0, 0 // the first life takes its place before anything is written
	log, err := wal.Create(options)
	if errors.Is(err, wal.ErrExists) {
		return fmt.Errorf("%w: %w", ErrDataMissing, err)
	}
	if err != nil {
		return spaceError(err)
	}
	position := log.Position()
	if err := log.Close(); err != nil {
		return err
	}
	return spaceError(o.createData(firstMetas(meta.Meta{
		Tx: firstTx, PageSize: o.opts.PageSize, UUID: identity, HighWater: page.FirstID,
		Log: meta.LogPosition(position), Clean: true, WallTime: o.opts.Now(),
	})))
}

// createData makes the data file, first under another name, so that it is there complete or not at all. The name becomes durable when recover, which
// goes on from here, syncs the folder.
func (o *opener) createData(content []byte) error {
	temporary := o.name(newDataName)
	if err := o.opts.FS.Remove(temporary); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	file, err := o.opts.FS.Create(temporary, filePermission)
	if err != nil {
		return err
	}
	_, err = file.WriteAt(content, 0)
	if err == nil {
		err = file.SyncData()
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return err
	}
	return o.opts.FS.Rename(temporary, o.name(dataName))
}
