package zerodb

import (
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// checkpointHook is told of each finished checkpoint, and does something beside it, as another goroutine would, after some of them.
type checkpointHook struct {
	after int
	do    func()
}

// Event implements EventSink.
func (c *checkpointHook) Event(e Event) {
	if _, ok := e.(CheckpointDone); !ok || c.do == nil {
		return
	}
	if c.after--; c.after == 0 {
		done := make(chan struct{})
		go func() { defer close(done); c.do() }()
		<-done
	}
}

// TestCompactionKeepsRoomOfCheckpoint commits between the last checkpoint of a compaction and the cut of the file, and then fills the disk up: the room
// that the commits have reserved for the next checkpoint is still there, so that it can be taken and something be deleted.
func TestCompactionKeepsRoomOfCheckpoint(t *testing.T) {
	files := memfs.New(memfs.Options{})
	opts := smallOptions(files)
	opts.CheckpointLogBytes = 64 * mebibyte
	hook := &checkpointHook{}
	opts.Events = hook
	db := openTest(t, "db", opts)
	put(t, db, "t", 0, 1000)
	for range 4 {
		must(t, db.Checkpoint(t.Context()))
	}
	change := func(fn func(*Table) error) {
		t.Helper()
		if err := db.Update(func(tx *Tx) error {
			table, err := tx.Table("t")
			if err != nil {
				return err
			}
			return fn(table)
		}); err != nil {
			t.Error(err)
		}
	}
	hook.after, hook.do = 2, func() {
		for i := range 10 {
			change(func(table *Table) error { return table.Put(key(100*i), value(100*i+1)) })
		}
	}
	before := db.pager.Size()
	_, err := db.Compact(t.Context(), CompactOptions{})
	must(t, err)
	if hook.after > 0 || db.pager.Size() >= before || len(db.w.work.Overlaid()) == 0 {
		t.Fatalf("%d checkpoints too few, %d of %d bytes, %d overlaid pages", hook.after, db.pager.Size(), before, len(db.w.work.Overlaid()))
	}
	hook.do = nil
	files.SetQuota(files.Used())
	must(t, db.Checkpoint(t.Context()))
	change(func(table *Table) error { return table.Delete(key(1)) })
	files.SetQuota(0)
	wantSound(t, db)
	closeTest(t, db)
}
