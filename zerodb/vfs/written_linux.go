package vfs

import (
	"math"
	"os"

	"golang.org/x/sys/unix"
)

// mapForWriting maps the first size bytes. Linux keeps map and file in one cache, and fdatasync writes what was changed
// through either.
func mapForWriting(file *os.File, size int64) ([]byte, error) {
	if size <= 0 || size > math.MaxInt {
		return nil, unix.EINVAL
	}
	var view []byte
	err := onDescriptor(file, func(fd int) error {
		var err error
		view, err = unix.Mmap(fd, 0, int(size), unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
		return err
	})
	return view, err
}
