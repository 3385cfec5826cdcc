package zerodb

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// meetingFS does something once, right after a file was opened for reading.
type meetingFS struct {
	vfs.FS
	name string
	meet func()
}

// OpenReadOnly implements vfs.FS.
func (f *meetingFS) OpenReadOnly(name string) (vfs.File, error) {
	file, err := f.FS.OpenReadOnly(name)
	if meet := f.meet; meet != nil && err == nil && filepath.Base(name) == f.name && filepath.Dir(filepath.Dir(name)) == "archive" {
		f.meet = nil
		meet()
	}
	return file, err
}

// TestHistoryMeetsTheNextSegment reads the history of a database beside one that writes, over an archive that has a segment of a lost history under the number of the next one, and lets that one begin while the archived
// one is looked at: reading goes on into the right one.
func TestHistoryMeetsTheNextSegment(t *testing.T) {
	files := memfs.New(memfs.Options{CrashImages: true})
	opts := smallOptions(files)
	opts.ArchivePath = "archive"
	grow := func(db *DB, from, rounds int) {
		for n := range rounds {
			put(t, db, "t", from+10*n, from+10*n+300)
			must(t, db.Checkpoint(t.Context()))
		}
	}
	db := openTest(t, "db", opts)
	grow(db, 0, 6)
	closeTest(t, db)
	older := leftBy(t, files, memfs.Everything)
	db = openTest(t, "db", opts)
	grow(db, 5000, 20)
	closeTest(t, db)
	must(t, removeTree(files, "db"))
	copyTree(t, older, files, "db")
	db = openTest(t, "db", opts)
	grow(db, 7000, 3)
	at, err := db.Position(t.Context())
	must(t, err)
	met := false
	meeting := &meetingFS{FS: files, name: fmt.Sprintf("%016x.log", at.log.Segment+1), meet: func() {
		met = true
		grow(db, 8000, 3)
	}}
	for _, err := range ReadHistory(t.Context(), HistorySource{FS: meeting, Path: "db", ArchivePath: "archive"}, Position{}) {
		must(t, err)
	}
	if !met {
		t.Error("the archived segment was not looked at")
	}
}
