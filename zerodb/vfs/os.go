package vfs

import (
	"errors"
	"io"
	"io/fs"
	"os"
)

// hostFS is the file system of the host. It has no state: locks and handles belong to what it returns.
type hostFS struct{}

var _ FS = hostFS{}

// OS returns the file system of the host. What differs between systems is written at the functions that differ:
// see os_unix.go, os_windows.go and the files named after one system.
func OS() FS { return hostFS{} }

// Create implements FS. The permissions are limited further by the process's umask.
func (hostFS) Create(name string, perm fs.FileMode) (File, error) {
	return openHost(OpCreate, name, os.O_RDWR|os.O_CREATE|os.O_EXCL, perm)
}

// Open implements FS.
func (hostFS) Open(name string) (File, error) {
	return openHost(OpOpen, name, os.O_RDWR, 0)
}

// OpenReadOnly implements FS.
func (hostFS) OpenReadOnly(name string) (File, error) {
	return openHost(OpOpen, name, os.O_RDONLY, 0)
}

// openHost opens a file and wraps it. Folders are refused, since the engine never reads one as a file, and so are pipes.
func openHost(op Op, name string, flag int, perm fs.FileMode) (File, error) {
	if err := refusePipe(name); err != nil && flag&os.O_CREATE == 0 {
		return nil, wrapHostError(op, name, err)
	}
	file, err := openFile(name, flag, perm)
	if err != nil {
		return nil, wrapHostError(op, name, err)
	}
	if err := refuseFolder(file); err != nil {
		return nil, wrapHostError(op, name, closeAfter(file, err))
	}
	return &hostFile{file: file, name: name, readOnly: flag&os.O_RDWR == 0}, nil
}

// refusePipe fails with fs.ErrInvalid if the name leads to a pipe: who opens one to read waits until somebody opens it to write. Where nothing is, or it cannot be looked at, opening says so.
func refusePipe(name string) error {
	info, err := os.Stat(name)
	if err == nil && info.Mode()&fs.ModeNamedPipe != 0 {
		return fs.ErrInvalid
	}
	return nil
}

// refuseFolder fails with fs.ErrInvalid if the open file is a folder.
func refuseFolder(file *os.File) error {
	info, err := file.Stat()
	if err != nil {
		return err
	}
	if info.IsDir() {
		return fs.ErrInvalid
	}
	return nil
}

// Mkdir implements FS. The permissions are limited further by the process's umask.
func (hostFS) Mkdir(name string, perm fs.FileMode) error {
	return wrapHostError(OpMkdir, name, os.Mkdir(name, perm))
}

// ReadDir implements FS.
func (hostFS) ReadDir(name string) ([]string, error) {
	entries, err := os.ReadDir(name)
	if err != nil {
		return nil, wrapHostError(OpReadDir, name, err)
	}
	names := make([]string, len(entries))
	for i, entry := range entries {
		names[i] = entry.Name()
	}
	return names, nil
}

// Stat implements FS.
func (hostFS) Stat(name string) (Info, error) {
	info, err := os.Stat(name)
	if err != nil {
		return Info{}, wrapHostError(OpStat, name, err)
	}
	return Info{Size: info.Size(), Mode: hostMode(info.Mode())}, nil
}

// Rename implements FS.
func (hostFS) Rename(oldName, newName string) error {
	return wrapHostError(OpRename, oldName+" to "+newName, replaceFile(oldName, newName))
}

// Remove implements FS.
func (hostFS) Remove(name string) error {
	return wrapHostError(OpRemove, name, os.Remove(name))
}

// SyncDir implements FS.
func (hostFS) SyncDir(name string) error {
	return wrapHostError(OpSyncDir, name, syncFolder(name))
}

// Lock implements FS with a lock of the operating system, which ends with the process however it ends.
func (hostFS) Lock(name string, perm fs.FileMode) (io.Closer, error) {
	file, err := lockFile(name, perm)
	if err != nil {
		return nil, wrapHostError(OpLock, name, err)
	}
	return &hostLock{file: file, name: name}, nil
}

// hostLock is a held lock: an open file with it.
type hostLock struct {
	file *os.File
	name string
}

// Close gives the lock back. A second call fails with fs.ErrClosed.
func (l *hostLock) Close() error {
	return wrapHostError(OpClose, l.name, errors.Join(unlock(l.file), l.file.Close()))
}
