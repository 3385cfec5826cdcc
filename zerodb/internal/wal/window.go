package wal

import (
	"errors"
	"fmt"
	"io"

	"github.com/aerolith/aerolith/zerodb/internal/wal/segment"
	"github.com/aerolith/aerolith/zerodb/vfs"
)

// windowSize is how many bytes of a segment are held in memory while it is read. It must hold a whole frame.
const windowSize = 4 * segment.MaxFrameSize

// window is a view of a file that moves forward.
type window struct {
	file   vfs.File
	size   int64 // where the file's bytes end
	start  int64 // offset of the first byte in bytes
	bytes  []byte
	memory []byte
}

// reset points the window at the beginning of another file of the given size.
func (w *window) reset(file vfs.File, size int64) {
	if need := min(windowSize, size); int64(len(w.memory)) < need {
		w.memory = make([]byte, need)
	}
	w.file, w.size, w.start, w.bytes = file, size, 0, nil
}

// forget makes the next call of at read the file again, which may have grown meanwhile.
func (w *window) forget() { w.start, w.bytes = 0, nil }

// at returns the bytes from the offset on: n of them, at most windowSize, or as many as there are before the end
// of the file. They are valid until the next call.
func (w *window) at(offset int64, n int) ([]byte, error) {
	n = int(min(int64(n), w.size-offset))
	if offset < w.start || offset+int64(n) > w.start+int64(len(w.bytes)) {
		if err := w.load(offset); err != nil {
			return nil, err
		}
	}
	from := offset - w.start
	return w.bytes[from : from+int64(n)], nil
}

// load fills the window from the offset.
func (w *window) load(offset int64) error {
	b := w.memory[:min(windowSize, w.size-offset)]
	n, err := w.file.ReadAt(b, offset)
	if n < len(b) && (err == nil || errors.Is(err, io.EOF)) {
		clear(b[n:]) // cut meanwhile by a process that ended its life of the log: there was nothing
	} else if n < len(b) {
		return fmt.Errorf("read %d bytes at %d: %w", len(b), offset, err)
	}
	w.start, w.bytes = offset, b
	return nil
}
