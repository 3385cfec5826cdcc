package pager

// Store holds the bytes of a database's pages: a mapped file, or memory.
type Store interface {
	// At returns n bytes from the offset. They stay readable until Close, and follow WriteAt.
	At(offset int64, n int) ([]byte, error)
	// WriteAt writes all of b at the offset, which Grow has made room for.
	WriteAt(b []byte, offset int64) error
	// Grow makes room for size bytes in all, so that WriteAt below size cannot fail for want of space.
	Grow(size int64) error
	// Size returns the bytes that there is room for.
	Size() int64
	// Sync makes what was written durable.
	Sync() error
	// Close gives everything back. No slice from At may be used afterwards.
	Close() error
}
