package zerodb

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/faultfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// leaving ends the goroutine that calls it, once, in the first call about something that it waits for, as a test does that fails in a callback.
type leaving struct {
	mu sync.Mutex
	at string
}

// wait says what to wait for.
func (l *leaving) wait(at string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.at = at
}

// came reports whether it has happened.
func (l *leaving) came() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.at == ""
}

// meet ends the goroutine if this is what it waits for.
func (l *leaving) meet(what string) {
	l.mu.Lock()
	now := l.at == what
	if now {
		l.at = ""
	}
	l.mu.Unlock()
	if now {
		runtime.Goexit()
	}
}

// Event implements EventListener.
func (l *leaving) Event(e Event) { l.meet(fmt.Sprintf("%T", e)) }

// WriteEnded implements Observer.
func (l *leaving) WriteEnded(e WriteEnd) { l.meet(fmt.Sprintf("outcome %d", e.Outcome)) }

// Synced implements Observer.
func (l *leaving) Synced(s Sync) { l.meet(fmt.Sprintf("sync %d, failed: %v", s.File, s.Err != nil)) }

// TestGoexitInCallbacks ends the goroutine in each callback, and goes on with the database: nobody may wait for ever, the database goes on or has stopped, it can be closed, and what it acknowledges is there after
// a power failure.
func TestGoexitInCallbacks(t *testing.T) {
	store := func(db *DB) error { return db.Update(func(tx *Tx) error { return storeText(tx, "work", "done") }) }
	grow := func(db *DB) error {
		tx, err := db.Begin()
		if err != nil {
			return err
		}
		if err := storeText(tx, "work", string(make([]byte, 2_000_000))); err != nil {
			return errors.Join(err, tx.Rollback())
		}
		return tx.Commit()
	}
	check := func(db *DB) error { return db.Check(context.Background(), func(f Finding) error { return f.Err }) }
	checkpoint := func(db *DB) error { return db.Checkpoint(context.Background()) }
	for _, c := range []struct {
		at   string
		work func(db *DB) error
		rule faultfs.Rule
	}{
		{at: "outcome 0", work: store},
		{at: "outcome 1", work: func(db *DB) error { return db.Update(func(*Tx) error { return nil }) }},
		{at: "outcome 2", work: func(db *DB) error { return db.Update(func(*Tx) error { return errUndo }) }},
		{at: "sync 0, failed: false", work: store},
		{at: "sync 0, failed: false", work: checkBehindCommit},
		{at: "sync 0, failed: true", work: store, rule: faultfs.Rule{Op: vfs.OpSyncData, Name: "*.*", Fault: faultfs.IOError}},
		{at: "sync 1, failed: false", work: checkpoint},
		{at: "sync 1, failed: true", work: checkpoint, rule: faultfs.Rule{Op: vfs.OpSyncData, Name: dataName, Fault: faultfs.IOError}},
		{at: "sync 1, failed: false", work: (*DB).Close},
		{at: "zerodb.Grown", work: grow},
		{at: "zerodb.CheckpointDone", work: checkpoint},
		{at: "zerodb.CheckpointDone", work: (*DB).Close},
		{at: "zerodb.Stopped", work: store, rule: faultfs.Rule{Op: vfs.OpSyncData, Name: "*.*", Fault: faultfs.IOError}},
		{at: "zerodb.Stopped", work: check, rule: faultfs.Rule{Op: vfs.OpWrite, Name: dataName, Fault: faultfs.IOError}},
		{at: "zerodb.Compacted", work: func(db *DB) error {
			_, err := db.Compact(context.Background(), CompactOptions{})
			return err
		}},
	} {
		t.Run(c.at, func(t *testing.T) {
			disk := memfs.New(memfs.Options{CrashImages: true})
			files, l := faultfs.New(disk), &leaving{}
			opts := smallOptions(files)
			opts.Observer, opts.Events, opts.CheckpointLogBytes = l, l, gibibyte
			db, err := Open("db", opts) // closed below, where it cannot hang
			must(t, err)
			must(t, storeSoon(t, db, "before", "1"))
			if c.rule.Fault != 0 {
				must(t, files.Inject(c.rule))
			}
			l.wait(c.at)
			soon(t, "the work", func() { _ = c.work(db) })
			if !l.came() {
				t.Fatal("the callback was not called")
			}
			soon(t, "a write after it", func() { err = storeSoon(t, db, "after", "1") })
			if stops := strings.HasPrefix(c.at, "sync") || c.at == "zerodb.Grown" || c.at == "zerodb.Stopped"; err != nil != stops && !errors.Is(err, ErrClosed) || stops && !errors.Is(err, ErrStopped) && !errors.Is(err, ErrClosed) {
				t.Errorf("a write after it: %v", err)
			}
			acknowledged := err == nil
			files.Heal()
			soon(t, "closing", func() { _ = db.Close() })
			image, err := disk.CrashImage(memfs.OnlySynced, nil)
			must(t, err)
			after := openTest(t, "db", smallOptions(image))
			got, err := content(after)
			must(t, err)
			if got["t/before"] == "" || acknowledged != (got["t/after"] != "") {
				t.Errorf("after a power failure the database has %d entries, one of them written after it: %v", len(got), acknowledged)
			}
			wantSound(t, after)
		})
	}
}

// checkBehindCommit checks a database whose last commit is not durable yet.
func checkBehindCommit(db *DB) error {
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	if err := storeText(tx, "work", "done"); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	if _, err := tx.CommitAsync(); err != nil {
		return err
	}
	return db.Check(context.Background(), func(f Finding) error { return f.Err })
}

// soon waits for work in a goroutine of its own, which may end it.
func soon(t *testing.T, what string, work func()) {
	t.Helper()
	done := make(chan struct{})
	go func() {
		defer close(done)
		work()
	}()
	select {
	case <-done:
	case <-time.After(4 * time.Second):
		t.Fatalf("%s does not come to an end", what)
	}
}
