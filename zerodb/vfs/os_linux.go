package vfs

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// syncContent makes content and length durable, without the times, which saves a write of the inode.
func syncContent(file *os.File) error {
	return onDescriptor(file, func(fd int) error {
		return retryInterrupted(func() error { return unix.Fdatasync(fd) })
	})
}

// reserveBlocks lengthens the file from former to size and reserves the blocks between; where the file system
// cannot, it writes zeros.
func reserveBlocks(file *os.File, former, size int64) error {
	err := onDescriptor(file, func(fd int) error {
		return retryInterrupted(func() error { return unix.Fallocate(fd, 0, former, size-former) })
	})
	if errors.Is(err, unix.EOPNOTSUPP) || errors.Is(err, unix.ENOSYS) {
		return fillWithZeros(file, former, size)
	}
	return err
}
