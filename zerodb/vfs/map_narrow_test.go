package vfs

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// TestMayReserve makes sure that address space is set aside as wished where there is plenty, and little of it where addresses have 32 bits.
func TestMayReserve(t *testing.T) {
	for _, c := range []struct {
		wish int64
		bits int
		want int64
	}{{1 << 40, 64, 1 << 40}, {1 << 40, 32, reserveNarrow}, {1 << 20, 32, 1 << 20}, {0, 32, 0}} {
		if got := mayReserve(c.wish, c.bits); got != c.want {
			t.Errorf("of %d with %d bits %d is granted, want %d", c.wish, c.bits, got, c.want)
		}
	}
}

// TestManyMappings maps more files, each with the wish for more address space than there is, than would fit if each took as much as the system has left: all must be readable, also what they gain.
func TestManyMappings(t *testing.T) {
	dir := t.TempDir()
	for i := range 24 {
		name := filepath.Join(dir, fmt.Sprint(i))
		if err := os.WriteFile(name, []byte{byte(i)}, 0o600); err != nil {
			t.Fatal(err)
		}
		file, err := OS().Open(name)
		if err != nil {
			t.Fatal(err)
		}
		m, err := file.Map(1 << 40)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := m.Close(); err != nil {
				t.Error(err)
			}
			if err := file.Close(); err != nil {
				t.Error(err)
			}
		})
		if b, err := m.At(0, 1); err != nil || b[0] != byte(i) {
			t.Fatalf("file %d: % x, %v", i, b, err)
		}
		if err := file.Truncate(1 << 20); err != nil {
			t.Fatal(err)
		}
		if err := m.Extend(1 << 20); err != nil {
			t.Fatal(err)
		}
		if b, err := m.At(1<<20-1, 1); err != nil || b[0] != 0 {
			t.Fatalf("file %d: % x, %v", i, b, err)
		}
	}
}
