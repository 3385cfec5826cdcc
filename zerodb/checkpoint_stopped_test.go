package zerodb

import (
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/faultfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// TestCheckAfterAFailedCheckpoint lets each sync of a checkpoint fail in turn. The database has stopped, and nothing in it is damaged: the checker finds nothing but pages that the checkpoint had taken.
// Where the note in the log failed, it counted the pages of the free set twice.
func TestCheckAfterAFailedCheckpoint(t *testing.T) {
	for n := range 20 {
		faults := faultfs.New(memfs.New(memfs.Options{}))
		db, err := Open("db", smallOptions(faults))
		must(t, err)
		for i := range 30 {
			put(t, db, "t", 20*i, 20*i+40)
		}
		must(t, db.Checkpoint(t.Context()))
		put(t, db, "t", 0, 500)
		must(t, faults.Inject(faultfs.Rule{Op: vfs.OpSyncData, Skip: n, Fault: faultfs.IOError}))
		failed := db.Checkpoint(t.Context())
		must(t, db.Check(t.Context(), func(f Finding) error {
			if !f.Mendable {
				t.Errorf("%v: %v", failed, f)
			}
			return nil
		}))
		_ = db.Close()
		if failed == nil {
			if n < 3 {
				t.Errorf("there were only %d syncs", n)
			}
			return
		}
		wantError(t, failed, faultfs.ErrInjected)
	}
	t.Error("each sync has failed")
}
