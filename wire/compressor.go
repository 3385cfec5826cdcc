package wire

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
)

// compressLeast is the size of a frame, in bytes, below which compressing it is not tried: it would not become smaller, or
// not by as much as the time is worth. Clients have the same bound for their requests.
const compressLeast = 128

// Compressor turns frames into compressed ones. It keeps its memory, about a megabyte, for the next frame.
type Compressor struct {
	packed bytes.Buffer
	writer *zlib.Writer
}

// NewCompressor returns a Compressor. It compresses fast rather than tightly: the reply waits for it.
func NewCompressor() *Compressor {
	c := &Compressor{}
	// The level is one of the package's own, so that there is no error.
	c.writer, _ = zlib.NewWriterLevel(&c.packed, zlib.BestSpeed)
	return c
}

// Replace compresses the whole frame with which bytes end, from start on, where that makes it smaller. It returns the bytes
// with the frame that is to be sent.
func (c *Compressor) Replace(frames []byte, start int) []byte {
	frame := frames[start:]
	if len(frame) < compressLeast {
		return frames
	}
	c.packed.Reset()
	c.writer.Reset(&c.packed)
	_, _ = c.writer.Write(frame) // a buffer takes everything
	_ = c.writer.Close()
	if FrameHeaderSize+compressedHeaderSize+c.packed.Len() >= len(frame) {
		return frames
	}
	size := len(frame)
	frames, start = BeginFrame(frames[:start])
	frames = binary.BigEndian.AppendUint64(frames, uint64(size))
	frames = append(frames, c.packed.Bytes()...)
	return EndFrame(frames, start, TypeCompressed)
}

// Bytes returns about how much memory the Compressor keeps for the next frame's compressed form, in bytes.
func (c *Compressor) Bytes() int { return c.packed.Cap() }
