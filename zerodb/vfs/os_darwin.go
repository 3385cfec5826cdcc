package vfs

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// syncContent makes content and length durable. os.File.Sync uses F_FULLFSYNC on this system: fsync alone leaves
// the bytes in the drive's volatile cache.
func syncContent(file *os.File) error { return file.Sync() }

// reserveBlocks reserves the blocks between former and size, first in one piece, then in any, and lengthens the
// file; where the volume cannot, it writes zeros.
func reserveBlocks(file *os.File, former, size int64) error {
	err := preallocate(file, unix.F_ALLOCATECONTIG|unix.F_ALLOCATEALL, size-former)
	if err != nil {
		err = preallocate(file, unix.F_ALLOCATEALL, size-former)
	}
	if errors.Is(err, unix.ENOTSUP) || errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOTTY) {
		return fillWithZeros(file, former, size)
	}
	if err != nil {
		return err
	}
	return file.Truncate(size)
}

// preallocate asks for more blocks behind the file's last one. The length does not change.
func preallocate(file *os.File, flags uint32, more int64) error {
	return onDescriptor(file, func(fd int) error {
		request := unix.Fstore_t{Flags: flags, Posmode: unix.F_PEOFPOSMODE, Length: more}
		return retryInterrupted(func() error {
			return unix.FcntlFstore(uintptr(fd), unix.F_PREALLOCATE, &request)
		})
	})
}
