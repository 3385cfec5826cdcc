package server

import (
	"math/bits"
	"sync"
)

// Blocks are buffers whose sizes are powers of two, from 1<<blockBitsMin to 1<<blockBitsMax bytes.
const (
	blockBitsMin = 10
	blockBitsMax = 28
	blockSizeMin = 1 << blockBitsMin
	blockSizeMax = 1 << blockBitsMax
)

// block is a buffer that returns to its pool.
type block struct {
	// bytes has the block's full size as its length.
	bytes []byte
}

// blockPool lends blocks and takes them back. The garbage collector empties it in the course of time, so that it
// holds no more than what was in use lately.
type blockPool struct {
	classes [blockBitsMax + 1]sync.Pool
}

// get returns a block of at least size bytes, which must not exceed blockSizeMax. Its content is arbitrary.
func (p *blockPool) get(size int) *block {
	class := blockClass(size)
	if b, ok := p.classes[class].Get().(*block); ok {
		return b
	}
	return &block{bytes: make([]byte, 1<<class)}
}

// put takes a block back; nil is ignored. Nobody may use its bytes afterwards.
func (p *blockPool) put(b *block) {
	if b != nil {
		p.classes[blockClass(len(b.bytes))].Put(b)
	}
}

// blockClass returns the exponent of the smallest block that holds size bytes.
func blockClass(size int) int {
	if size <= blockSizeMin {
		return blockBitsMin
	}
	return bits.Len(uint(size - 1))
}

// blockSize returns the size of the smallest block that holds size bytes.
func blockSize(size int) int { return 1 << blockClass(size) }
