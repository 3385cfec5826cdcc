package vfs

import (
	"errors"
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// statBlockBytes is the unit of the number of blocks that stat returns, whatever the file system's own is.
const statBlockBytes = 512

// lackingBlocks returns how many bytes a file has no blocks for. That it has fewer blocks than it is long may also come from compression: only as much
// counts as lies in holes. Reserved blocks that were never written look like holes too, so neither number alone tells.
func lackingBlocks(file *os.File) (lacking int64, err error) {
	err = onDescriptor(file, func(fd int) error {
		var stat unix.Stat_t
		if err := retryInterrupted(func() error { return unix.Fstat(fd, &stat) }); err != nil {
			return err
		}
		lacking = max(0, stat.Size-stat.Blocks*statBlockBytes)
		if lacking > 0 {
			lacking = min(lacking, bytesInHoles(fd, stat.Size, lacking))
		}
		return nil
	})
	return lacking, err
}

// bytesInHoles adds up the holes of a file of a size, until they are enough. A file system that cannot say where they are is taken to have that much.
func bytesInHoles(fd int, size, enough int64) (found int64) {
	for at := int64(0); at < size && found < enough; {
		hole, err := unix.Seek(fd, at, unix.SEEK_HOLE)
		if err != nil {
			return enough
		}
		data, err := unix.Seek(fd, hole, unix.SEEK_DATA)
		if errors.Is(err, unix.ENXIO) {
			data, err = size, nil // nothing but a hole to the end
		}
		if err != nil {
			return enough
		}
		found += data - hole
		at = data
	}
	return found
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
