package vfs

import (
	"io"
	"slices"

	"golang.org/x/sys/unix"
)

var _ VectorWriter = (*hostFile)(nil)

// vectorMost is how many parts the system takes in one call.
const vectorMost = 1024

// WriteVectorAt implements VectorWriter.
func (f *hostFile) WriteVectorAt(parts [][]byte, offset int64) error {
	if err := f.refuseReadOnly(OpWrite); err != nil {
		return err
	}
	err := onDescriptor(f.file, func(fd int) error {
		return writeVector(parts, offset, func(some [][]byte, at int64) (int, error) { return unix.Pwritev(fd, some, at) })
	})
	return wrapHostError(OpWrite, f.name, err)
}

// writeVector calls write until all parts are written: it may take fewer bytes than it is given.
func writeVector(parts [][]byte, offset int64, write func([][]byte, int64) (int, error)) error {
	rest := slices.Clone(parts)
	for len(rest) > 0 {
		var n int
		err := retryInterrupted(func() (err error) {
			n, err = write(rest[:min(len(rest), vectorMost)], offset)
			return err
		})
		if err != nil {
			return err
		}
		before := len(rest)
		offset += int64(n)
		stuck := n <= 0
		for len(rest) > 0 && n >= len(rest[0]) {
			n -= len(rest[0])
			rest = rest[1:]
		}
		if stuck && len(rest) == before {
			return io.ErrShortWrite
		}
		if n > 0 {
			rest[0] = rest[0][n:]
		}
	}
	return nil
}
