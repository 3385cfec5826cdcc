package vfs

import "io"

// SharedLocker is a file system on which who may not write can keep writers away.
type SharedLocker interface {
	// LockShared takes the lock that the named file stands for together with any number of others who take it so, and holds it until Close, or
	// until the process ends. It changes nothing, so the file must be there. It never waits: where somebody has the lock of FS.Lock it fails with
	// ErrLocked, and as long as somebody has this one, FS.Lock does.
	LockShared(name string) (io.Closer, error)
}

var _ SharedLocker = hostFS{}

// LockShared implements SharedLocker with a lock of the operating system, which ends with the process however it ends.
func (hostFS) LockShared(name string) (io.Closer, error) {
	file, err := lockFileShared(name)
	if err != nil {
		return nil, wrapHostError(OpLock, name, err)
	}
	return &hostLock{file: file, name: name}, nil
}
