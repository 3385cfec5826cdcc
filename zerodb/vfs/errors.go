package vfs

import "errors"

var (
	// ErrLocked says that another holder has the lock.
	ErrLocked = errors.New("vfs: locked by another holder")
	// ErrOutOfRange says that bytes outside a mapping were asked for.
	ErrOutOfRange = errors.New("vfs: range lies outside the mapping")
)
