package vfs

// NamedLock is a lock that was taken by FS.Lock, on a system where its file may lose its name meanwhile.
type NamedLock interface {
	// StillNamed reports whether the name that the lock was taken by still leads to its file. Where it does not, the file was removed, or the folder that it lies in was moved, and
	// somebody else may have what bears the name now.
	StillNamed() (bool, error)
}
