package zerodb

import (
	"context"
	"errors"
	"testing"
	"time"
)

// TestMeasures makes one of each thing that is counted and looks at the figures.
func TestMeasures(t *testing.T) {
	db := openTest(t, "db", memOptions())
	for i := range 40 {
		put(t, db, "t", i, i+1)
	}
	own := errors.New("mine")
	wantError(t, db.Update(func(*Tx) error { return own }), own)
	wantError(t, db.View(func(tx *Tx) error {
		tab, err := tx.Table("t")
		if err == nil {
			_, err = tab.Get([]byte("none"))
		}
		return err
	}), ErrNotFound)
	var limit *LimitError
	err := db.Update(func(tx *Tx) error {
		tab, err := tx.Table("t")
		if err != nil {
			return err
		}
		return tab.Put(make([]byte, 5000), nil)
	})
	if !errors.As(err, &limit) {
		t.Fatal(err)
	}
	must(t, db.Update(func(*Tx) error { return nil })) // changes nothing, so it is no rollback
	must(t, db.Checkpoint(context.Background()))
	s := db.Stats()
	if m := db.Metrics().Writes; m.RolledBack != s.RolledBack || m.Unchanged != 1 {
		t.Errorf("writes are %+v, rolled back are %d", m, s.RolledBack)
	}
	if s.Commits != 40 || s.RolledBack != 2 || s.Checkpoints == 0 || s.LoggedBytes < 40*100 || s.CheckpointTime.Count != s.Checkpoints {
		t.Errorf("figures: %+v", s)
	}
	if s.UpdateTime.Count < 2 || s.UpdateTime.Max < s.UpdateTime.Median || s.UpdateTime.Sum < s.UpdateTime.Max {
		t.Errorf("times: %+v", s.UpdateTime)
	}
	if want := (ErrorCounts{Limit: 1, Other: 1}); s.Errors != want {
		t.Errorf("errors: %+v, want %+v", s.Errors, want)
	}
}

// doneListener tells when a background compaction has come to its end.
type doneListener chan struct{}

// Event implements EventListener.
func (l doneListener) Event(e Event) {
	if _, ok := e.(Compacted); ok {
		select {
		case l <- struct{}{}:
		default:
		}
	}
}

// TestCompactsByItself deletes most of a database whose options ask for compaction in the background, and waits for it.
func TestCompactsByItself(t *testing.T) {
	opts, done := memOptions(), make(doneListener, 1)
	opts.CompactFreePercent, opts.Events = 20, done
	db := openTest(t, "db", opts)
	fillAndThin(t, db, 6000)
	deadline := time.NewTimer(time.Minute)
	defer deadline.Stop()
	for {
		put(t, db, "more", 0, 500) // enough log for a checkpoint, now and then
		select {
		case <-done:
			wantSound(t, db)
			return
		case <-deadline.C:
			t.Fatalf("no compaction: %+v", db.Stats())
		default:
		}
	}
}
