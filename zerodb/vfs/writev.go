package vfs

// VectorWriter is a File that writes what lies in several pieces of memory with one call.
type VectorWriter interface {
	// WriteVectorAt writes the parts, one behind the other, at the offset, like WriteAt of all of them together.
	WriteVectorAt(parts [][]byte, offset int64) error
}
