package zerodb

import (
	"context"
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
	db.check.mu.Lock()
	done := make(chan error, 1)
	go func() { done <- call() }()
	select {
	case err := <-done:
		db.check.mu.Unlock()
		wantError(t, err, context.Canceled)
	case <-time.After(10 * time.Second):
		db.check.mu.Unlock()
		<-done
		t.Fatal("the call waits for the checkpoint")
	}
}
