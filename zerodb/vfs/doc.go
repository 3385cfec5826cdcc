// Package vfs is the seam between the engine and the file system, so that tests can crash it, tear its writes
// and make any call fail.
//
// It is the lowest part of zerodb: it imports nothing of it. OS is the real file system. The sub-packages are
// memfs (memory, with images of what a power failure leaves), faultfs (any call fails on demand) and vfstest (the
// tests that each implementation passes).
//
// What every implementation keeps:
//   - Errors are *Error with the call, the path and the cause; a full disk is ErrNoSpace, a held lock ErrLocked.
//     ReadAt alone returns io.EOF as it is.
//   - Content is durable after SyncData, a name after SyncDir of its folder, and neither before.
//   - Bytes that a mapping has returned do not move, and show later writes unless they are a copy (see Mapping).
//
// Lock order of the host's files: the growth lock of a file is never held together with the lock of a mapping.
//
// Read vfs.go first, then os.go and map.go.
package vfs
