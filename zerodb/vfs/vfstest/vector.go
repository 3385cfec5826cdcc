package vfstest

import (
	"io/fs"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs"
)

// vectorCases are the promises about writes of several pieces of memory.
func vectorCases() []testCase {
	return []testCase{
		{"parts are written one behind the other", testVector},
		{"a file that cannot be changed takes no parts", testVectorRefused},
	}
}

// vectorWriter returns a file as one that takes parts, or skips the test where none does.
func vectorWriter(t *testing.T, file vfs.File) vfs.VectorWriter {
	t.Helper()
	w, ok := file.(vfs.VectorWriter)
	if !ok {
		t.Skip("files take no parts")
	}
	return w
}

// testVector writes parts of several lengths, some empty, over what is there, over the borders of whatever blocks there are, behind the end, and more than
// one call of the system takes.
func testVector(t *testing.T, e env) {
	file := e.createWith(t, "a", "0123456789")
	w := vectorWriter(t, file)
	must(t, w.WriteVectorAt([][]byte{[]byte("a"), nil, []byte("bc"), {}, []byte("d")}, 3))
	equal(t, "over what is there", e.content(t, "a"), "012abcd789")
	must(t, w.WriteVectorAt(nil, 100))
	must(t, w.WriteVectorAt([][]byte{nil, {}}, 100))
	equal(t, "nothing", e.content(t, "a"), "012abcd789")
	const length = 70_000
	long := strings.Repeat("l", length)
	must(t, w.WriteVectorAt([][]byte{[]byte(long), []byte("-"), []byte(long)}, 12))
	equal(t, "behind the end", e.content(t, "a"), "012abcd789\x00\x00"+long+"-"+long)
	const many = 3000
	parts := make([][]byte, many)
	for i := range parts {
		parts[i] = []byte("pq")[:1+i%2]
	}
	must(t, file.Truncate(0))
	must(t, w.WriteVectorAt(parts, 1))
	equal(t, "many parts", e.content(t, "a"), "\x00"+strings.Repeat("ppq", many/2))
}

// testVectorRefused checks that nothing is written at a negative place, through a handle for reading, or through a closed one.
func testVectorRefused(t *testing.T, e env) {
	file := e.createWith(t, "a", "12345")
	w := vectorWriter(t, file)
	parts := [][]byte{[]byte("x"), []byte("y")}
	if w.WriteVectorAt(parts, -1) == nil {
		t.Error("accepted a negative place")
	}
	reading, err := e.OpenReadOnly(e.path("a"))
	must(t, err)
	fails(t, vectorWriter(t, reading).WriteVectorAt(parts, 0), vfs.ErrReadOnly)
	must(t, reading.Close())
	must(t, file.Close())
	fails(t, w.WriteVectorAt(parts, 0), fs.ErrClosed)
	equal(t, "content", e.content(t, "a"), "12345")
}
