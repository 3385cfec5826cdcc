package proof

import "github.com/aerolith/aerolith/zerodb/vfs"

// wholeFile is a file with all that the files of memfs and faultfs can do, for files that wrap it.
type wholeFile struct{ vfs.File }

// The engine asks for these.
var (
	_ vfs.Sparse       = wholeFile{}
	_ vfs.VectorWriter = wholeFile{}
)

// Holes implements vfs.Sparse.
func (f wholeFile) Holes() (int64, error) { return f.File.(vfs.Sparse).Holes() }

// FillHoles implements vfs.Sparse.
func (f wholeFile) FillHoles() error { return f.File.(vfs.Sparse).FillHoles() }

// WriteVectorAt implements vfs.VectorWriter.
func (f wholeFile) WriteVectorAt(parts [][]byte, offset int64) error {
	return f.File.(vfs.VectorWriter).WriteVectorAt(parts, offset)
}
