//go:build linux || darwin || dragonfly || freebsd || netbsd

package vfs

import (
	"errors"
	"io/fs"
	"os"

	"golang.org/x/sys/unix"
)

// lockAttempts bounds how often a lock is taken again because its file was replaced meanwhile.
const lockAttempts = 8

// openFile opens a file as the flags of package os say.
func openFile(name string, flag int, perm fs.FileMode) (*os.File, error) {
	return os.OpenFile(name, flag, perm)
}

// replaceFile renames; the system replaces the target atomically.
func replaceFile(oldName, newName string) error { return os.Rename(oldName, newName) }

// hostMode returns the permissions as the system reports them.
func hostMode(mode fs.FileMode) fs.FileMode { return mode }

// isNoSpace reports whether a system call failed because a disk is full or a quota is used up.
func isNoSpace(err error) bool {
	return errors.Is(err, unix.ENOSPC) || errors.Is(err, unix.EDQUOT)
}

// isReadOnlyDisk reports whether a system call failed because the file system is mounted for reading only.
func isReadOnlyDisk(err error) bool { return errors.Is(err, unix.EROFS) }

// isMapped reports false: these systems cut mapped files.
func isMapped(error) bool { return false }

// syncFolder makes the entries of a folder durable. A file system that has no such operation (some network and
// shared folders answer EINVAL or ENOTSUP) cannot do better; refusing to run on it would help nobody.
func syncFolder(name string) error {
	folder, err := os.Open(name)
	if err != nil {
		return err
	}
	err = folder.Sync()
	if errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOTSUP) {
		err = nil
	}
	if err != nil {
		return closeAfter(folder, err)
	}
	return folder.Close()
}

// lockFile opens the file and takes its flock. That lock belongs to the open file, so a second attempt in the
// same process fails as one in another process does, and no closing of an unrelated handle gives it up (which the
// record locks of fcntl do).
func lockFile(name string, perm fs.FileMode) (*os.File, error) {
	return takeLock(name, unix.LOCK_EX, func() (*os.File, error) {
		file, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, perm)
		if isReadOnlyDisk(err) {
			return openToLock(name, err)
		}
		return file, err
	})
}

// lockFileShared opens the file for reading and takes its flock together with others who do so.
func lockFileShared(name string) (*os.File, error) {
	return takeLock(name, unix.LOCK_SH, func() (*os.File, error) { return os.Open(name) })
}

// takeLock opens a file and takes its lock, and does so again when the file was replaced meanwhile.
func takeLock(name string, how int, open func() (*os.File, error)) (*os.File, error) {
	for range lockAttempts {
		if err := refusePipe(name); err != nil {
			return nil, err
		}
		file, err := open()
		if err != nil {
			return nil, err
		}
		if err := flock(file, how); err != nil {
			return nil, closeAfter(file, err)
		}
		same, err := stillNamed(file, name)
		if err != nil {
			return nil, closeAfter(file, err)
		}
		if same {
			return file, nil
		}
		if err := file.Close(); err != nil {
			return nil, err
		}
	}
	return nil, ErrLocked
}

var _ NamedLock = (*hostLock)(nil)

// StillNamed implements NamedLock.
func (l *hostLock) StillNamed() (bool, error) {
	same, err := stillNamed(l.file, l.name)
	return same, wrapHostError(OpStat, l.name, err)
}

// openToLock opens a file of a file system that is mounted for reading only: a lock needs no more. Where there is no such file it returns the error that
// opening it for writing gave.
func openToLock(name string, writing error) (*os.File, error) {
	file, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, writing
	}
	return file, err
}

// flock takes the lock, exclusive or shared, without waiting; ErrLocked if somebody has it who excludes that.
func flock(file *os.File, how int) error {
	err := onDescriptor(file, func(fd int) error {
		return retryInterrupted(func() error { return unix.Flock(fd, how|unix.LOCK_NB) })
	})
	if errors.Is(err, unix.EWOULDBLOCK) {
		return ErrLocked
	}
	return err
}

// unlock gives the lock of an open file back. Closing alone may do so late: a child that another goroutine has forked has the file, and with it the lock, until it executes its program.
func unlock(file *os.File) error {
	return onDescriptor(file, func(fd int) error {
		return retryInterrupted(func() error { return unix.Flock(fd, unix.LOCK_UN) })
	})
}

// stillNamed reports whether the name still leads to the open file. Otherwise somebody removed or replaced it
// between opening and locking, and the lock excludes nobody.
func stillNamed(file *os.File, name string) (bool, error) {
	mine, err := file.Stat()
	if err != nil {
		return false, err
	}
	named, err := os.Stat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return os.SameFile(mine, named), nil
}

// onDescriptor runs call on the file's descriptor, which stays open for as long. It fails with fs.ErrClosed on a
// closed file, which is the only thing that Control fails for.
func onDescriptor(file *os.File, call func(fd int) error) error {
	raw, err := file.SyscallConn()
	if err != nil {
		return err
	}
	var result error
	if err := raw.Control(func(fd uintptr) { result = call(int(fd)) }); err != nil {
		return fs.ErrClosed
	}
	return result
}

// retryInterrupted repeats a call for as long as a signal interrupts it before it has done anything.
func retryInterrupted(call func() error) error {
	for {
		if err := call(); !errors.Is(err, unix.EINTR) {
			return err
		}
	}
}
