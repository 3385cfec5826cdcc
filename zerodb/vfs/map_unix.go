//go:build linux || darwin || dragonfly || freebsd || netbsd

package vfs

import (
	"math"
	"os"

	"golang.org/x/sys/unix"
)

// hostLayout: these systems keep mappings and writes of a file in one cache and let a mapping be longer than the
// file. (OpenBSD does not keep them in one, so it is not among them.)
func hostLayout() layout {
	return layout{granularity: int64(os.Getpagesize()), beyondEnd: true}
}

// duplicate returns another handle of the same open file.
func duplicate(file *os.File) (*os.File, error) {
	var own *os.File
	err := onDescriptor(file, func(fd int) error {
		other, err := unix.FcntlInt(uintptr(fd), unix.F_DUPFD_CLOEXEC, 0)
		if err != nil {
			return err
		}
		own = os.NewFile(uintptr(other), file.Name())
		return nil
	})
	return own, err
}

// mapView maps length bytes from start for reading.
func mapView(file *os.File, start, length int64) ([]byte, error) {
	if length > math.MaxInt {
		return nil, unix.ENOMEM
	}
	var view []byte
	err := onDescriptor(file, func(fd int) error {
		var err error
		view, err = unix.Mmap(fd, start, int(length), unix.PROT_READ, unix.MAP_SHARED)
		return err
	})
	return view, err
}

// unmapView ends a view.
func unmapView(view []byte) error { return unix.Munmap(view) }
