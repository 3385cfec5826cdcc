package memfs

import (
	"fmt"
	"io/fs"
	"sync/atomic"

	"github.com/aerolith/aerolith/zerodb/vfs"
)

// closedMark is the announced size of a mapping that has been closed.
const closedMark = -1

// mapping is a view of a file. It returns the memory of the file's chunks.
type mapping struct {
	fs   *FS
	node *inode
	name string
	// announced is what Extend said. At reads this and never the file's size: writers store that one, and a load
	// of it would order a reader behind a writer whom it knows nothing of, and so hide the race from the detector.
	announced atomic.Int64
}

var _ vfs.Mapping = (*mapping)(nil)

// At implements vfs.Mapping.
func (m *mapping) At(offset int64, n int) ([]byte, error) {
	size := m.announced.Load()
	if offset < 0 || n < 0 || int64(n) > size || offset > size-int64(n) {
		return nil, m.refuse(offset, n, size)
	}
	return m.node.content.view(offset, n), nil
}

// refuse explains why At cannot answer.
func (m *mapping) refuse(offset int64, n int, size int64) error {
	if size == closedMark {
		return wrap(vfs.OpRead, m.name, fs.ErrClosed)
	}
	return wrap(vfs.OpRead, m.name, fmt.Errorf("%w: %d bytes at %d, size %d", vfs.ErrOutOfRange, n, offset, size))
}

// Extend implements vfs.Mapping.
func (m *mapping) Extend(size int64) error {
	for {
		announced := m.announced.Load()
		if announced == closedMark {
			return wrap(vfs.OpExtend, m.name, fs.ErrClosed)
		}
		if size <= announced {
			return nil
		}
		if present := m.node.content.size.Load(); size > present {
			cause := fmt.Errorf("%w: %d bytes announced, the file has %d", vfs.ErrOutOfRange, size, present)
			return wrap(vfs.OpExtend, m.name, cause)
		}
		if m.announced.CompareAndSwap(announced, size) {
			return nil
		}
	}
}

// Close implements vfs.Mapping.
func (m *mapping) Close() error {
	if m.announced.Swap(closedMark) == closedMark {
		return wrap(vfs.OpClose, m.name, fs.ErrClosed)
	}
	m.fs.drop(m.node)
	return nil
}
