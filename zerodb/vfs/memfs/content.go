package memfs

import (
	"io"
	"iter"
	"sync"
	"sync/atomic"
)

// content is the bytes of a file. Changes are made under FS.mu; reading needs no lock.
type content struct {
	chunkBytes int64
	// size is the file's length.
	size atomic.Int64
	// table holds the chunks that were ever touched; the others are zero. Its elements never change.
	table atomic.Pointer[[]*chunk]
	// growth is held while table is replaced by a longer one.
	growth sync.Mutex
}

// newContent returns empty content.
func newContent(chunkBytes int64) *content {
	c := &content{chunkBytes: chunkBytes}
	c.table.Store(&[]*chunk{})
	return c
}

// piece is the part of a range that lies in one chunk.
type piece struct {
	// index numbers the chunk.
	index int
	// offset is where the part begins in the chunk.
	offset int64
	// from and to are the part's place in the range.
	from, to int64
}

// pieces splits a range of the file by chunks.
func (c *content) pieces(offset, length int64) iter.Seq[piece] {
	return func(yield func(piece) bool) {
		for done := int64(0); done < length; {
			at := offset + done
			p := piece{index: int(at / c.chunkBytes), offset: at % c.chunkBytes, from: done}
			p.to = min(length, done+c.chunkBytes-p.offset)
			if !yield(p) {
				return
			}
			done = p.to
		}
	}
}

// peek returns a chunk, or nil if nobody has touched it, so that it is zero.
func (c *content) peek(index int) *chunk {
	table := *c.table.Load()
	if index < len(table) {
		return table[index]
	}
	return nil
}

// chunk returns a chunk, lengthening the table when needed.
func (c *content) chunk(index int) *chunk {
	if found := c.peek(index); found != nil {
		return found
	}
	c.growth.Lock()
	defer c.growth.Unlock()
	table := *c.table.Load()
	if index < len(table) {
		return table[index]
	}
	longer := make([]*chunk, max(index+1, 2*len(table)))
	copy(longer, table)
	fresh := make([]chunk, len(longer)-len(table))
	for i := range fresh {
		longer[len(table)+i] = &fresh[i]
	}
	c.table.Store(&longer)
	return longer[index]
}

// readAt is io.ReaderAt for an offset that is not negative.
func (c *content) readAt(b []byte, offset int64) (int, error) {
	if len(b) == 0 {
		return 0, nil
	}
	n := min(int64(len(b)), c.size.Load()-offset)
	if n <= 0 {
		return 0, io.EOF
	}
	c.copyOut(b[:n], offset)
	if n < int64(len(b)) {
		return int(n), io.EOF
	}
	return int(n), nil
}

// copyOut fills b from the offset, whatever the size.
func (c *content) copyOut(b []byte, offset int64) {
	for p := range c.pieces(offset, int64(len(b))) {
		if found := c.peek(p.index); found != nil {
			found.read(b[p.from:p.to], p.offset)
		} else {
			clear(b[p.from:p.to])
		}
	}
}

// writeAt copies b to the offset and lengthens the file when needed.
func (c *content) writeAt(b []byte, offset int64) {
	for p := range c.pieces(offset, int64(len(b))) {
		c.chunk(p.index).write(b[p.from:p.to], p.offset, c.chunkBytes)
	}
	c.lengthen(offset + int64(len(b)))
}

// lengthen sets the size unless it is larger already.
func (c *content) lengthen(size int64) {
	if size > c.size.Load() {
		c.size.Store(size)
	}
}

// resize sets the size; what is cut off becomes zero, so that it does not come back.
func (c *content) resize(size int64) {
	table := *c.table.Load()
	for i := size / c.chunkBytes; size < c.size.Load() && i < int64(len(table)); i++ {
		table[i].zero(max(0, size-i*c.chunkBytes), c.chunkBytes)
	}
	c.size.Store(size)
}

// view returns the memory of n bytes from the offset, or a copy of it where they lie in several chunks.
func (c *content) view(offset int64, n int) []byte {
	if n == 0 {
		return []byte{}
	}
	from := offset % c.chunkBytes
	if end := from + int64(n); end <= c.chunkBytes {
		return c.chunk(int(offset / c.chunkBytes)).memory(c.chunkBytes)[from:end:end]
	}
	joined := make([]byte, n)
	for p := range c.pieces(offset, int64(n)) {
		memory := c.chunk(p.index).memory(c.chunkBytes)
		copy(joined[p.from:p.to], memory[p.offset:])
	}
	return joined
}

// snapshot returns new content of a given size that shares the chunks which pick returns.
func (c *content) snapshot(size int64, pick func(index int) *frozen) *content {
	count := int((size + c.chunkBytes - 1) / c.chunkBytes)
	count = min(count, len(*c.table.Load()))
	fresh, table := make([]chunk, count), make([]*chunk, count)
	for i := range fresh {
		fresh[i].source = pick(i)
		table[i] = &fresh[i]
	}
	image := newContent(c.chunkBytes)
	image.table.Store(&table)
	image.size.Store(size)
	return image
}
