package memfs

import (
	"io/fs"
	"sync/atomic"

	"github.com/aerolith/aerolith/zerodb/vfs"
)

// access says what a handle may be used for.
type access int

// The values of access.
const (
	readOnly access = iota
	readWrite
)

// file is an open file.
type file struct {
	fs     *FS
	node   *inode
	name   string
	use    access
	closed atomic.Bool
}

var _ vfs.File = (*file)(nil)

// handle returns a new handle. It is called with mu held.
func (f *FS) handle(node *inode, name string, use access) *file {
	node.handles++
	return &file{fs: f, node: node, name: name, use: use}
}

// drop counts a handle or a mapping less.
func (f *FS) drop(node *inode) {
	f.mu.Lock()
	defer f.mu.Unlock()
	node.handles--
	f.release(node)
}

// check fails if the handle is closed.
func (h *file) check(op vfs.Op) error {
	if h.closed.Load() {
		return wrap(op, h.name, fs.ErrClosed)
	}
	return nil
}

// checkChange fails if the handle is closed or for reading only, or if a number is negative.
func (h *file) checkChange(op vfs.Op, number int64) error {
	if err := h.check(op); err != nil {
		return err
	}
	if h.use == readOnly {
		return wrap(op, h.name, vfs.ErrReadOnly)
	}
	if number < 0 {
		return wrap(op, h.name, fs.ErrInvalid)
	}
	return nil
}

// ReadAt implements vfs.File.
func (h *file) ReadAt(b []byte, offset int64) (int, error) {
	if err := h.check(vfs.OpRead); err != nil {
		return 0, err
	}
	if offset < 0 {
		return 0, wrap(vfs.OpRead, h.name, fs.ErrInvalid)
	}
	return h.node.content.readAt(b, offset)
}

// WriteAt implements vfs.File. Without room it writes nothing.
func (h *file) WriteAt(b []byte, offset int64) (int, error) {
	if err := h.checkChange(vfs.OpWrite, offset); err != nil {
		return 0, err
	}
	op := Op{Kind: vfs.OpWrite, Name: h.name, Offset: offset, Length: int64(len(b))}
	err := h.fs.change(op, func() (did, error) {
		if len(b) == 0 {
			return nothing, nil
		}
		if offset > fileBytesMax {
			return nothing, errTooLarge
		}
		if err := h.fs.charge(h.node, offset, offset+int64(len(b))); err != nil {
			return nothing, err
		}
		h.fs.noteWrite(h.node, b, offset)
		h.node.content.writeAt(b, offset)
		return something, nil
	})
	if err != nil {
		return 0, err
	}
	return len(b), nil
}

// Size implements vfs.File.
func (h *file) Size() (int64, error) {
	if err := h.check(vfs.OpSize); err != nil {
		return 0, err
	}
	return h.node.content.size.Load(), nil
}

// Truncate implements vfs.File. Mapped bytes that it cuts off read as zero instead of being a fault.
func (h *file) Truncate(size int64) error {
	if err := h.checkChange(vfs.OpTruncate, size); err != nil {
		return err
	}
	op := Op{Kind: vfs.OpTruncate, Name: h.name, Length: size}
	return h.fs.change(op, func() (did, error) {
		if size > fileBytesMax {
			return nothing, errTooLarge
		}
		h.fs.noteResize(h.node, size)
		h.fs.used -= h.node.blocks.cut(size) * blockBytes
		h.node.content.resize(size)
		return something, nil
	})
}

// Allocate implements vfs.File.
func (h *file) Allocate(size int64) error {
	if err := h.checkChange(vfs.OpAllocate, size); err != nil {
		return err
	}
	op := Op{Kind: vfs.OpAllocate, Name: h.name, Length: size}
	return h.fs.change(op, func() (did, error) {
		former := h.node.content.size.Load()
		if size <= former {
			return nothing, nil
		}
		if err := h.fs.charge(h.node, former, size); err != nil {
			return nothing, err
		}
		h.fs.noteResize(h.node, size)
		h.node.content.resize(size)
		return something, nil
	})
}

// SyncData implements vfs.File.
func (h *file) SyncData() error {
	if err := h.check(vfs.OpSyncData); err != nil {
		return err
	}
	return h.fs.change(Op{Kind: vfs.OpSyncData, Name: h.name}, func() (did, error) {
		h.fs.settleContent(h.node)
		return something, nil
	})
}

// Map implements vfs.File. Nothing is reserved: a mapping grows without bounds.
func (h *file) Map(reserve int64) (vfs.Mapping, error) {
	if err := h.check(vfs.OpMap); err != nil {
		return nil, err
	}
	if reserve < 0 {
		return nil, wrap(vfs.OpMap, h.name, fs.ErrInvalid)
	}
	h.fs.mu.Lock()
	defer h.fs.mu.Unlock()
	h.node.handles++
	m := &mapping{fs: h.fs, node: h.node, name: h.name}
	m.announced.Store(h.node.content.size.Load())
	return m, nil
}

// Close implements vfs.File.
func (h *file) Close() error {
	if h.closed.Swap(true) {
		return wrap(vfs.OpClose, h.name, fs.ErrClosed)
	}
	h.fs.drop(h.node)
	return nil
}
