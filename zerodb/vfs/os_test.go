package vfs_test

import (
	"bufio"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/vfstest"
)

// must stops the test on an error.
func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestOSConformance runs the common suite on the file system of the host.
func TestOSConformance(t *testing.T) {
	vfstest.Run(t, func(t *testing.T) (vfs.FS, string) { return vfs.OS(), t.TempDir() })
}

// lockVariable, set in the environment, makes TestLockHolder take the lock with that path.
const lockVariable = "AEROLITH_VFS_LOCK"

// TestLockBetweenProcesses checks that a lock of another process is respected, and free once that process is killed.
func TestLockBetweenProcesses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	self, err := os.Executable()
	must(t, err)
	child := exec.Command(self, "-test.run=^TestLockHolder$", "-test.v")
	child.Env = append(os.Environ(), lockVariable+"="+path)
	output, err := child.StdoutPipe()
	must(t, err)
	_, err = child.StdinPipe() // Open until Wait, so that the other process waits for as long.
	must(t, err)
	must(t, child.Start())
	waitForLine(t, output, "locked")
	if _, err := vfs.OS().Lock(path, 0o600); !errors.Is(err, vfs.ErrLocked) {
		t.Errorf("while the other process holds it: %v", err)
	}
	must(t, child.Process.Kill())
	if child.Wait() == nil {
		t.Error("the other process ended by itself")
	}
	held, err := vfs.OS().Lock(path, 0o600)
	must(t, err)
	must(t, held.Close())
}

// waitForLine reads until a line comes, or fails the test at the end of the output.
func waitForLine(t *testing.T, output io.Reader, line string) {
	t.Helper()
	lines := bufio.NewScanner(output)
	for lines.Scan() {
		if lines.Text() == line {
			return
		}
	}
	t.Fatalf("the other process did not say %q: %v", line, lines.Err())
}

// TestLockHolder is the other process of TestLockBetweenProcesses: it takes the lock, says so, and waits to be killed.
func TestLockHolder(t *testing.T) {
	path := os.Getenv(lockVariable)
	if path == "" {
		t.Skip("a part of TestLockBetweenProcesses")
	}
	_, err := vfs.OS().Lock(path, 0o600)
	must(t, err)
	_, err = os.Stdout.WriteString("locked\n")
	must(t, err)
	_, err = io.Copy(io.Discard, os.Stdin)
	must(t, err)
}

// TestMapScarceAddressSpace checks that a reserve that no system can grant is cut down instead of refused.
func TestMapScarceAddressSpace(t *testing.T) {
	file, err := vfs.OS().Create(filepath.Join(t.TempDir(), "a"), 0o600)
	must(t, err)
	_, err = file.WriteAt([]byte("content"), 0)
	must(t, err)
	m, err := file.Map(1<<63 - 1)
	must(t, err)
	b, err := m.At(3, 4)
	must(t, err)
	if string(b) != "tent" {
		t.Errorf("got %q", b)
	}
	must(t, m.Close())
	must(t, file.Close())
}

// BenchmarkMappingAt measures what a page costs that is read through a mapping; it must not allocate.
func BenchmarkMappingAt(b *testing.B) {
	const pageBytes, pages = 4096, 256
	file, err := vfs.OS().Create(filepath.Join(b.TempDir(), "a"), 0o600)
	if err != nil {
		b.Fatal(err)
	}
	if err := file.Truncate(pages * pageBytes); err != nil {
		b.Fatal(err)
	}
	m, err := file.Map(1 << 30)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for i := range b.N {
		if _, err := m.At(int64(i%pages)*pageBytes, pageBytes); err != nil {
			b.Fatal(err)
		}
	}
	if err := errors.Join(m.Close(), file.Close()); err != nil {
		b.Fatal(err)
	}
}
