package wire

// Options are the limits of readers and decoders. The zero value means the defaults.
type Options struct {
	// MaxFrameSize is the largest body of a frame, in bytes; 1 KiB to 128 MiB, which is what servers accept.
	MaxFrameSize int
	// BufferSize is the size of a connection's read buffer while no larger frame is being read, in bytes; 512 B to
	// 1 MiB. 16 KiB hold a burst of small commands.
	BufferSize int
	// MaxBatchEntries is how many entries a batch may have, 1 to 1,000,000. 5,000 is what servers accept.
	MaxBatchEntries int
	// MaxBatchOperations is how many operations the entries of a batch may have together, 1 to 16 Mi. An operation of
	// 8 bytes takes 56 in memory, which the default bounds to about 56 MiB.
	MaxBatchOperations int
	// MaxInfoNames is how many names one info request may have, 1 to 65,536.
	MaxInfoNames int
	// MaxInternedNames is how many names a connection remembers, 1 to 65,536. 256 take about 16 KiB.
	MaxInternedNames int
}

// DefaultOptions returns the limits that suit a server or client.
func DefaultOptions() Options {
	return Options{
		MaxFrameSize:       128 << 20,
		BufferSize:         16 << 10,
		MaxBatchEntries:    5000,
		MaxBatchOperations: 1 << 20,
		MaxInfoNames:       1024,
		MaxInternedNames:   256,
	}
}

// withDefaults returns the options with defaults in place of zeros.
func (o Options) withDefaults() Options {
	d := DefaultOptions()
	fill := func(value *int, standard int) {
		if *value <= 0 {
			*value = standard
		}
	}
	fill(&o.MaxFrameSize, d.MaxFrameSize)
	fill(&o.BufferSize, d.BufferSize)
	fill(&o.MaxBatchEntries, d.MaxBatchEntries)
	fill(&o.MaxBatchOperations, d.MaxBatchOperations)
	fill(&o.MaxInfoNames, d.MaxInfoNames)
	fill(&o.MaxInternedNames, d.MaxInternedNames)
	o.BufferSize = max(o.BufferSize, minBufferSize)
	return o
}

// minBufferSize holds a frame header and more; a Reader relies on it.
const minBufferSize = 512
