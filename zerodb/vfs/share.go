package vfs

import (
	"errors"
	"io/fs"
	"os"
	"sync/atomic"
)

// OpShare names the call of a Sharer.
const OpShare Op = "share"

// Sharer is a file system through which several processes can share memory. One that is not a Sharer serves one
// process at a time.
type Sharer interface {
	// Share maps the first size bytes of the named file for reading and writing, creating the file with perm when
	// it is missing and lengthening it when it is shorter; it never shortens it. Who has the same file mapped sees
	// each change at once, in this process and in others. The bytes start at a boundary of pages, and what was never
	// written is zero. Nothing is ever made durable: after a power failure the file may hold anything.
	Share(name string, perm fs.FileMode, size int64) (Shared, error)
}

// Shared is memory that other processes see.
type Shared interface {
	// Bytes returns the memory. Use atomic operations on it. It must not be touched after Close.
	Bytes() []byte
	// Close gives the memory back; what was written stays for the others. A second call fails with fs.ErrClosed.
	Close() error
}

var _ Sharer = hostFS{}

// Share implements Sharer with a mapping of the file.
func (hostFS) Share(name string, perm fs.FileMode, size int64) (Shared, error) {
	if size <= 0 {
		return nil, &Error{Op: OpShare, Path: name, Err: fs.ErrInvalid}
	}
	file, err := openFile(name, os.O_RDWR|os.O_CREATE, perm)
	if err != nil {
		return nil, wrapHostError(OpShare, name, err)
	}
	bytes, err := shareFile(file, size)
	if err = errors.Join(err, file.Close()); err != nil {
		return nil, wrapHostError(OpShare, name, err)
	}
	return &hostShared{name: name, bytes: bytes}, nil
}

// shareFile lengthens the file where needed and maps it. The mapping outlives the handle.
func shareFile(file *os.File, size int64) ([]byte, error) {
	if err := refuseFolder(file); err != nil {
		return nil, err
	}
	present, err := lengthOf(file)
	if err != nil {
		return nil, err
	}
	if present < size {
		if err := file.Truncate(size); err != nil {
			return nil, err
		}
	}
	return mapShared(file, size)
}

// hostShared is a writable mapping.
type hostShared struct {
	name   string
	bytes  []byte
	closed atomic.Bool
}

// Bytes implements Shared.
func (s *hostShared) Bytes() []byte { return s.bytes }

// Close implements Shared.
func (s *hostShared) Close() error {
	if s.closed.Swap(true) {
		return &Error{Op: OpClose, Path: s.name, Err: fs.ErrClosed}
	}
	return wrapHostError(OpClose, s.name, unmapView(s.bytes))
}

// ProcessID returns the number of this process. It says who is meant to people; whether a process is alive, only a lock
// tells, since numbers come again and each container has its own.
func ProcessID() uint64 { return uint64(os.Getpid()) }
