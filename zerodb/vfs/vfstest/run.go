package vfstest

import (
	"errors"
	"io/fs"
	"path/filepath"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs"
)

// filePerm and folderPerm are the permissions that the cases create with.
const (
	filePerm   fs.FileMode = 0o600
	folderPerm fs.FileMode = 0o700
)

// Opener returns a file system to test and an empty folder in it.
type Opener func(t *testing.T) (vfs.FS, string)

// testCase is one promise of the interface and the function that checks it.
type testCase struct {
	name string
	run  func(t *testing.T, e env)
}

// env is what a case works with: a file system and an empty folder.
type env struct {
	vfs.FS
	dir string
}

// Run checks every promise of vfs.FS, vfs.File and vfs.Mapping as sub-tests. open is called once for each.
func Run(t *testing.T, open Opener) {
	t.Helper()
	groups := [][]testCase{nameCases(), folderCases(), contentCases(), vectorCases(), holesCases(), lockCases(), shareCases(), mappingCases(), parallelCases()}
	for _, group := range groups {
		for _, c := range group {
			t.Run(c.name, func(t *testing.T) {
				file, dir := open(t)
				c.run(t, env{FS: file, dir: dir})
			})
		}
	}
}

// path returns the path of a name in the case's folder.
func (e env) path(name string) string { return filepath.Join(e.dir, name) }

// create makes a file that is closed when the test ends.
func (e env) create(t *testing.T, name string) vfs.File {
	t.Helper()
	file, err := e.Create(e.path(name), filePerm)
	must(t, err)
	t.Cleanup(func() {
		if err := file.Close(); err != nil && !errors.Is(err, fs.ErrClosed) {
			t.Errorf("closing %s: %v", name, err)
		}
	})
	return file
}

// createWith makes a file with content.
func (e env) createWith(t *testing.T, name, content string) vfs.File {
	t.Helper()
	file := e.create(t, name)
	write(t, file, 0, content)
	return file
}

// content returns all that the named file holds, through a handle of its own.
func (e env) content(t *testing.T, name string) string {
	t.Helper()
	file, err := e.OpenReadOnly(e.path(name))
	must(t, err)
	size, err := file.Size()
	must(t, err)
	b := make([]byte, size)
	_, err = file.ReadAt(b, 0)
	must(t, err)
	must(t, file.Close())
	return string(b)
}

// mapFile maps a file until the test ends.
func mapFile(t *testing.T, file vfs.File, reserve int64) vfs.Mapping {
	t.Helper()
	m, err := file.Map(reserve)
	must(t, err)
	t.Cleanup(func() {
		if err := m.Close(); err != nil && !errors.Is(err, fs.ErrClosed) {
			t.Errorf("closing a mapping: %v", err)
		}
	})
	return m
}

// write writes content at the offset.
func write(t *testing.T, file vfs.File, offset int64, content string) {
	t.Helper()
	n, err := file.WriteAt([]byte(content), offset)
	must(t, err)
	equal(t, "bytes written", n, len(content))
}

// must stops the test on an error.
func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// equal reports a difference between what is and what should be.
func equal[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// fails checks that err wraps want and, as every error of this seam, is a *vfs.Error with an operation and a path.
func fails(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("got error %v, want %v", err, want)
		return
	}
	var typed *vfs.Error
	if !errors.As(err, &typed) {
		t.Errorf("error %v is no *vfs.Error", err)
		return
	}
	if typed.Op == "" || typed.Path == "" {
		t.Errorf("error %v names no operation or no path", err)
	}
}
