//go:build linux || darwin || dragonfly || freebsd || netbsd

package vfs

import (
	"math"
	"os"

	"golang.org/x/sys/unix"
)

// mapShared maps the file's first bytes for reading and writing.
func mapShared(file *os.File, size int64) ([]byte, error) {
	if size > math.MaxInt {
		return nil, unix.ENOMEM
	}
	var view []byte
	err := onDescriptor(file, func(fd int) error {
		var err error
		view, err = unix.Mmap(fd, 0, int(size), unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
		return err
	})
	return view, err
}
