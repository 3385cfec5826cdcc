//go:build !unix

package secret

// allocate returns memory for a secret of the size, which on this system is memory of the heap.
func allocate(size int) region { return heapRegion(size) }
