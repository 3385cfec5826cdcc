package memfs

// Options are the properties of a file system in memory. The zero value means the same as DefaultOptions.
type Options struct {
	// ChunkBytes is how many bytes of a file lie in one piece of memory; what a mapping returns beyond that is a
	// copy. It is rounded up to a multiple of 64 KiB, the largest page, so that no page crosses two chunks.
	// 0 means 64 KiB: crash images copy whole chunks, so larger ones make them slower.
	ChunkBytes int64
	// QuotaBytes limits the space of all files together, counted in blocks of 4 KiB. 0 means no limit.
	QuotaBytes int64
	// CrashImages makes CrashImage work. It costs memory for everything that was written and not synced, so it is
	// off by default.
	CrashImages bool
}

// DefaultOptions returns the values that the zero Options stands for.
func DefaultOptions() Options { return Options{ChunkBytes: chunkUnit} }

// withDefaults replaces what is zero or not allowed.
func (o Options) withDefaults() Options {
	o.ChunkBytes = max(o.ChunkBytes, chunkUnit)
	o.ChunkBytes = (o.ChunkBytes + chunkUnit - 1) / chunkUnit * chunkUnit
	return o
}
