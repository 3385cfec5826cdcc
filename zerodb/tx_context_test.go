package zerodb

import (
	"context"
	"errors"
	"testing"
)

// TestUpdateWithEndedContext begins nothing with a context that has ended: whether the writer lock is free does not matter.
func TestUpdateWithEndedContext(t *testing.T) {
	db, err := Open(t.TempDir()+"/db", Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	err = db.UpdateContext(ctx, func(*Tx) error {
		t.Error("the function runs")
		return nil
	})
	if !errors.Is(err, context.Canceled) || errors.Is(err, ErrCommitUnknown) {
		t.Errorf("UpdateContext: %v", err)
	}
	tx, err := db.BeginWrite(ctx)
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("BeginWrite: %v", errors.Join(err, tx.Rollback()))
	}
	if err := db.Update(func(*Tx) error { return nil }); err != nil {
		t.Errorf("the lock is still held: %v", err)
	}
}
