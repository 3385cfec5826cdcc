package dbcmd

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// countingReader tells a progress bar how much was read.
type countingReader struct {
	in          io.Reader
	done, total uint64
	bar         *progress
}

// Read implements io.Reader.
func (c *countingReader) Read(b []byte) (int, error) {
	n, err := c.in.Read(b)
	c.done += uint64(n)
	c.bar.set(c.done, c.total)
	return n, err
}

// sizeOf returns how long an input is, or 0 if that cannot be told, as of a pipe.
func sizeOf(in io.Reader) uint64 {
	file, ok := in.(*os.File)
	if !ok {
		return 0
	}
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return 0
	}
	return uint64(info.Size())
}

// archiveSize returns how much the segments of an archive take together, for a bar alone: what cannot be read counts as nothing.
func archiveSize(dir string) (total uint64) {
	_ = filepath.WalkDir(dir, func(_ string, entry fs.DirEntry, err error) error { // never fails: an error of a folder skips it
		if err != nil || entry.IsDir() {
			return nil
		}
		if info, err := entry.Info(); err == nil {
			total += uint64(info.Size())
		}
		return nil
	})
	return total
}
