package memfs

import "github.com/aerolith/aerolith/zerodb/vfs"

var _ vfs.VectorWriter = (*file)(nil)

// WriteVectorAt implements vfs.VectorWriter. Each part that has bytes is an operation of its own: the hook is called between them, and what a crash
// keeps, loses or tears of one it decides apart from the others, as a system may that takes the parts one after the other. Without room for a part those
// before it are written.
func (h *file) WriteVectorAt(parts [][]byte, offset int64) error {
	if err := h.checkChange(vfs.OpWrite, offset); err != nil {
		return err
	}
	for _, b := range parts {
		n, err := h.WriteAt(b, offset)
		if err != nil {
			return err
		}
		offset += int64(n)
	}
	return nil
}
