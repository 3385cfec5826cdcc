package pager

import (
	"fmt"
	"sync/atomic"
)

// heapChunk is the unit in which a HeapStore grows, in bytes. A read that crosses two chunks copies.
const heapChunk = 4 << 20

// HeapStore is a Store in memory, for a database without files.
type HeapStore struct {
	chunks atomic.Pointer[[][]byte]
}

// NewHeapStore returns an empty store.
func NewHeapStore() *HeapStore {
	s := &HeapStore{}
	s.chunks.Store(&[][]byte{})
	return s
}

// At returns bytes of one chunk, or a copy of bytes of several.
func (s *HeapStore) At(offset int64, n int) ([]byte, error) {
	chunks := *s.chunks.Load()
	if offset < 0 || n < 0 || offset > s.Size()-int64(n) {
		return nil, fmt.Errorf("pager: %d bytes at %d lie outside the %d bytes in memory", n, offset, s.Size())
	}
	first, start := int(offset/heapChunk), int(offset%heapChunk)
	if start+n <= heapChunk {
		return chunks[first][start : start+n : start+n], nil
	}
	b := make([]byte, 0, n)
	for i := first; len(b) < n; i++ {
		b = append(b, chunks[i][start:min(heapChunk, start+n-len(b))]...)
		start = 0
	}
	return b, nil
}

// WriteAt copies into the chunks.
func (s *HeapStore) WriteAt(b []byte, offset int64) error {
	if offset < 0 || offset > s.Size()-int64(len(b)) {
		return fmt.Errorf("pager: %d bytes at %d lie outside the %d bytes in memory", len(b), offset, s.Size())
	}
	chunks := *s.chunks.Load()
	for len(b) > 0 {
		n := copy(chunks[offset/heapChunk][offset%heapChunk:], b)
		b, offset = b[n:], offset+int64(n)
	}
	return nil
}

// Grow adds chunks.
func (s *HeapStore) Grow(size int64) error {
	old := *s.chunks.Load()
	chunks := old[:len(old):len(old)]
	for int64(len(chunks))*heapChunk < size {
		chunks = append(chunks, make([]byte, heapChunk))
	}
	s.chunks.Store(&chunks)
	return nil
}

// Size returns the bytes of all chunks.
func (s *HeapStore) Size() int64 { return int64(len(*s.chunks.Load())) * heapChunk }

// Sync has nothing to do.
func (s *HeapStore) Sync() error { return nil }

// Close leaves the memory to the collector.
func (s *HeapStore) Close() error { return nil }
