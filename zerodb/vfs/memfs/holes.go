package memfs

import "github.com/aerolith/aerolith/zerodb/vfs"

var _ vfs.Sparse = (*file)(nil)

// Holes implements vfs.Sparse.
func (h *file) Holes() (int64, error) {
	if err := h.check(vfs.OpSize); err != nil {
		return 0, err
	}
	h.fs.mu.Lock()
	defer h.fs.mu.Unlock()
	return h.node.blocks.missing(0, h.node.content.size.Load()) * blockBytes, nil
}

// FillHoles implements vfs.Sparse.
func (h *file) FillHoles() error {
	if err := h.checkChange(vfs.OpAllocate, 0); err != nil {
		return err
	}
	op := Op{Kind: vfs.OpAllocate, Name: h.name, Length: h.node.content.size.Load()}
	return h.fs.change(op, func() (did, error) {
		if h.node.blocks.missing(0, op.Length) == 0 {
			return nothing, nil
		}
		return something, h.fs.charge(h.node, 0, op.Length)
	})
}
