package zerodb

import (
	"errors"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/faultfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// Goal: an archive that fails costs the database nothing but room: commits go on, no segment is given up that is not archived, and once the archive works again it is whole and has nothing that is half. Method: each
// call about the archive fails in turn, once and for a while, in each way.

// TestArchiveThatFails lets calls about the archive's files fail.
func TestArchiveThatFails(t *testing.T) {
	for _, fault := range []faultfs.Fault{faultfs.IOError, faultfs.NoSpace, faultfs.ShortWrite} {
		for _, times := range []int{1, 40} {
			for n := 0; ; n += raceFactor {
				files := memfs.New(memfs.Options{})
				failing := faultfs.New(files)
				opts := smallOptions(failing)
				opts.ArchivePath = "archive"
				db := openTest(t, "db", opts)
				must(t, failing.Inject(faultfs.Rule{Name: "archive/*/*", Skip: n, Times: times, Fault: fault}))
				for i := range 6 {
					put(t, db, "t", 10*i, 10*i+300)
					if err := db.Checkpoint(t.Context()); err != nil && !errors.Is(err, faultfs.ErrInjected) && !errors.Is(err, vfs.ErrNoSpace) {
						t.Fatalf("call %d, %v: %v", n, fault, err)
					}
				}
				injected := failing.Injected()
				failing.Heal()
				want, err := db.Position(t.Context())
				must(t, err)
				must(t, db.Checkpoint(t.Context()))
				closeTest(t, db)
				commits := historyWithArchive(t, files)
				if len(commits) != 6 || commits[5].Tx != want.Tx {
					t.Fatalf("call %d, %v: the history has %d commits", n, fault, len(commits))
				}
				wantSegmentsOnly(t, files)
				if injected == 0 {
					break
				}
			}
		}
	}
}

// historyWithArchive reads the history of a database from its log and archive.
func historyWithArchive(t *testing.T, files vfs.FS) (commits []Commit) {
	t.Helper()
	for c, err := range ReadHistory(t.Context(), HistorySource{FS: files, Path: "db", ArchivePath: "archive"}, Position{}) {
		must(t, err)
		commits = append(commits, c)
	}
	return commits
}

// wantSegmentsOnly makes sure that an archive has nothing but whole segments.
func wantSegmentsOnly(t *testing.T, files vfs.FS) {
	t.Helper()
	databases, err := files.ReadDir("archive")
	must(t, err)
	for _, database := range databases {
		names, err := files.ReadDir("archive/" + database)
		must(t, err)
		for _, name := range names {
			if len(name) != len("0000000000000001.log") || name[len(name)-4:] != ".log" {
				t.Errorf("the archive has %s", name)
			}
		}
	}
}
