package secret

import "sync/atomic"

// region is memory for one secret.
type region struct {
	bytes      []byte
	protection Protection
	// free gives mapped memory back; nil for memory of the heap.
	free func([]byte)
}

// heapRegion is memory that the Go runtime manages, for systems that offer nothing better.
func heapRegion(size int) region { return region{bytes: make([]byte, size)} }

// release wipes the memory and gives it back. It runs once nobody can reach the secret any more.
func (r region) release() {
	clear(r.bytes)
	if r.free != nil {
		r.free(r.bytes)
		mapped.Add(-int64(len(r.bytes)))
	}
}

// mapped counts the bytes that secrets occupy outside the heap, so that a leak of secrets cannot take the machine's
// lockable memory: beyond mappedMax they go to the heap.
var mapped atomic.Int64

// mappedMax bounds mapped.
const mappedMax = 16 << 20
