package vfs

import (
	"errors"
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// statBlockBytes is the unit of the number of blocks that stat returns, whatever the file system's own is.
const statBlockBytes = 512

// lackingBlocks returns how many bytes more a file is long than its blocks.
func lackingBlocks(file *os.File) (int64, error) {
	var stat unix.Stat_t
	err := onDescriptor(file, func(fd int) error {
		return retryInterrupted(func() error { return unix.Fstat(fd, &stat) })
	})
	return max(0, stat.Size-stat.Blocks*statBlockBytes), err
}

// fillHoles reserves the blocks that are missing in a file, so many bytes of them. It looks for room first: a reservation that fails half way leaves
// the disk full.
func fillHoles(file *os.File, lacking int64) error {
	var room unix.Statfs_t
	err := onDescriptor(file, func(fd int) error {
		return retryInterrupted(func() error { return unix.Fstatfs(fd, &room) })
	})
	if err != nil {
		return err
	}
	if unit := uint64(room.Bsize); unit > 0 && room.Bavail < uint64(lacking)/unit {
		return unix.ENOSPC
	}
	size, err := lengthOf(file)
	if err != nil {
		return err
	}
	err = onDescriptor(file, func(fd int) error {
		return retryInterrupted(func() error { return unix.Fallocate(fd, 0, 0, size) })
	})
	if errors.Is(err, unix.EOPNOTSUPP) || errors.Is(err, unix.ENOSYS) {
		return fmt.Errorf("%w: %w", errors.ErrUnsupported, err)
	}
	return err
}
