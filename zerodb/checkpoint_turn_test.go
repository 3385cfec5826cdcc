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

// TestWaitingForLayingOutEndsWithContext keeps the writer lock while patches are about to be laid out, which waits for it: a checkpoint whose context ends comes back all the same, and so does a
// writer that would take one.
func TestWaitingForLayingOutEndsWithContext(t *testing.T) {
	db := openTest(t, "db", memOptions())
	put(t, db, "t", 0, 100)
	tx := begin(t, db, true)
	wake(db.check.patches)
	for len(db.check.laying) == 0 {
		time.Sleep(time.Millisecond)
	}
	for _, call := range []func(context.Context) error{
		db.Checkpoint,
		func(ctx context.Context) error {
			db.check.pressure.high.Store(true)
			_, err := db.BeginWrite(ctx)
			return err
		},
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
		done := make(chan error, 1)
		go func() { done <- call(ctx) }()
		select {
		case err := <-done:
			wantError(t, err, context.DeadlineExceeded)
		case <-time.After(10 * time.Second):
			must(t, tx.Rollback()) // lets it go on
			<-done
			t.Fatal("the call waits until patches are laid out")
		}
		cancel()
	}
	must(t, tx.Rollback())
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
