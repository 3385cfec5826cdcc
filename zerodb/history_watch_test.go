package zerodb

import (
	"context"
	"errors"
	"maps"
	"math/rand/v2"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/faultfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// TestHistoryReplaysTheDatabase makes sure that a follower that resumes at its last position sees every commit exactly once and ends
// with the same content as the database, through checkpoints, reopening and power failures, on the kept log or the archive.
func TestHistoryReplaysTheDatabase(t *testing.T) {
	for name, change := range map[string]func(*Options){
		"kept log": func(o *Options) { o.LogKeepBytes = 1 << 30 },
		"archive":  func(o *Options) { o.ArchivePath = "archive" },
	} {
		t.Run(name, func(t *testing.T) {
			random := rand.New(rand.NewPCG(1, 2))
			files := memfs.New(memfs.Options{CrashImages: true})
			opts := smallOptions(files)
			change(&opts)
			db := openTest(t, "db", opts)
			r := newReplica()
			for step := range 300 {
				must(t, scramble(db, random))
				switch step % 50 {
				case 20:
					must(t, db.Checkpoint(t.Context()))
				case 30:
					closeTest(t, db)
					db = openTest(t, "db", opts)
				case 40:
					image, err := files.CrashImage(memfs.OnlySynced, nil)
					must(t, err)
					closeTest(t, db)
					files, opts.FS = image, image
					db = openTest(t, "db", opts)
				}
				if step%3 == 0 {
					r.catchUp(t, db)
					wantPairs(t, db, r.content())
				}
			}
			r.catchUp(t, db)
			fresh := newReplica()
			fresh.catchUp(t, db)
			if fresh.commits < 250 || !maps.Equal(fresh.content(), r.content()) {
				t.Errorf("from the beginning: %d commits", fresh.commits)
			}
		})
	}
}

// TestWatchDelivers makes sure that a watcher gets commits as they come, also when durability lags behind, while checkpoints
// recycle the log, and that it ends with its context and with the database.
func TestWatchDelivers(t *testing.T) {
	opts := memOptions()
	opts.Durability = DurabilityNone
	db := openTest(t, "db", opts)
	start, err := db.Position(t.Context())
	must(t, err)
	got := make(chan uint64)
	ended := make(chan error, 1)
	ctx, cancel := context.WithCancel(t.Context())
	watch := func(ctx context.Context, from Position) {
		for c, err := range db.Watch(ctx, from) {
			if err != nil {
				ended <- err
				return
			}
			got <- c.Tx
		}
	}
	go watch(ctx, start)
	for i := range 60 {
		put(t, db, "a", i, i+20)
		put(t, db, "b", i, i+20)
		must(t, db.Checkpoint(t.Context()))
		first, second := <-got, <-got
		if last := db.Stats().LatestTx; second != last || first >= second {
			t.Fatalf("got %d and %d, want up to %d", first, second, last)
		}
	}
	cancel()
	wantError(t, <-ended, context.Canceled)
	from, err := db.Position(t.Context())
	must(t, err)
	go watch(t.Context(), from)
	closeTest(t, db)
	wantError(t, <-ended, ErrClosed)
	_, err = db.Position(t.Context())
	wantError(t, err, ErrClosed)
}

// TestWatchEndsWithItsContext ends the context of a watcher before it begins, and in the body of its loop, with more commits behind and with none: each time the loop
// ends with the error of the context.
func TestWatchEndsWithItsContext(t *testing.T) {
	db := openTest(t, "db", memOptions())
	for i := range 4 {
		put(t, db, "a", i, i+1)
	}
	for commits := range 5 {
		ctx, cancel := context.WithCancel(t.Context())
		if commits == 0 {
			cancel()
		}
		seen := 0
		for _, err := range db.Watch(ctx, Position{}) {
			if err != nil {
				wantError(t, err, context.Canceled)
				break
			}
			if seen++; seen >= commits {
				cancel()
			}
		}
		if cancel(); seen != commits {
			t.Errorf("%d commits, not %d", seen, commits)
		}
	}
}

// TestWatchRefusesPositions makes sure that a position that the log has left, one of another database, and one of a history that
// was lost are told apart, and that a database in memory and a stopped one say what they are.
func TestWatchRefusesPositions(t *testing.T) {
	first := func(db *DB, from Position) error {
		for _, err := range db.Watch(t.Context(), from) {
			return err
		}
		return nil
	}
	files := memfs.New(memfs.Options{CrashImages: true})
	rule := faultfs.New(files)
	db := openTest(t, "db", smallOptions(rule))
	put(t, db, "a", 0, 10)
	old, err := db.Position(t.Context())
	must(t, err)
	before, err := files.CrashImage(memfs.OnlySynced, nil)
	must(t, err)
	for i := range 40 {
		put(t, db, "a", 0, 50+i)
	}
	must(t, db.Checkpoint(t.Context()))
	wantError(t, first(db, old), ErrPositionGone)
	lost, err := db.Position(t.Context())
	must(t, err)

	earlier := openTest(t, "db", smallOptions(before))
	for i := range 60 {
		put(t, earlier, "a", 0, 50+i)
	}
	if err := first(earlier, lost); !errors.Is(err, ErrPositionForeign) && !errors.Is(err, ErrPositionGone) {
		t.Errorf("lost history: %v", err)
	}
	other := openTest(t, "other", memOptions())
	wantError(t, first(other, lost), ErrPositionForeign)
	memory, err := OpenMemory(Options{})
	must(t, err)
	wantError(t, first(memory, Position{}), ErrNoLog)
	must(t, memory.Close())

	must(t, rule.Inject(faultfs.Rule{Op: vfs.OpSyncData, Fault: faultfs.IOError}))
	if err := db.Update(func(tx *Tx) error { _, err := tx.CreateTable("x", TableOptions{}); return err }); err == nil {
		t.Fatal("commit on a bad disk")
	}
	wantError(t, first(db, lost), ErrStopped)
}

// TestPositionText makes sure that a position survives its text and that nothing else is taken for one.
func TestPositionText(t *testing.T) {
	db := openTest(t, "db", memOptions())
	put(t, db, "a", 0, 1)
	p, err := db.Position(t.Context())
	must(t, err)
	for _, want := range []Position{p, {}} {
		var got Position
		if err := got.UnmarshalText([]byte(want.String())); err != nil || got != want {
			t.Errorf("%v: got %v, %v", want, got, err)
		}
	}
	text := []byte(p.String())
	for i := range text {
		changed := append([]byte(nil), text...)
		changed[i] = "AB"[i%2]
		var got Position
		if err := got.UnmarshalText(changed); err == nil && string(changed) != string(text) {
			t.Errorf("took %s for a position", changed)
		}
	}
}
