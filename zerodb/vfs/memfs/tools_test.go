package memfs_test

import (
	"errors"
	"io/fs"
	"math/rand/v2"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// must stops the test on an error.
func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// seeded returns random numbers from a fixed seed.
func seeded(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 0)) }

// recording returns a file system that can make crash images.
func recording() *memfs.FS { return memfs.New(memfs.Options{CrashImages: true}) }

// create makes an open file with content.
func create(t testing.TB, files *memfs.FS, name, content string) vfs.File {
	t.Helper()
	file, err := files.Create(name, 0o600)
	must(t, err)
	write(t, file, 0, content)
	return file
}

// write writes content at the offset.
func write(t testing.TB, file vfs.File, offset int64, content string) {
	t.Helper()
	_, err := file.WriteAt([]byte(content), offset)
	must(t, err)
}

// missing is what content returns for a file that does not exist.
const missing = "<missing>"

// content returns what the named file holds.
func content(t testing.TB, files vfs.FS, name string) string {
	t.Helper()
	file, err := files.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return missing
	}
	must(t, err)
	size, err := file.Size()
	must(t, err)
	b := make([]byte, size)
	_, err = file.ReadAt(b, 0)
	must(t, err)
	must(t, file.Close())
	return string(b)
}

// image takes a crash image.
func image(t testing.TB, files *memfs.FS, kind memfs.Kind, random *rand.Rand) *memfs.FS {
	t.Helper()
	taken, err := files.CrashImage(kind, random)
	must(t, err)
	return taken
}

// open opens an existing file.
func open(t testing.TB, files *memfs.FS, name string) vfs.File {
	t.Helper()
	file, err := files.Open(name)
	must(t, err)
	return file
}
