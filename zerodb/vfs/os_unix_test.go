//go:build linux || darwin || dragonfly || freebsd || netbsd

package vfs

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// TestFillWithZeros checks the reservation of last resort: it reaches the size exactly and keeps the content.
func TestFillWithZeros(t *testing.T) {
	for _, size := range []int64{8, zeroFillBytes, 2*zeroFillBytes + 12_345} {
		path := filepath.Join(t.TempDir(), "a")
		if err := os.WriteFile(path, []byte("content"), 0o600); err != nil {
			t.Fatal(err)
		}
		file, err := os.OpenFile(path, os.O_RDWR, 0)
		if err != nil {
			t.Fatal(err)
		}
		if err := closeAfter(file, fillWithZeros(file, 7, size)); err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		want := append([]byte("content"), make([]byte, size-7)...)
		if !bytes.Equal(got, want) {
			t.Errorf("wrong content of %d bytes for size %d", len(got), size)
		}
	}
}

// TestStillNamed checks how a lock notices that its file was removed or replaced after it was opened.
func TestStillNamed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	check := func(when string, want bool) {
		t.Helper()
		if got, err := stillNamed(file, path); err != nil || got != want {
			t.Errorf("%s: got %v, error %v", when, got, err)
		}
	}
	check("at first", true)
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	check("removed", false)
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	check("replaced", false)
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestWrapHostError checks that the wrapping of package os is replaced, not repeated, and that no error stays none.
func TestWrapHostError(t *testing.T) {
	if err := wrapHostError(OpOpen, "/a", nil); err != nil {
		t.Errorf("no error became %v", err)
	}
	err := wrapHostError(OpOpen, "/a", &fs.PathError{Op: "open", Path: "/a", Err: fs.ErrNotExist})
	if got := err.Error(); got != "vfs: open /a: file does not exist" {
		t.Errorf("got %q", got)
	}
}

// TestPipesAreRefused opens and locks a pipe, to which nobody writes: that is an error, and nobody waits.
func TestPipesAreRefused(t *testing.T) {
	name := filepath.Join(t.TempDir(), "pipe")
	if err := unix.Mkfifo(name, 0o600); err != nil {
		t.Skip(err)
	}
	for what, open := range map[string]func() (io.Closer, error){
		"open":           func() (io.Closer, error) { return OS().Open(name) },
		"open read-only": func() (io.Closer, error) { return OS().OpenReadOnly(name) },
		"lock":           func() (io.Closer, error) { return OS().Lock(name, 0o600) },
		"lock shared":    func() (io.Closer, error) { return hostFS{}.LockShared(name) },
	} {
		failed := make(chan error, 1)
		go func() {
			_, err := open()
			failed <- err
		}()
		select {
		case err := <-failed:
			if !errors.Is(err, fs.ErrInvalid) {
				t.Errorf("%s: %v", what, err)
			}
		case <-time.After(10 * time.Second):
			t.Errorf("%s waits", what)
		}
	}
}
