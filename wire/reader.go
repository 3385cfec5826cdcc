package wire

import (
	"errors"
	"fmt"
	"io"
)

// maxEmptyReads is how often in a row a connection may return neither bytes nor an error.
const maxEmptyReads = 100

// Frame is one frame of a connection.
type Frame struct {
	// Type says what Body holds.
	Type Type
	// Body is the frame without its header.
	Body []byte
}

// Reader cuts the bytes of a connection into frames. Fill reads until at least one whole frame is there; Next hands
// out what is there without reading:
//
//	for {
//		if err := r.Fill(); err != nil { … }
//		for frame, ok, err := r.Next(); ok; frame, ok, err = r.Next() { … }
//	}
//
// The bodies stay valid until the next Fill, so that all frames of a burst can be worked on together. The buffer
// grows only as bytes arrive, never because of an announced length alone.
type Reader struct {
	// source is the connection.
	source io.Reader
	// options hold the limits.
	options Options
	// buffer holds bytes [start, end) that were read and not yet handed out.
	buffer     []byte
	start, end int
	// largest is the size of the largest frame since the buffer was empty last.
	largest int
}

// NewReader makes a Reader of a connection.
func NewReader(source io.Reader, options Options) *Reader {
	options = options.withDefaults()
	return &Reader{source: source, options: options, buffer: make([]byte, options.BufferSize)}
}

// Reset readies the Reader for another connection and forgets what was read; its buffer is kept if it is of the
// usual size.
func (r *Reader) Reset(source io.Reader) {
	r.source = source
	r.start, r.end = 0, 0
	r.shrink()
}

// Rest gives up a buffer that grew for large frames, if nothing is in it: for a connection that lies idle.
func (r *Reader) Rest() {
	if r.start == r.end {
		r.start, r.end = 0, 0
		r.shrink()
	}
}

// Buffered returns how many bytes were read and not yet handed out.
func (r *Reader) Buffered() int {
	return r.end - r.start
}

// Ready reports whether Next would return a frame or an error without reading.
func (r *Reader) Ready() bool {
	if r.Buffered() < FrameHeaderSize {
		return false
	}
	header, err := DecodeFrameHeader(r.buffer[r.start:r.end], r.options.MaxFrameSize)
	return err != nil || r.Buffered()-FrameHeaderSize >= header.Size
}

// Fill reads until Next can return something. Bodies that Next returned before become invalid.
//
// Errors: io.EOF if the connection ended between frames, io.ErrUnexpectedEOF if it ended within one, the
// connection's own errors otherwise. Bytes that are there stay there, so that after a timeout Fill can be called
// again.
func (r *Reader) Fill() error {
	for empty := 0; !r.Ready(); {
		r.makeRoom()
		n, err := r.source.Read(r.buffer[r.end:])
		if n < 0 || n > len(r.buffer)-r.end {
			return fmt.Errorf("wire: connection reports %d bytes read", n)
		}
		r.end += n
		if n > 0 {
			empty = 0
		} else if empty++; err == nil && empty >= maxEmptyReads {
			return io.ErrNoProgress
		}
		if err == nil || r.Ready() {
			continue
		}
		if errors.Is(err, io.EOF) && r.Buffered() > 0 {
			return io.ErrUnexpectedEOF
		}
		return err
	}
	return nil
}

// Room returns where the next bytes of the connection belong, for somebody who reads them himself; Filled says how many
// he did. Bodies that Next returned before become invalid.
func (r *Reader) Room() []byte {
	r.makeRoom()
	return r.buffer[r.end:]
}

// Filled adds the first bytes of Room to what was read.
func (r *Reader) Filled(count int) {
	r.end += min(max(count, 0), len(r.buffer)-r.end)
}

// Next returns the next frame that is wholly there; ok says whether there is one. It never reads.
//
// Errors: those of DecodeFrameHeader; the connection cannot be used any more.
func (r *Reader) Next() (frame Frame, ok bool, err error) {
	if r.Buffered() < FrameHeaderSize {
		return Frame{}, false, nil
	}
	header, err := DecodeFrameHeader(r.buffer[r.start:r.end], r.options.MaxFrameSize)
	if err != nil {
		return Frame{}, false, err
	}
	if r.Buffered()-FrameHeaderSize < header.Size {
		return Frame{}, false, nil
	}
	body := r.start + FrameHeaderSize
	r.start = body + header.Size
	r.largest = max(r.largest, FrameHeaderSize+header.Size)
	return Frame{Type: header.Type, Body: r.buffer[body:r.start:r.start]}, true, nil
}

// makeRoom moves what is left to the buffer's beginning and makes sure that at least one byte more fits.
func (r *Reader) makeRoom() {
	if r.start == r.end {
		r.start, r.end = 0, 0
		// A buffer that was needed just now is likely to be needed again.
		if r.largest <= r.options.BufferSize {
			r.shrink()
		}
		r.largest = 0
	}
	if r.start > 0 {
		r.end = copy(r.buffer, r.buffer[r.start:r.end])
		r.start = 0
	}
	if r.end < len(r.buffer) {
		return
	}
	larger := make([]byte, r.nextSize())
	copy(larger, r.buffer[:r.end])
	r.buffer = larger
}

// nextSize returns the size of the buffer that replaces a full one: twice as large, or just large enough for the
// frame if that is less.
func (r *Reader) nextSize() int {
	size := 2 * len(r.buffer)
	header, err := DecodeFrameHeader(r.buffer, r.options.MaxFrameSize)
	if err == nil && FrameHeaderSize+header.Size > len(r.buffer) {
		size = min(size, FrameHeaderSize+header.Size)
	}
	return size
}

// shrink gives up a buffer that grew for a large frame. It must be empty.
func (r *Reader) shrink() {
	if len(r.buffer) > r.options.BufferSize {
		r.buffer = make([]byte, r.options.BufferSize)
	}
}
