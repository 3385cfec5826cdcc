//go:build !linux

package vfs

import (
	"errors"
	"os"
)

// mapForWriting is not offered: that a sync of the file covers what was changed through a map is promised on Linux only.
func mapForWriting(*os.File, int64) ([]byte, error) { return nil, errors.ErrUnsupported }
