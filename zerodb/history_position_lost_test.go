package zerodb

import (
	"errors"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// TestPositionThatAPowerFailureHasLost follows a database from outside, further than what is durable, and lets the power fail: the position is of a history that is lost. Who went on from it was told of
// damage, once the log had gone on.
func TestPositionThatAPowerFailureHasLost(t *testing.T) {
	for _, more := range []int{0, 1, 100} {
		files := memfs.New(memfs.Options{CrashImages: true})
		opts := lazyOptions(files, DurabilityNone)
		opts.ArchivePath = "archive"
		db := openTest(t, "db", opts)
		put(t, db, "t", 0, 10)
		must(t, db.log.WaitDurable(t.Context(), db.w.latest.State.end))
		put(t, db, "t", 10, 20)
		var at Position
		for c, err := range ReadHistory(t.Context(), HistorySource{FS: files, Path: "db"}, Position{}) {
			must(t, err)
			at = c.Position
		}
		opts.FS = leftBy(t, files, memfs.OnlySynced)
		again := openTest(t, "db", opts)
		for i := range more {
			put(t, again, "t", 100*i, 100*i+100)
		}
		must(t, again.Checkpoint(t.Context()))
		for name, history := range map[string]func(yield func(Commit, error) bool){
			"inside":  again.History(t.Context(), at),
			"outside": ReadHistory(t.Context(), HistorySource{FS: opts.FS, Path: "db", ArchivePath: "archive"}, at),
		} {
			var err error
			for c, stop := range history {
				if err = stop; err == nil {
					t.Errorf("%s, %d commits: commit %d behind %v", name, more, c.Tx, at)
				}
			}
			if !errors.Is(err, ErrPositionForeign) && (name == "outside" || more > 0) { // inside it knows nothing as long as that much has not been logged again
				t.Errorf("%s, %d commits: %v", name, more, err)
			}
		}
		closeTest(t, again)
		closeTest(t, db)
	}
}
