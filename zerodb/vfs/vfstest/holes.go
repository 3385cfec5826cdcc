package vfstest

import (
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs"
)

// holesCases are the promises about blocks that a file lacks.
func holesCases() []testCase {
	return []testCase{
		{"holes are filled", testHoles},
		{"a file without holes", testNoHoles},
	}
}

// testHoles makes a file with holes, fills them, and finds content and length as they were. Where the system says nothing of holes there is
// nothing to see.
func testHoles(t *testing.T, e env) {
	file := e.create(t, "a")
	const length, middle = 1 << 20, 1 << 19
	must(t, file.Truncate(length))
	write(t, file, middle, "middle")
	sparse, ok := file.(vfs.Sparse)
	if !ok {
		t.Skip("nothing is known of holes")
	}
	before, err := sparse.Holes()
	must(t, err)
	if before == 0 {
		t.Skip("nothing is known of holes")
	}
	if before < length/2 || before > length {
		t.Errorf("%d bytes are missing", before)
	}
	must(t, sparse.FillHoles())
	after, err := sparse.Holes()
	must(t, err)
	equal(t, "holes", after, 0)
	got := e.content(t, "a")
	equal(t, "length", len(got), length)
	equal(t, "content", got[middle-2:middle+8], "\x00\x00middle\x00\x00")
	must(t, sparse.FillHoles())
}

// testNoHoles checks that a file whose blocks were reserved, and then partly written, has no holes.
func testNoHoles(t *testing.T, e env) {
	file := e.create(t, "a")
	must(t, file.Allocate(1<<20))
	write(t, file, 12345, "some content")
	if sparse, ok := file.(vfs.Sparse); ok {
		holes, err := sparse.Holes()
		must(t, err)
		equal(t, "holes", holes, 0)
		must(t, sparse.FillHoles())
	}
}
