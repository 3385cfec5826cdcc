package vfstest

import (
	"io/fs"
	"strings"
	"testing"
	"unsafe"

	"github.com/aerolith/aerolith/zerodb/vfs"
)

// mapReserve is the address space that the cases ask for: enough for several blocks of any implementation.
const mapReserve = 1 << 20

// mappingCases are the promises about mappings.
func mappingCases() []testCase {
	return []testCase{
		{"a mapping shows later writes", testMapWrites},
		{"a mapping ends where it was announced", testMapBounds},
		{"a mapping follows growth within its reserve", testMapGrows},
		{"a mapping follows growth beyond its reserve", testMapOutgrown},
		{"a mapping of nothing", testMapEmpty},
		{"mapped bytes never move", testMapStays},
		{"a mapping outlives its file's handle", testMapOutlives},
		{"a mapping does not run ahead of the file", testMapAhead},
		{"a closed mapping is of no use", testMapClosed},
		{"a mapping through a reading handle", testMapReadOnly},
	}
}

// mapped returns n bytes of a mapping as text.
func mapped(t *testing.T, m vfs.Mapping, offset int64, n int) string {
	t.Helper()
	b, err := m.At(offset, n)
	must(t, err)
	equal(t, "length of the bytes", len(b), n)
	equal(t, "spare capacity of the bytes", cap(b), len(b))
	return string(b)
}

// testMapWrites checks that a slice taken before a write shows what was written.
func testMapWrites(t *testing.T, e env) {
	file := e.createWith(t, "a", "12345")
	m := mapFile(t, file, mapReserve)
	b, err := m.At(1, 3)
	must(t, err)
	write(t, file, 2, "x")
	equal(t, "content", string(b), "2x4")
}

// testMapBounds checks that everything inside the announced size is answered and all else is ErrOutOfRange.
func testMapBounds(t *testing.T, e env) {
	m := mapFile(t, e.createWith(t, "a", "12345"), mapReserve)
	equal(t, "all", mapped(t, m, 0, 5), "12345")
	equal(t, "nothing at the end", mapped(t, m, 5, 0), "")
	const huge = 1<<63 - 1
	outside := []struct {
		offset int64
		n      int
	}{{0, 6}, {5, 1}, {6, 0}, {-1, 1}, {-5, 0}, {0, -1}, {3, -2}, {huge, 1}, {huge, 0}, {1, 1<<31 - 1}}
	for _, o := range outside {
		_, err := m.At(o.offset, o.n)
		fails(t, err, vfs.ErrOutOfRange)
	}
}

// testMapGrows checks growth inside the reserve, also by a write that makes the file longer.
func testMapGrows(t *testing.T, e env) {
	file := e.createWith(t, "a", "12345")
	m := mapFile(t, file, mapReserve)
	write(t, file, 200_000, "tail")
	_, err := m.At(200_000, 4)
	fails(t, err, vfs.ErrOutOfRange)
	must(t, m.Extend(200_004))
	equal(t, "tail", mapped(t, m, 200_000, 4), "tail")
	must(t, m.Extend(10))
	equal(t, "tail after a smaller size", mapped(t, m, 200_000, 4), "tail")
}

// testMapOutgrown checks that bytes beyond the reserve are reached, in ever new steps, and that old bytes and those
// that cross two steps are right.
func testMapOutgrown(t *testing.T, e env) {
	const step = 150_000
	file := e.create(t, "a")
	m := mapFile(t, file, 4096)
	var all strings.Builder
	for i := range 20 {
		block := strings.Repeat(string(rune('a'+i)), step)
		write(t, file, int64(all.Len()), block)
		all.WriteString(block)
		must(t, m.Extend(int64(all.Len())))
		if got := mapped(t, m, 0, all.Len()); got != all.String() {
			t.Fatalf("wrong content after %d steps", i+1)
		}
		if got := mapped(t, m, int64(i*step), step); got != block {
			t.Fatalf("wrong content of step %d", i)
		}
	}
}

// testMapEmpty checks that an empty file can be mapped without a reserve, and grow.
func testMapEmpty(t *testing.T, e env) {
	file := e.create(t, "a")
	m := mapFile(t, file, 0)
	equal(t, "nothing", mapped(t, m, 0, 0), "")
	_, err := m.At(0, 1)
	fails(t, err, vfs.ErrOutOfRange)
	write(t, file, 0, "x")
	must(t, m.Extend(1))
	equal(t, "content", mapped(t, m, 0, 1), "x")
}

// testMapStays checks that growth does not move bytes: a slice from before must be the memory of one from after.
func testMapStays(t *testing.T, e env) {
	file := e.createWith(t, "a", "12345")
	m := mapFile(t, file, mapReserve)
	before, err := m.At(0, 5)
	must(t, err)
	must(t, file.Allocate(mapReserve/2))
	must(t, m.Extend(mapReserve/2))
	write(t, file, 0, "abcde")
	after, err := m.At(0, 5)
	must(t, err)
	equal(t, "content before growth", string(before), "abcde")
	equal(t, "address", unsafe.SliceData(before), unsafe.SliceData(after))
}

// testMapOutlives checks that a mapping can even grow after its file's handle was closed.
func testMapOutlives(t *testing.T, e env) {
	file := e.createWith(t, "a", "12345")
	m := mapFile(t, file, 0)
	write(t, file, 5, strings.Repeat("x", mapReserve))
	must(t, file.Close())
	equal(t, "content", mapped(t, m, 0, 5), "12345")
	must(t, m.Extend(5+mapReserve))
	equal(t, "tail", mapped(t, m, 3, 4), "45xx")
}

// testMapAhead checks that bytes behind the file's end cannot be announced: touching them would be a fault.
func testMapAhead(t *testing.T, e env) {
	m := mapFile(t, e.createWith(t, "a", "12345"), mapReserve)
	fails(t, m.Extend(6), vfs.ErrOutOfRange)
	_, err := m.At(0, 6)
	fails(t, err, vfs.ErrOutOfRange)
	equal(t, "content", mapped(t, m, 0, 5), "12345")
}

// testMapClosed checks that calls on a closed mapping are fs.ErrClosed.
func testMapClosed(t *testing.T, e env) {
	m, err := e.createWith(t, "a", "12345").Map(mapReserve)
	must(t, err)
	must(t, m.Close())
	_, err = m.At(0, 1)
	fails(t, err, fs.ErrClosed)
	fails(t, m.Extend(5), fs.ErrClosed)
	fails(t, m.Close(), fs.ErrClosed)
}

// testMapReadOnly checks that a handle for reading can be mapped and sees another handle's writes.
func testMapReadOnly(t *testing.T, e env) {
	writer := e.createWith(t, "a", "12345")
	reader, err := e.OpenReadOnly(e.path("a"))
	must(t, err)
	m := mapFile(t, reader, mapReserve)
	must(t, reader.Close())
	write(t, writer, 0, "abcdefgh")
	must(t, m.Extend(8))
	equal(t, "content", mapped(t, m, 0, 8), "abcdefgh")
}
