package zerodb

import (
	"testing"
)

// TestParkedReaderKeepsTheFileSmall rewrites entries in a scattered order, as fast as it can, beside a reader that is parked from the
// beginning. At every moment the file stays close to what somebody can see: the present state and the reader's, each once. The
// long form makes 5,000,000 rewrites. In both the log asks for a checkpoint so seldom that the last one, and one under way, would each keep a state
// of its own: with these alone the file takes four times what is live.
func TestParkedReaderKeepsTheFileSmall(t *testing.T) {
	rewrites, size := longForm(t, 100_000, 5_000_000), longForm(t, 40_000, 100_000)
	opts := memOptions()
	opts.Durability, opts.CheckpointLogBytes = DurabilityNone, 5*mebibyte
	db := openTest(t, "db", opts)
	put(t, db, "t", 0, size)
	must(t, db.Checkpoint(t.Context()))
	parked, err := db.BeginRead()
	must(t, err)
	live, peak := liveBytes(db), int64(0)
	for n := 0; n < rewrites; n += 100 {
		rewrite(t, db, n, 100, size)
		peak = max(peak, int64(db.Stats().Pages)*int64(db.opts.PageSize))
	}
	s := db.Stats()
	t.Logf("%d rewrites: %d bytes live, %.2f of that in use at the peak, %.2f in the file; %d checkpoints, %d waits",
		rewrites, live, float64(peak)/float64(live), float64(s.FileBytes)/float64(live), s.Checkpoints, db.check.pressure.waits.Load())
	// Beside the two states: what checkpoints may keep before writers wait, as much again that is not contiguous or just being rewritten, and
	// the room by which the file grows in advance.
	page := int64(db.opts.PageSize)
	slack := 4*max(heldLeast*page, live*int64(db.opts.CheckpointHeldPercent)/100) + 400*page
	growth := s.FileBytes/16 + db.opts.GrowthStep
	if peak > 2*live+slack || s.FileBytes > 2*live+slack+growth {
		t.Errorf("%d bytes live, %d at the peak, %d in the file, allowed %d", live, peak, s.FileBytes, 2*live+slack)
	}
	wantParked(t, parked, size)
	must(t, parked.Rollback())
}

// besideCheckpoint makes transactions while a checkpoint is taken: those of synced when the data file is synced for the first time, begin once its
// meta page is durable, and done as soon as it counts as the last one. All run on the goroutine that takes the checkpoint.
type besideCheckpoint struct {
	nothing
	db                  *DB
	synced, begin, done func()
}

// Synced implements Observer.
func (b *besideCheckpoint) Synced(s Sync) {
	switch {
	case b.db == nil:
	case s.File == SyncedData && b.synced != nil:
		run := b.synced
		b.synced = nil
		run()
	case s.File == SyncedLog && b.db.check.unconcluded != nil && b.begin != nil:
		run := b.begin
		b.begin = nil
		run()
	}
}

// Event implements EventListener.
func (b *besideCheckpoint) Event(e Event) {
	if _, ok := e.(CheckpointDone); ok && b.db != nil && b.done != nil {
		run := b.done
		b.done = nil
		run()
	}
}

// TestCheckpointIsNoLongReader takes a checkpoint without any reader. Everything is rewritten before it and while it is under way, and a transaction that has begun
// beside it ends after it. What that transaction knew of pins was the checkpoint before: it must not take that for a reader that has
// been there for long, ask for another checkpoint, and make the next writer wait for it.
func TestCheckpointIsNoLongReader(t *testing.T) {
	const size = 5000
	beside := &besideCheckpoint{}
	opts := memOptions()
	opts.Durability, opts.CheckpointLogBytes = DurabilityNone, gibibyte
	opts.Observer, opts.Events = beside, beside
	db := openTest(t, "db", opts)
	db.tasks.end()
	put(t, db, "t", 0, size)
	must(t, db.Checkpoint(t.Context()))
	rewriteAll := func() {
		for n := 0; n < size; n += 100 {
			rewrite(t, db, n, 100, size)
		}
	}
	rewriteAll()
	var open *Tx
	beside.synced = rewriteAll
	beside.begin = func() { open = begin(t, db, true) }
	ended := false
	beside.done = func() {
		tab, err := open.Table("t")
		must(t, err)
		must(t, tab.Put(key(0), value(1)))
		must(t, open.Commit())
		ended = true
		if s := db.Stats(); s.RetiredPages <= s.Pages-s.AvailablePages-s.RetiredPages {
			t.Errorf("%d of %d pages wait, too few to show anything", s.RetiredPages, s.Pages)
		}
		if db.check.pressure.high.Load() || len(db.check.due) > 0 {
			t.Error("another checkpoint is asked for, though there is no reader")
		}
	}
	beside.db = db
	must(t, db.Checkpoint(t.Context()))
	beside.db = nil
	if !ended {
		t.Error("no transaction was made beside the checkpoint")
	}
	wantSound(t, db)
}

// rewrite puts so many scattered entries of a table of the given size in one transaction.
func rewrite(t *testing.T, db *DB, from, count, size int) {
	t.Helper()
	must(t, db.Update(func(tx *Tx) error {
		tab, err := tx.Table("t")
		for i := from; i < from+count && err == nil; i++ {
			err = tab.Put(key(i*7919%size), value(i))
		}
		return err
	}))
}

// wantParked checks that a reader sees the entries as put has written them.
func wantParked(t *testing.T, parked *Tx, size int) {
	t.Helper()
	tab, err := parked.Table("t")
	must(t, err)
	for i := range size {
		if v, err := tab.Get(key(i)); err != nil || string(v) != string(value(i)) {
			t.Fatalf("entry %d of the parked reader: %.20q, %v", i, v, err)
		}
	}
}
