package wal

import (
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/wal/segment"
	"github.com/aerolith/aerolith/zerodb/vfs"
)

// A long record is not copied into frames: the system takes headers and content from where they are, with one call.

// longRecord is the length of a record, in bytes, from which on naming its pieces costs less than copying them.
const longRecord = 32 << 10

// gathering is frames of a long record that were not handed to the file yet.
type gathering struct {
	// parts are the frames in order, of size bytes in all.
	parts [][]byte
	size  int
	// heads is memory of headers and padding. It does not move while parts refer to it.
	heads []byte
}

// headRoom is the most bytes that a frame has beside its content.
const headRoom = segment.FrameHeaderSize + segment.Alignment

// content is what of a record is to be written still.
type content struct {
	pieces [][]byte
	size   int64
	// taken is memory for take.
	taken [][]byte
}

// take cuts the first n bytes off, and returns them until the next call.
func (c *content) take(n int64) [][]byte {
	c.taken, c.size = c.taken[:0], c.size-n
	for n > 0 {
		first := c.pieces[0]
		if int64(len(first)) > n {
			c.pieces[0], first = first[n:], first[:n]
		} else {
			c.pieces = c.pieces[1:]
		}
		if len(first) > 0 {
			c.taken = append(c.taken, first)
		}
		n -= int64(len(first))
	}
	return c.taken
}

// writeLong is writeRecord for a long record, or one in pieces.
func (l *Log) writeLong(r Record) error {
	rest := content{pieces: append([][]byte{r.Payload}, r.More...), size: r.size()}
	defer l.long.reset()
	for flags := segment.First; ; flags = 0 {
		if segment.Full(l.offset, l.head.Size) {
			if err := l.changeOver(); err != nil {
				return err
			}
		}
		n := segment.Piece(l.offset, l.head.Size, rest.size)
		if n == rest.size {
			flags |= segment.Last
		}
		l.gatherFrame(r, flags, rest.take(n))
		if flags&segment.Last != 0 {
			return l.flush()
		}
		if l.long.size+segment.MaxFrameSize > l.opts.WriteBuffer {
			if err := l.flush(); err != nil {
				return err
			}
		}
	}
}

// gatherFrame puts the next frame in line.
func (l *Log) gatherFrame(r Record, flags segment.Flags, pieces [][]byte) {
	g := &l.long
	if cap(g.heads)-len(g.heads) < headRoom {
		g.heads = make([]byte, 0, (l.opts.WriteBuffer/segment.MaxFrameSize+1)*headRoom)
	}
	before := len(g.heads)
	head, padding, sum := segment.AppendHead(g.heads[before:before:cap(g.heads)], l.frame(r, flags), pieces)
	g.heads = g.heads[:before+len(head)+len(padding)]
	g.parts = append(append(g.parts, head), pieces...)
	if len(padding) > 0 {
		g.parts = append(g.parts, padding)
	}
	size := len(head) + len(padding)
	for _, p := range pieces {
		size += len(p)
	}
	g.size += size
	l.offset += int64(size)
	l.tip.Chain, l.tip.LSN = sum, l.tip.LSN+ids.LSN(size)
}

// flushLong writes the frames in line, which end at the present offset, into the active segment: with one call where the file takes
// pieces and there are many bytes, else joined.
func (l *Log) flushLong() error {
	g := &l.long
	start := l.offset - int64(g.size)
	var err error
	if file, ok := l.active.file.(vfs.VectorWriter); ok && g.size >= longRecord {
		err = file.WriteVectorAt(g.parts, start)
	} else {
		for _, p := range g.parts {
			l.buffer = append(l.buffer, p...)
		}
		_, err = l.active.file.WriteAt(l.buffer, start)
		l.buffer = l.buffer[:0]
	}
	g.reset()
	return l.writeError(start, err)
}

// reset forgets the frames and, with them, the record's memory.
func (g *gathering) reset() {
	clear(g.parts)
	g.parts, g.heads, g.size = g.parts[:0], g.heads[:0], 0
}
