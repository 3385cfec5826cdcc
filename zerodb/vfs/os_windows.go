package vfs

import (
	"errors"
	"io/fs"
	"os"

	"golang.org/x/sys/windows"
)

// lockOffsetHigh is the upper half of the offset of the locked byte. Locks are mandatory on this system, so the
// byte lies where no content will ever be.
const lockOffsetHigh = 0x4000_0000

// openFile opens a file as the flags of package os say, but also shared for deletion: the engine renames over
// files and removes files that it still has open, as it may elsewhere. perm has no meaning here: the folder's
// access list is inherited.
func openFile(name string, flag int, _ fs.FileMode) (*os.File, error) {
	path, err := windows.UTF16PtrFromString(name)
	if err != nil {
		return nil, err
	}
	access := uint32(windows.GENERIC_READ)
	if flag&os.O_RDWR != 0 {
		access |= windows.GENERIC_WRITE
	}
	const share = windows.FILE_SHARE_READ | windows.FILE_SHARE_WRITE | windows.FILE_SHARE_DELETE
	handle, err := windows.CreateFile(path, access, share, nil, disposition(flag), windows.FILE_ATTRIBUTE_NORMAL, 0)
	if err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(handle), name), nil
}

// disposition translates the creating flags of package os.
func disposition(flag int) uint32 {
	switch {
	case flag&os.O_CREATE == 0:
		return windows.OPEN_EXISTING
	case flag&os.O_EXCL != 0:
		return windows.CREATE_NEW
	default:
		return windows.OPEN_ALWAYS
	}
}

// replaceFile renames, replaces the target atomically and waits until the change is on the disk.
func replaceFile(oldName, newName string) error {
	from, err := windows.UTF16PtrFromString(oldName)
	if err != nil {
		return err
	}
	to, err := windows.UTF16PtrFromString(newName)
	if err != nil {
		return err
	}
	return windows.MoveFileEx(from, to, windows.MOVEFILE_REPLACE_EXISTING|windows.MOVEFILE_WRITE_THROUGH)
}

// hostMode leaves the owner's permission bits alone. This system reports those for everybody as a copy of them,
// which says nothing: access lists decide, and they are inherited from the folder.
func hostMode(mode fs.FileMode) fs.FileMode {
	const everybodyElse = 0o077
	return mode &^ everybodyElse
}

// isNoSpace reports whether a system call failed because a disk is full or a quota is used up.
func isNoSpace(err error) bool {
	return errors.Is(err, windows.ERROR_DISK_FULL) || errors.Is(err, windows.ERROR_HANDLE_DISK_FULL) ||
		errors.Is(err, windows.ERROR_DISK_QUOTA_EXCEEDED)
}

// isReadOnlyDisk reports whether a call failed because the volume is protected against writing.
func isReadOnlyDisk(err error) bool { return errors.Is(err, windows.ERROR_WRITE_PROTECT) }

// isMapped reports whether a call failed because a section of the file is open, in this process or in another.
func isMapped(err error) bool { return errors.Is(err, windows.ERROR_USER_MAPPED_FILE) }

// syncFolder only checks that the folder is there. A folder cannot be flushed on this system without rights that
// an ordinary program lacks; NTFS and ReFS log changes of folders in order, and replaceFile waits for the disk.
func syncFolder(name string) error {
	info, err := os.Stat(name)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return windows.ERROR_DIRECTORY
	}
	return nil
}

// lockFile opens the file and locks one byte of it. The lock belongs to the handle, so a second attempt in the
// same process fails as one in another process does.
func lockFile(name string, perm fs.FileMode) (*os.File, error) {
	file, err := openFile(name, os.O_RDWR|os.O_CREATE, perm)
	if err != nil {
		return nil, err
	}
	return takeLock(file, windows.LOCKFILE_EXCLUSIVE_LOCK)
}

// lockFileShared opens the file for reading and locks the same byte together with others who do so.
func lockFileShared(name string) (*os.File, error) {
	file, err := openFile(name, os.O_RDONLY, 0)
	if err != nil {
		return nil, err
	}
	return takeLock(file, 0)
}

// takeLock locks the byte of an open file, which it closes when somebody has a lock that excludes that.
func takeLock(file *os.File, how uint32) (*os.File, error) {
	where := windows.Overlapped{OffsetHigh: lockOffsetHigh}
	err := windows.LockFileEx(windows.Handle(file.Fd()), how|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &where)
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) || errors.Is(err, windows.ERROR_IO_PENDING) {
		err = ErrLocked
	}
	if err != nil {
		return nil, closeAfter(file, err)
	}
	return file, nil
}

// unlock gives the lock of an open file back. After closing alone the system does so when it finds the time.
func unlock(file *os.File) error {
	where := windows.Overlapped{OffsetHigh: lockOffsetHigh}
	return windows.UnlockFileEx(windows.Handle(file.Fd()), 0, 1, 0, &where)
}

// syncContent makes content and length durable with FlushFileBuffers.
func syncContent(file *os.File) error { return file.Sync() }

// reserveBlocks moves the end of the file, which reserves its clusters on this system, and reads them as zero.
func reserveBlocks(file *os.File, _, size int64) error { return file.Truncate(size) }
