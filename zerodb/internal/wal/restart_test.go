package wal

import (
	"context"
	"errors"
	"testing"
)

// endedWorld returns a world whose process ended without syncing its last records, and left a spare file.
func endedWorld(t *testing.T, seed uint64) *world {
	t.Helper()
	w := emptyWorld(seed)
	if err := errors.Join(w.create(), w.append(), w.log.Sync(context.Background())); err != nil {
		t.Fatal(err)
	}
	for w.acked == len(w.truth) || w.random.IntN(4) > 0 {
		if err := w.append(); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(w.log.Prefill(), w.log.Close()); err != nil {
		t.Fatal(err)
	}
	return w
}

// crashRestarts crashes the recoveries of such worlds, after prepare, after each of their operations.
func crashRestarts(t *testing.T, prepare func(*world)) {
	t.Helper()
	for seed := range uint64(7) {
		w := endedWorld(t, seed)
		prepare(w)
		i := &inspector{world: w, random: w.random}
		if err := i.crashRecoveryOn(w.fs); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if i.nested == 0 {
			t.Fatal("nothing was crashed")
		}
	}
}

// TestPowerFailsAfterRestart lets a process end without a sync and the power fail while the next one recovers. What
// the page cache showed to recovery may be gone then, but not once a new life has begun behind it.
func TestPowerFailsAfterRestart(t *testing.T) {
	crashRestarts(t, func(*world) {})
}

// TestPowerFailsAfterRestartOnFullDisk does the same where the last segment has to be copied into a spare file. The
// tail may come out shorter then, but never with anything behind it, also when the next recovery copies it into the
// same file.
func TestPowerFailsAfterRestartOnFullDisk(t *testing.T) {
	crashRestarts(t, func(w *world) { w.fs.SetQuota(w.fs.Used()) })
}
