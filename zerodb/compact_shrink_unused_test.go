package zerodb

import (
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// TestShrinkKeepsWhatCheckpointStates takes a checkpoint that reserves more pages at the end of the file for its free set than it needs, which are free then, and cuts the file: not below what the meta page
// says of its length, or no opening would take it.
func TestShrinkKeepsWhatCheckpointStates(t *testing.T) {
	opts := smallOptions(memfs.New(memfs.Options{}))
	opts.CheckpointLogBytes = gibibyte
	db := openTest(t, "db", opts)
	put(t, db, "t", 0, 100)
	for range 3 {
		must(t, db.Checkpoint(t.Context()))
	}
	must(t, db.lockWriter(t.Context()))
	end := db.w.free.HighWater()
	db.unlockWriter()
	must(t, db.check.lock(t.Context()))
	db.check.highWater = end + 5 // as a checkpoint states that has reserved five more
	db.check.unlock()
	_, err := db.pager.Reserve(end + 64)
	must(t, err)
	left, err := db.shrink(t.Context())
	must(t, err)
	if left != end+5 || db.pager.Size() != int64(end+5)*int64(db.opts.PageSize) {
		t.Errorf("%d pages are left, in %d bytes; want %d", left, db.pager.Size(), end+5)
	}
	must(t, db.check.lock(t.Context()))
	db.check.highWater, db.check.unconcluded = end, &capture{tx: ids.TxID(1)} // the meta page of another one is durable
	db.check.unlock()
	left, err = db.shrink(t.Context())
	must(t, err)
	must(t, db.check.lock(t.Context()))
	db.check.unconcluded = nil
	db.check.unlock()
	if db.pager.Size() < int64(end+5)*int64(db.opts.PageSize) {
		t.Errorf("beside a checkpoint that is not concluded the file was cut to %d bytes (%d pages)", db.pager.Size(), left)
	}
	closeTest(t, db)
}
