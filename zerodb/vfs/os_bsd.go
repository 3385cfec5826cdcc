//go:build dragonfly || freebsd || netbsd

package vfs

import "os"

// syncContent makes content and length durable, with the times too: fdatasync is not on all of these systems.
func syncContent(file *os.File) error { return file.Sync() }

// reserveBlocks writes zeros: these systems have no reservation on all of their file systems (ZFS has none).
func reserveBlocks(file *os.File, former, size int64) error {
	return fillWithZeros(file, former, size)
}
