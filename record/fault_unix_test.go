//go:build unix

package record

import (
	"errors"
	"path/filepath"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs"
)

// TestFaultBecomesError reads a mapping whose file was truncated: the guard must turn the fault into an error, and let
// other panics pass.
func TestFaultBecomesError(t *testing.T) {
	file, err := vfs.OS().Create(filepath.Join(t.TempDir(), "f"), 0o600)
	if err != nil {
		t.Fatal(err)
	}
	const size = 1 << 16
	if err := file.Truncate(size); err != nil {
		t.Fatal(err)
	}
	mapping, err := file.Map(size)
	if err != nil {
		t.Fatal(err)
	}
	b, err := mapping.At(0, size)
	if err != nil {
		t.Fatal(err)
	}
	if err := file.Truncate(0); err != nil {
		t.Fatal(err)
	}
	if err := guarded(func() byte { return b[size/2] }); !errors.Is(err, ErrUnreadable) {
		t.Errorf("fault: %v", err)
	}
	defer func() {
		if recover() == nil {
			t.Error("a panic of another kind was swallowed")
		}
		if err := errors.Join(mapping.Close(), file.Close()); err != nil {
			t.Error(err)
		}
	}()
	t.Error(guarded(func() byte { panic("a bug") }))
}

// guarded calls read under a guard.
func guarded(read func() byte) (err error) {
	defer catchFaults().done(&err)
	read()
	return nil
}
