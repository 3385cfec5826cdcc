package zerodb

import (
	"sync"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// listingFS does something right after the first time that a folder was listed.
type listingFS struct {
	vfs.FS
	once sync.Once
	then func()
}

// ReadDir implements vfs.FS.
func (f *listingFS) ReadDir(name string) ([]string, error) {
	names, err := f.FS.ReadDir(name)
	f.once.Do(f.then)
	return names, err
}

// TestHistoryIsReadWhileTheLogMovesOn lets a database give up all segments that it had while somebody, who reads its history from outside, looks for its identity in them. He finds it in those that there are by then:
// nothing is damaged.
func TestHistoryIsReadWhileTheLogMovesOn(t *testing.T) {
	for _, archive := range []string{"", "archive"} {
		files := memfs.New(memfs.Options{})
		opts := smallOptions(files)
		opts.ArchivePath = archive
		db := openTest(t, "db", opts)
		put(t, db, "t", 0, 10)
		moving := &listingFS{FS: files, then: func() {
			for i := range 4 {
				put(t, db, "t", 0, 1000+i)
				must(t, db.Checkpoint(t.Context()))
			}
		}}
		commits := 0
		for _, err := range ReadHistory(t.Context(), HistorySource{FS: moving, Path: "db", ArchivePath: archive}, Position{}) {
			must(t, err)
			commits++
		}
		if archive != "" && commits != 5 {
			t.Errorf("the history has %d commits, of 5", commits)
		}
	}
}
