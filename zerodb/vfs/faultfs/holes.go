package faultfs

import "github.com/aerolith/aerolith/zerodb/vfs"

var _ vfs.Sparse = (*file)(nil)

// Holes implements vfs.Sparse. It is not counted, and is 0 where the file below does not say.
func (h *file) Holes() (int64, error) {
	if inner, ok := h.inner.(vfs.Sparse); ok {
		return inner.Holes()
	}
	return 0, nil
}

// FillHoles implements vfs.Sparse.
func (h *file) FillHoles() error {
	inner, ok := h.inner.(vfs.Sparse)
	if !ok {
		return nil
	}
	if err := h.fs.admit(vfs.OpAllocate, h.name); err != nil {
		return err
	}
	return inner.FillHoles()
}
