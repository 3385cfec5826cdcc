package zerodb

import (
	"context"
	"sync"
	"testing"
	"time"
)

// TestWaitingForCheckpointEndsWithContext calls what waits for a checkpoint under way, which may itself wait for a writer for as long as that likes, with contexts that have
// ended: each call comes back with the context's error.
func TestWaitingForCheckpointEndsWithContext(t *testing.T) {
	db := openTest(t, "db", memOptions())
	put(t, db, "t", 0, 100)
	ended, end := context.WithCancel(t.Context())
	end()
	calls := map[string]func() error{
		"Checkpoint": func() error { return db.Checkpoint(ended) },
		"BeginWrite": func() error {
			db.check.pressure.high.Store(true)
			tx, err := db.BeginWrite(ended)
			if err == nil {
				err = tx.Rollback()
			}
			return err
		},
		"Readers": func() error {
			_, err := db.Readers(ended)
			return err
		},
		"Check": func() error {
			return db.Check(ended, func(Finding) error { return nil })
		},
		"shrink": func() error {
			_, err := db.shrink(ended)
			return err
		},
		"couldShrink": func() error {
			_, err := db.couldShrink(ended)
			return err
		},
	}
	for name, call := range calls {
		t.Run(name, func(t *testing.T) { endsWithContext(t, db, call) })
	}
}

// endsWithContext makes a call while a checkpoint has the turn.
func endsWithContext(t *testing.T, db *DB, call func() error) {
	must(t, db.check.lock(t.Context()))
	done := make(chan error, 1)
	go func() { done <- call() }()
	select {
	case err := <-done:
		db.check.unlock()
		wantError(t, err, context.Canceled)
	case <-time.After(10 * time.Second):
		db.check.unlock()
		<-done
		t.Fatal("the call waits for the checkpoint")
	}
}

// TestTurnOfCheckpointsIsOnes has many wait for the turn, with contexts that can end and without: one has it at a time, and each gets it.
func TestTurnOfCheckpointsIsOnes(t *testing.T) {
	db := openTest(t, "db", memOptions())
	must(t, db.check.lock(t.Context()))
	var all sync.WaitGroup
	turns := 0 // by who has the turn
	for i := range 20 {
		ctx := context.Background()
		if i%2 == 0 {
			ctx = t.Context()
		}
		all.Go(func() {
			if err := db.check.lock(ctx); err != nil {
				t.Error(err)
				return
			}
			turns++
			db.check.unlock()
		})
	}
	db.check.unlock()
	all.Wait()
	if turns != 20 {
		t.Errorf("%d turns", turns)
	}
}
