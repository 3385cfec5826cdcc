package memfs_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// TestImagesWhileWorking checks that images can be taken and read while two goroutines write and sync: each page
// of an image must be wholly one write's, for every kind that does not tear, and nothing may race.
func TestImagesWhileWorking(t *testing.T) {
	const pages, rounds, pageBytes = 40, 15, 4096
	files := recording()
	var group sync.WaitGroup
	for _, name := range []string{"/a", "/b"} {
		file := create(t, files, name, strings.Repeat("0", pages*pageBytes))
		must(t, file.SyncData())
		must(t, files.SyncDir("/"))
		group.Go(func() {
			for round := range rounds * pages {
				page := strings.Repeat(string(rune('a'+round%26)), pageBytes)
				if _, err := file.WriteAt([]byte(page), int64(round%pages)*pageBytes); err != nil {
					t.Error(err)
				}
				if round%7 == 0 {
					if err := file.SyncData(); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	random := seeded(1)
	for range rounds {
		for _, kind := range []memfs.Kind{memfs.OnlySynced, memfs.Everything, memfs.OrderedPrefix, memfs.RandomSubset} {
			found := image(t, files, kind, random)
			for _, name := range []string{"/a", "/b"} {
				checkPages(t, content(t, found, name), pageBytes)
			}
		}
	}
	group.Wait()
}

// checkPages checks that each page repeats one byte.
func checkPages(t *testing.T, all string, pageBytes int) {
	t.Helper()
	for at := 0; at < len(all); at += pageBytes {
		page := all[at : at+pageBytes]
		if strings.Trim(page, page[:1]) != "" {
			t.Fatalf("the page at %d is of several writes", at)
		}
	}
}

// BenchmarkCrashImage measures an image of a 16 MiB file of which 64 pages were changed since the sync, and one more
// before each image, as a crash test after every write does.
func BenchmarkCrashImage(b *testing.B) {
	for _, kind := range memfs.Kinds() {
		b.Run(kind.String(), func(b *testing.B) {
			const pageBytes = 4096
			files := recording()
			file := create(b, files, "/a", strings.Repeat("0", 16<<20))
			must(b, file.SyncData())
			must(b, files.SyncDir("/"))
			page := strings.Repeat("x", pageBytes)
			for i := range int64(64) {
				write(b, file, i*pageBytes*16, page)
			}
			random := seeded(1)
			written := 0
			for b.Loop() {
				if written++; written%64 == 0 {
					must(b, file.SyncData())
				}
				write(b, file, int64(written%4096)*pageBytes, page)
				image(b, files, kind, random)
			}
		})
	}
}
