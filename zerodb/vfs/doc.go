// Package vfs is the seam between the engine and the file system, so that tests can crash it, tear its writes
// and make any call fail.
//
// Read vfs.go first.
package vfs
