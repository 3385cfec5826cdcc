package expr

import (
	"slices"
	"sync"
)

// The bounds of a cache: how many programs each of its two generations holds, and how long an encoded expression may be to
// be kept, in bytes. Compiled, an instruction of two bytes takes about a hundred, so that a cache full of the worst ones
// stays below 32 MiB.
const (
	cachedPrograms = 256
	cachedLength   = 1 << 10
)

// Cache keeps compiled filters by their code: programs send the same few over and over. The zero Cache is empty and ready.
// Its methods may be called from several goroutines.
//
// It has two generations. A program that is used moves to the young one; when that is full, it becomes the old one, and what
// the old one still held is forgotten. So memory is bounded, and what is in use stays.
type Cache struct {
	// mu guards both generations.
	mu         sync.RWMutex
	young, old map[string]*Program
}

// Filter is CompileFilter, except that the program does not alias data.
func (c *Cache) Filter(data []byte) (p *Program, ok bool) {
	c.mu.RLock()
	p = c.young[string(data)]
	c.mu.RUnlock()
	if p != nil {
		return p, true
	}
	return c.miss(data)
}

// miss finds a program in the old generation or compiles it, and keeps it in the young one.
func (c *Cache) miss(data []byte) (p *Program, ok bool) {
	c.mu.RLock()
	p = c.old[string(data)]
	c.mu.RUnlock()
	if p == nil {
		if p, ok = CompileFilter(slices.Clone(data)); !ok {
			return nil, false
		}
	}
	if len(data) <= cachedLength {
		c.keep(string(data), p)
	}
	return p, true
}

// keep puts a program into the young generation.
func (c *Cache) keep(code string, p *Program) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.young) >= cachedPrograms {
		c.old, c.young = c.young, nil
	}
	if c.young == nil {
		c.young = make(map[string]*Program, cachedPrograms)
	}
	c.young[code] = p
}
