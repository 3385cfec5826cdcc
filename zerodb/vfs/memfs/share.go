package memfs

import (
	"io/fs"
	"sync/atomic"
	"unsafe"

	"github.com/aerolith/aerolith/zerodb/vfs"
)

var _ vfs.Sharer = (*FS)(nil)

// Share implements vfs.Sharer: everybody who shares a file gets the same memory. It is apart from the file's content,
// so a crash image has none of it, as after a power failure of the worst kind. It cannot become longer while somebody has it.
func (f *FS) Share(name string, perm fs.FileMode, size int64) (vfs.Shared, error) {
	if size <= 0 {
		return nil, wrap(vfs.OpShare, name, fs.ErrInvalid)
	}
	if err := f.ensureFile(name, perm); err != nil {
		return nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	node, err := f.find(name)
	if err == nil && node.isFolder() {
		err = errIsFolder
	}
	if err == nil && size > int64(len(node.shared)) && node.sharers > 0 {
		err = fs.ErrInvalid // lengthening it would take it from those who have it
	}
	if err != nil {
		return nil, wrap(vfs.OpShare, name, err)
	}
	if size > int64(len(node.shared)) {
		longer := words(size)
		copy(longer, node.shared)
		node.shared = longer
	}
	node.sharers++
	return &shared{fs: f, node: node, name: name, bytes: node.shared[:size:size]}, nil
}

// words returns zeroed memory that is aligned for atomic operations.
func words(size int64) []byte {
	memory := make([]uint64, (size+7)/8)
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(memory))), 8*len(memory))[:size]
}

// shared is one user's share of a file's memory.
type shared struct {
	fs     *FS
	node   *inode
	name   string
	bytes  []byte
	closed atomic.Bool
}

// Bytes implements vfs.Shared.
func (s *shared) Bytes() []byte { return s.bytes }

// Close implements vfs.Shared.
func (s *shared) Close() error {
	if s.closed.Swap(true) {
		return wrap(vfs.OpClose, s.name, fs.ErrClosed)
	}
	s.fs.mu.Lock()
	defer s.fs.mu.Unlock()
	s.node.sharers--
	return nil
}
