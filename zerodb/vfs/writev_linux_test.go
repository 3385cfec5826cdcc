package vfs

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
)

// TestWriteVector lets the system take fewer bytes than it is given, down to one, and compares what arrives.
func TestWriteVector(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		parts := make([][]byte, random.IntN(2500))
		if random.IntN(10) > 0 {
			parts = parts[:min(len(parts), 6)]
		}
		var want []byte
		for i := range parts {
			parts[i] = make([]byte, random.IntN(9))
			for j := range parts[i] {
				parts[i][j] = byte(random.Uint32())
			}
			want = append(want, parts[i]...)
		}
		const start = 5
		var got []byte
		err := writeVector(parts, start, func(some [][]byte, at int64) (int, error) {
			if len(some) > vectorMost || at != start+int64(len(got)) {
				t.Fatalf("%d parts at %d after %d bytes", len(some), at, len(got))
			}
			all := bytes.Join(some, nil)
			n := len(all)
			if n > 1 && random.IntN(3) > 0 {
				n = 1 + random.IntN(n)
			}
			got = append(got, all[:n]...)
			return n, nil
		})
		if err != nil || !bytes.Equal(got, want) {
			t.Fatalf("%v; %d of %d bytes arrived", err, len(got), len(want))
		}
	}
}

// TestWriteVectorFails hands a failure on, and does not turn in circles where nothing is written.
func TestWriteVectorFails(t *testing.T) {
	failure := errors.New("failure")
	parts := [][]byte{[]byte("some"), []byte("bytes")}
	calls := 0
	err := writeVector(parts, 0, func([][]byte, int64) (int, error) {
		if calls++; calls == 1 {
			return 5, nil
		}
		return 0, failure
	})
	if !errors.Is(err, failure) || calls != 2 {
		t.Errorf("%v after %d calls", err, calls)
	}
	if err := writeVector(parts, 0, func([][]byte, int64) (int, error) { return 0, nil }); err == nil {
		t.Error("nothing is written, and no error")
	}
}

// TestWriteVectorAt writes to a file of the host.
func TestWriteVectorAt(t *testing.T) {
	name := filepath.Join(t.TempDir(), "file")
	file, err := OS().Create(name, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	if err := file.(VectorWriter).WriteVectorAt([][]byte{[]byte("a"), nil, []byte("bc")}, 2); err != nil {
		t.Error(err)
	}
	if err := file.Close(); err != nil {
		t.Error(err)
	}
	if b, err := os.ReadFile(name); err != nil || string(b) != "\x00\x00abc" {
		t.Errorf("the file holds %q, %v", b, err)
	}
	if err := file.(VectorWriter).WriteVectorAt([][]byte{[]byte("a")}, 0); err == nil {
		t.Error("a closed file takes more")
	}
}
