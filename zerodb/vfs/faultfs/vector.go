package faultfs

import "github.com/aerolith/aerolith/zerodb/vfs"

var _ vfs.VectorWriter = (*file)(nil)

// WriteVectorAt implements vfs.VectorWriter. It is one write, however many parts it has, and short ones store the first half of all bytes.
func (h *file) WriteVectorAt(parts [][]byte, offset int64) error {
	fault := h.fs.count(vfs.OpWrite, h.name)
	switch {
	case fault == none:
		return writeParts(h.inner, parts, offset)
	case !fault.isShort():
		return fail(vfs.OpWrite, h.name, fault)
	}
	if err := writeParts(h.inner, firstHalf(parts), offset); err != nil {
		return err
	}
	return fail(vfs.OpWrite, h.name, fault)
}

// writeParts writes parts, one by one to a file that takes no vectors.
func writeParts(to vfs.File, parts [][]byte, offset int64) error {
	if inner, ok := to.(vfs.VectorWriter); ok {
		return inner.WriteVectorAt(parts, offset)
	}
	for _, b := range parts {
		n, err := to.WriteAt(b, offset)
		if err != nil {
			return err
		}
		offset += int64(n)
	}
	return nil
}

// firstHalf returns the first half of the bytes of parts.
func firstHalf(parts [][]byte) (half [][]byte) {
	left := 0
	for _, b := range parts {
		left += len(b)
	}
	left /= 2
	for _, b := range parts {
		b = b[:min(len(b), left)]
		half, left = append(half, b), left-len(b)
	}
	return half
}
