package vfstest

import (
	"bytes"
	"sync"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs"
)

// pageBytes is the unit that the parallel cases write and read.
const pageBytes = 4096

// parallelCases are the promises about use by several goroutines. They say most under the race detector.
func parallelCases() []testCase {
	return []testCase{
		{"writers of different bytes", testParallelWriters},
		{"readers while the file grows", testParallelReaders},
		{"only one gets the lock", testParallelLock},
	}
}

// page returns a page filled with a value.
func page(value int) []byte { return bytes.Repeat([]byte{byte(value)}, pageBytes) }

// testParallelWriters checks that goroutines may write different pages of one file at once.
func testParallelWriters(t *testing.T, e env) {
	const writers, pages = 4, 20
	file := e.create(t, "a")
	var group sync.WaitGroup
	for w := range writers {
		group.Go(func() {
			for p := range pages {
				at := p*writers + w
				if _, err := file.WriteAt(page(at), int64(at)*pageBytes); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	for p := range writers * pages {
		checkPage(t, file, p)
	}
}

// checkPage checks that a page holds what the writers wrote there.
func checkPage(t *testing.T, file vfs.File, p int) {
	t.Helper()
	got := make([]byte, pageBytes)
	_, err := file.ReadAt(got, int64(p)*pageBytes)
	must(t, err)
	if !bytes.Equal(got, page(p)) {
		t.Errorf("wrong content of page %d", p)
	}
}

// testParallelReaders checks the engine's pattern: one goroutine appends pages and publishes each, others read
// what is published, through the mapping and with ReadAt.
func testParallelReaders(t *testing.T, e env) {
	const readers, pages = 3, 100
	file := e.create(t, "a")
	m := mapFile(t, file, pages*pageBytes/4)
	published := make([]chan int, readers)
	var group sync.WaitGroup
	for r := range readers {
		published[r] = make(chan int, pages)
		group.Go(func() {
			for p := range published[r] {
				got, err := m.At(int64(p)*pageBytes, pageBytes)
				if err != nil || !bytes.Equal(got, page(p)) {
					t.Errorf("page %d: wrong content or error %v", p, err)
				}
				checkPage(t, file, p)
			}
		})
	}
	for p := range pages {
		write(t, file, int64(p)*pageBytes, string(page(p)))
		must(t, m.Extend(int64(p+1)*pageBytes))
		for r := range readers {
			published[r] <- p
		}
	}
	for r := range readers {
		close(published[r])
	}
	group.Wait()
}

// testParallelLock checks that of many goroutines that want a lock at once exactly one gets it.
func testParallelLock(t *testing.T, e env) {
	const goroutines = 8
	won := make(chan func() error, goroutines)
	var group sync.WaitGroup
	for range goroutines {
		group.Go(func() {
			if held, err := e.Lock(e.path("lock"), filePerm); err == nil {
				won <- held.Close
			}
		})
	}
	group.Wait()
	equal(t, "holders", len(won), 1)
	must(t, (<-won)())
}
