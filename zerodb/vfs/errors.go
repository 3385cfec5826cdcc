package vfs

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

var (
	// ErrLocked says that another holder, in this process or in another, has the lock.
	ErrLocked = errors.New("vfs: locked by another holder")
	// ErrOutOfRange says that bytes outside a mapping, or outside the file behind it, were asked for.
	ErrOutOfRange = errors.New("vfs: range lies outside the mapping")
	// ErrNoSpace says that the disk is full or a quota is used up. What the file held before is unchanged.
	ErrNoSpace = errors.New("vfs: no space left")
	// ErrMapped says that a file cannot become shorter because somebody has it mapped, on a system that forbids that.
	ErrMapped = errors.New("vfs: file cannot become shorter while it is mapped")
	// ErrReadOnly says that a file which was opened for reading was to be changed.
	ErrReadOnly = errors.New("vfs: file is open for reading only")
	// ErrReadOnlyDisk says that something was to be changed on a file system that is mounted for reading only.
	ErrReadOnlyDisk = errors.New("vfs: file system is mounted for reading only")
)

// Op names a call of this seam. Errors carry it, and the crash and fault versions select calls by it.
type Op string

// The calls that can fail or that change something.
const (
	OpCreate   Op = "create"
	OpOpen     Op = "open"
	OpMkdir    Op = "mkdir"
	OpReadDir  Op = "readdir"
	OpStat     Op = "stat"
	OpRename   Op = "rename"
	OpRemove   Op = "remove"
	OpSyncDir  Op = "syncdir"
	OpLock     Op = "lock"
	OpClose    Op = "close"
	OpRead     Op = "read"
	OpWrite    Op = "write"
	OpSize     Op = "size"
	OpTruncate Op = "truncate"
	OpAllocate Op = "allocate"
	OpSyncData Op = "syncdata"
	OpMap      Op = "map"
	OpExtend   Op = "extend"
)

// Error is what every failed call returns, apart from io.EOF of ReadAt.
type Error struct {
	// Op is the call that failed.
	Op Op
	// Path is the file or folder that it was made on.
	Path string
	// Err is the cause.
	Err error
}

// Error says which call failed, on what, and why.
func (e *Error) Error() string { return fmt.Sprintf("vfs: %s %s: %v", e.Op, e.Path, e.Err) }

// Unwrap returns the cause, for errors.Is and errors.As.
func (e *Error) Unwrap() error { return e.Err }

// wrapHostError turns an error of package os or of a system call into *Error: it removes the wrapping of package
// os, which would repeat operation and path, marks a full disk with ErrNoSpace, one for reading only with ErrReadOnlyDisk, and a mapped file with ErrMapped. nil stays nil.
func wrapHostError(op Op, path string, err error) error {
	if err == nil {
		return nil
	}
	cause := hostCause(err)
	if isNoSpace(cause) {
		cause = fmt.Errorf("%w: %w", ErrNoSpace, cause)
	}
	if isReadOnlyDisk(cause) {
		cause = fmt.Errorf("%w: %w", ErrReadOnlyDisk, cause)
	}
	if isMapped(cause) {
		cause = fmt.Errorf("%w: %w", ErrMapped, cause)
	}
	return &Error{Op: op, Path: path, Err: cause}
}

// hostCause returns what package os has wrapped, or err itself.
func hostCause(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	var link *os.LinkError
	if errors.As(err, &link) {
		return link.Err
	}
	var call *os.SyscallError
	if errors.As(err, &call) {
		return call.Err
	}
	return err
}
