package memfs_test

import (
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
	"github.com/aerolith/aerolith/zerodb/vfs/vfstest"
)

// TestConformance runs the common suite, with and without the recording that crash images need.
func TestConformance(t *testing.T) {
	variants := map[string]memfs.Options{
		"plain":         {},
		"crash images":  {CrashImages: true},
		"larger chunks": {ChunkBytes: 256 << 10},
	}
	for name, options := range variants {
		t.Run(name, func(t *testing.T) {
			vfstest.Run(t, func(t *testing.T) (vfs.FS, string) {
				t.Helper()
				files := memfs.New(options)
				if err := files.Mkdir("/db", 0o700); err != nil {
					t.Fatal(err)
				}
				return files, "/db"
			})
		})
	}
}
