package memfs

import (
	"errors"
	"fmt"

	"github.com/aerolith/aerolith/zerodb/vfs"
)

var (
	// ErrNoCrashImages says that a crash image was asked for without Options.CrashImages.
	ErrNoCrashImages = errors.New("memfs: crash images need Options.CrashImages")
	// ErrKind says that a crash image of an unknown kind was asked for, or a random one without randomness.
	ErrKind = errors.New("memfs: unknown kind of crash image, or no randomness for it")

	// errNotFolder says that a path leads through a file, or ends at one where a folder is needed.
	errNotFolder = errors.New("memfs: not a folder")
	// errIsFolder says that a folder was to be used as a file.
	errIsFolder = errors.New("memfs: is a folder")
	// errNotEmpty says that a folder with names in it was to be removed or replaced.
	errNotEmpty = errors.New("memfs: folder is not empty")
	// errTooLarge says that a file would exceed what this file system can hold.
	errTooLarge = fmt.Errorf("%w: a file cannot exceed %d bytes", vfs.ErrNoSpace, int64(fileBytesMax))
)

// wrap adds the call and the path to a cause. nil stays nil.
func wrap(op vfs.Op, path string, err error) error {
	if err == nil {
		return nil
	}
	return &vfs.Error{Op: op, Path: path, Err: err}
}
