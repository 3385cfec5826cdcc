package proof

import (
	"sync/atomic"
	"unsafe"

	"github.com/aerolith/aerolith/zerodb/vfs"
)

// sharedMemory is what shared memory contained at a moment.
type sharedMemory struct {
	of    []vfs.Shared
	words [][]uint64
}

// remember notes what the memory contains that the process shares with others. A process that was killed is closed by the test, so that it stops working, but
// in truth it would have left that memory as it was.
func (p *process) remember() sharedMemory {
	p.mu.Lock()
	defer p.mu.Unlock()
	m := sharedMemory{of: p.shared}
	for _, s := range m.of {
		words := wordsOf(s)
		noted := make([]uint64, len(words))
		for i := range words {
			noted[i] = atomic.LoadUint64(&words[i])
		}
		m.words = append(m.words, noted)
	}
	return m
}

// restore brings it back. Nobody else may have changed it meanwhile.
func (m sharedMemory) restore() {
	for i, s := range m.of {
		words := wordsOf(s)
		for j, w := range m.words[i] {
			atomic.StoreUint64(&words[j], w)
		}
	}
}

// wordsOf returns shared memory as words, which it consists of.
func wordsOf(s vfs.Shared) []uint64 {
	b := s.Bytes()
	const size = int(unsafe.Sizeof(uint64(0)))
	return unsafe.Slice((*uint64)(unsafe.Pointer(unsafe.SliceData(b))), len(b)/size)
}
