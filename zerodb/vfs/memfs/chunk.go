package memfs

import (
	"slices"
	"sync"
	"sync/atomic"
)

// chunk is one piece of a file's content. Its memory is allocated when it is first touched.
type chunk struct {
	// bytes is the memory; nil until touched, and never replaced.
	bytes atomic.Pointer[[]byte]

	// mu guards the fields below, and keeps reads and writes of bytes apart; mapped reads do not take it.
	mu sync.RWMutex
	// source is the content while bytes is nil; nil means zeros.
	source *frozen
	// shared has been handed out and still uses the memory of bytes; nil if there is none.
	shared *frozen
}

// memory returns the chunk's bytes, which never move.
func (c *chunk) memory(size int64) []byte {
	if p := c.bytes.Load(); p != nil {
		return *p
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.memoryLocked(size)
}

// memoryLocked is memory for a caller that holds mu.
func (c *chunk) memoryLocked(size int64) []byte {
	if p := c.bytes.Load(); p != nil {
		return *p
	}
	b := make([]byte, size)
	if c.source != nil {
		c.source.read(b, 0)
		c.source = nil
	}
	c.bytes.Store(&b)
	return b
}

// read copies bytes from the offset to b, without allocating the chunk's memory.
func (c *chunk) read(b []byte, offset int64) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	switch p := c.bytes.Load(); {
	case p != nil:
		copy(b, (*p)[offset:])
	case c.source != nil:
		c.source.read(b, offset)
	default:
		clear(b)
	}
}

// write copies b to the offset.
func (c *chunk) write(b []byte, offset, size int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	memory := c.memoryLocked(size)
	c.unshare()
	copy(memory[offset:], b)
}

// zero clears the bytes from the offset to the chunk's end.
func (c *chunk) zero(offset, size int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.bytes.Load() == nil && (c.source == nil || offset == 0) {
		c.source = nil
		return
	}
	memory := c.memoryLocked(size)
	c.unshare()
	clear(memory[offset:])
}

// freeze returns the present content as something that later writes do not change; nil stands for zeros.
func (c *chunk) freeze() *frozen {
	c.mu.Lock()
	defer c.mu.Unlock()
	p := c.bytes.Load()
	if p == nil {
		return c.source
	}
	if c.shared == nil {
		c.shared = &frozen{bytes: *p}
	}
	return c.shared
}

// unshare gives what was handed out a copy of its own. It is called with mu held, before every change.
func (c *chunk) unshare() {
	if c.shared != nil {
		c.shared.detach()
		c.shared = nil
	}
}

// frozen is content of a chunk at one moment. At first it uses the memory of the chunk.
type frozen struct {
	// mu guards bytes: the slice, and its content for as long as that is the chunk's.
	mu    sync.Mutex
	bytes []byte
}

// read copies bytes from the offset to b.
func (f *frozen) read(b []byte, offset int64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	copy(b, f.bytes[offset:])
}

// detach stops using the chunk's memory.
func (f *frozen) detach() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.bytes = slices.Clone(f.bytes)
}
