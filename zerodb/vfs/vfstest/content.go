package vfstest

import (
	"errors"
	"io"
	"io/fs"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs"
)

// contentCases are the promises about what a file holds.
func contentCases() []testCase {
	return []testCase{
		{"what is written is read", testWriteRead},
		{"a gap reads as zero", testGap},
		{"read beyond the end", testReadEnd},
		{"negative numbers are refused", testNegative},
		{"truncate cuts and grows", testTruncate},
		{"allocate grows only", testAllocate},
		{"handles share the content", testTwoHandles},
		{"a reading handle cannot change", testReadOnly},
		{"a closed handle is of no use", testClosed},
		{"a removed file stays readable", testRemovedOpen},
		{"syncdata", testSyncData},
	}
}

// testWriteRead checks overlapping writes of several lengths, over the borders of whatever blocks there are.
func testWriteRead(t *testing.T, e env) {
	file := e.create(t, "a")
	const length = 300_000
	write(t, file, 0, strings.Repeat("a", length))
	write(t, file, 65_530, "0123456789")
	write(t, file, length-2, "tail")
	got := e.content(t, "a")
	equal(t, "length", len(got), length+2)
	equal(t, "middle", got[65_529:65_541], "a0123456789a")
	equal(t, "end", got[length-3:], "atail")
	b := make([]byte, 4)
	n, err := file.ReadAt(b, 65_534)
	must(t, err)
	equal(t, "bytes read", string(b[:n]), "4567")
}

// testGap checks that bytes that nobody wrote are zero.
func testGap(t *testing.T, e env) {
	file := e.create(t, "a")
	const gap = 200_000
	write(t, file, gap, "x")
	equal(t, "content", e.content(t, "a"), strings.Repeat("\x00", gap)+"x")
}

// testReadEnd checks that ReadAt returns what there is with a bare io.EOF, as io.ReaderAt demands.
func testReadEnd(t *testing.T, e env) {
	file := e.createWith(t, "a", "12345")
	b := make([]byte, 10)
	n, err := file.ReadAt(b, 3)
	if n != 2 || err != io.EOF { //nolint:errorlint // io.ReaderAt promises io.EOF itself.
		t.Errorf("read over the end: %d bytes, error %v", n, err)
	}
	n, err = file.ReadAt(b, 100)
	if n != 0 || err != io.EOF { //nolint:errorlint // io.ReaderAt promises io.EOF itself.
		t.Errorf("read behind the end: %d bytes, error %v", n, err)
	}
	n, err = file.ReadAt(b[:0], 3)
	if n != 0 || err != nil {
		t.Errorf("read of nothing: %d bytes, error %v", n, err)
	}
}

// testNegative checks that negative offsets and lengths fail and change nothing.
func testNegative(t *testing.T, e env) {
	file := e.createWith(t, "a", "12345")
	checks := map[string]func() error{
		"read":     func() error { _, err := file.ReadAt(make([]byte, 1), -1); return err },
		"write":    func() error { _, err := file.WriteAt([]byte("x"), -1); return err },
		"truncate": func() error { return file.Truncate(-1) },
		"allocate": func() error { return file.Allocate(-1) },
		"map":      func() error { _, err := file.Map(-1); return err },
	}
	for name, check := range checks {
		if check() == nil {
			t.Errorf("%s accepted a negative number", name)
		}
	}
	equal(t, "content", e.content(t, "a"), "12345")
}

// testTruncate checks both directions; cut bytes must not come back when the file grows again.
func testTruncate(t *testing.T, e env) {
	file := e.createWith(t, "a", "12345678")
	must(t, file.Truncate(3))
	equal(t, "cut", e.content(t, "a"), "123")
	must(t, file.Truncate(6))
	equal(t, "grown", e.content(t, "a"), "123\x00\x00\x00")
	must(t, file.Truncate(0))
	write(t, file, 2, "x")
	equal(t, "written behind the end", e.content(t, "a"), "\x00\x00x")
}

// testAllocate checks that Allocate grows with zeros, keeps content and never shrinks.
func testAllocate(t *testing.T, e env) {
	file := e.createWith(t, "a", "123")
	const size = 100_000
	must(t, file.Allocate(size))
	equal(t, "content", e.content(t, "a"), "123"+strings.Repeat("\x00", size-3))
	must(t, file.Allocate(10))
	got, err := file.Size()
	must(t, err)
	equal(t, "size", got, size)
}

// testTwoHandles checks that one handle sees at once what another one did.
func testTwoHandles(t *testing.T, e env) {
	one := e.createWith(t, "a", "12345")
	two, err := e.Open(e.path("a"))
	must(t, err)
	write(t, two, 5, "6789")
	size, err := one.Size()
	must(t, err)
	equal(t, "size", size, 9)
	must(t, two.Close())
	b := make([]byte, 4)
	_, err = one.ReadAt(b, 5)
	must(t, err)
	equal(t, "content", string(b), "6789")
}

// testReadOnly checks that a handle for reading reads and refuses every change.
func testReadOnly(t *testing.T, e env) {
	e.createWith(t, "a", "12345")
	file, err := e.OpenReadOnly(e.path("a"))
	must(t, err)
	_, err = file.WriteAt([]byte("x"), 0)
	fails(t, err, vfs.ErrReadOnly)
	fails(t, file.Truncate(1), vfs.ErrReadOnly)
	fails(t, file.Allocate(100), vfs.ErrReadOnly)
	must(t, file.Close())
	equal(t, "content", e.content(t, "a"), "12345")
}

// testClosed checks that every call on a closed file is fs.ErrClosed.
func testClosed(t *testing.T, e env) {
	file := e.createWith(t, "a", "12345")
	must(t, file.Close())
	_, err := file.ReadAt(make([]byte, 1), 0)
	fails(t, err, fs.ErrClosed)
	_, err = file.WriteAt([]byte("x"), 0)
	fails(t, err, fs.ErrClosed)
	_, err = file.Size()
	fails(t, err, fs.ErrClosed)
	_, err = file.Map(1)
	fails(t, err, fs.ErrClosed)
	fails(t, file.Truncate(1), fs.ErrClosed)
	fails(t, file.Allocate(100), fs.ErrClosed)
	fails(t, file.SyncData(), fs.ErrClosed)
	fails(t, file.Close(), fs.ErrClosed)
}

// testRemovedOpen checks that an open file outlives its name; where the system refuses the removal, that is
// right as well.
func testRemovedOpen(t *testing.T, e env) {
	file := e.createWith(t, "a", "12345")
	if err := e.Remove(e.path("a")); err != nil {
		t.Skipf("open files cannot be removed here: %v", err)
	}
	b := make([]byte, 5)
	if _, err := file.ReadAt(b, 0); err != nil && !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	equal(t, "content", string(b), "12345")
}

// testSyncData checks that syncing works on a new, a changed and an unchanged file.
func testSyncData(t *testing.T, e env) {
	file := e.create(t, "a")
	must(t, file.SyncData())
	write(t, file, 0, "12345")
	must(t, file.SyncData())
	must(t, file.SyncData())
	equal(t, "content", e.content(t, "a"), "12345")
}
