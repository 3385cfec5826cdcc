package zerodb

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/faultfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// listener counts the times that a database says that it has stopped.
type listener struct {
	mu    sync.Mutex
	stops int
}

// Event counts.
func (l *listener) Event(e Event) {
	if _, ok := e.(Stopped); ok {
		l.mu.Lock()
		l.stops++
		l.mu.Unlock()
	}
}

// TestFailuresThatStop makes each write and sync fail from which there is no way back: who commits, who waits and the open writer get
// ErrCommitUnknown, later writers ErrStopped, the visible state stays and can be read, checkpoints are refused, and the next opening
// recovers.
func TestFailuresThatStop(t *testing.T) {
	cases := map[string]faultfs.Rule{
		"sync of the log":         {Op: vfs.OpSyncData},
		"write to the log":        {Op: vfs.OpWrite},
		"write to the data file":  {Op: vfs.OpWrite, Name: dataName},
		"short write to the log":  {Op: vfs.OpWrite, Fault: faultfs.ShortWrite},
		"no space for the write":  {Op: vfs.OpWrite, Name: dataName, Fault: faultfs.NoSpace},
		"short write to the data": {Op: vfs.OpWrite, Name: dataName, Fault: faultfs.ShortWrite},
	}
	for name, rule := range cases {
		t.Run(name, func(t *testing.T) {
			files := faultfs.New(memfs.New(memfs.Options{}))
			heard := &listener{}
			opts := smallOptions(files)
			opts.Events = heard
			if rule.Name == dataName {
				opts.MaxUnwrittenBytes = -1 // else the next checkpoint writes, and not the commit
			}
			db := openTest(t, "db", opts)
			put(t, db, "t", 0, 10)
			want, err := content(db)
			must(t, err)
			if rule.Fault == 0 {
				rule.Fault = faultfs.IOError
			}
			must(t, files.Inject(rule))
			wantStopped(t, db)
			wantContent(t, db, want)
			if heard.stops != 1 {
				t.Errorf("%d events", heard.stops)
			}
			closeTest(t, db)
			db = openTest(t, "db", opts)
			put(t, db, "t", 20, 21)
			wantSound(t, db)
		})
	}
}

// wantStopped commits into a failure and looks at what everybody gets.
func wantStopped(t *testing.T, db *DB) {
	t.Helper()
	err := db.Update(func(tx *Tx) error {
		table, err := tx.Table("t")
		must(t, err)
		return table.Put(key(1), []byte("in doubt"))
	})
	wantError(t, err, ErrCommitUnknown)
	wantError(t, err, ErrStopped)
	wantError(t, err, faultfs.ErrInjected)
	_, err = db.BeginWrite(t.Context())
	wantError(t, err, ErrStopped)
	wantError(t, err, faultfs.ErrInjected)
	wantError(t, db.Checkpoint(t.Context()), ErrStopped)
}

// TestOpenWriterMeetsAStop lets a sync fail while a writer is open: its commit is in doubt, and has no effect.
func TestOpenWriterMeetsAStop(t *testing.T) {
	files := faultfs.New(memfs.New(memfs.Options{}))
	db := openTest(t, "db", smallOptions(files))
	put(t, db, "t", 0, 1)
	first := begin(t, db, true)
	table, err := first.Table("t")
	must(t, err)
	must(t, table.Put(key(1), nil))
	pending, err := first.CommitAsync()
	must(t, err)
	second := begin(t, db, true)
	table, err = second.Table("t")
	must(t, err)
	must(t, table.Put(key(2), nil))
	must(t, files.Inject(faultfs.Rule{Op: vfs.OpSyncData, Fault: faultfs.IOError}))
	wantError(t, pending.Wait(t.Context()), ErrCommitUnknown)
	wantError(t, second.Commit(), ErrCommitUnknown)
	wantError(t, pending.Wait(t.Context()), ErrCommitUnknown)
	must(t, db.View(func(tx *Tx) error {
		table, err := tx.Table("t")
		must(t, err)
		if table.Len() != 1 {
			t.Errorf("readers see %d entries", table.Len())
		}
		return nil
	}))
}

// TestCheckpointFailures makes each sync and write of a checkpoint fail: the database stops.
func TestCheckpointFailures(t *testing.T) {
	for skip := range 5 {
		for _, op := range []vfs.Op{vfs.OpSyncData, vfs.OpWrite} {
			files := faultfs.New(memfs.New(memfs.Options{}))
			db := openTest(t, "db", smallOptions(files))
			put(t, db, "t", 0, 100)
			want, err := content(db)
			must(t, err)
			must(t, files.Inject(faultfs.Rule{Op: op, Skip: skip, Fault: faultfs.IOError}))
			err = db.Checkpoint(t.Context())
			if err == nil { // a checkpoint makes fewer calls of the kind
				files.Heal()
				closeTest(t, db)
				continue
			}
			wantError(t, err, ErrStopped)
			wantContent(t, db, want)
			closeTest(t, db)
			files.Heal()
			db = openTest(t, "db", smallOptions(files))
			wantContent(t, db, want)
			wantSound(t, db)
			closeTest(t, db)
		}
	}
}

// TestIntervalStops lets the background sync fail: the next writer is told.
func TestIntervalStops(t *testing.T) {
	files := faultfs.New(memfs.New(memfs.Options{}))
	opts := smallOptions(files)
	opts.Durability, opts.SyncInterval = DurabilityInterval, time.Millisecond
	db := openTest(t, "db", opts)
	put(t, db, "t", 0, 1)
	must(t, files.Inject(faultfs.Rule{Op: vfs.OpSyncData, Times: faultfs.Forever, Fault: faultfs.IOError}))
	var err error
	for end := time.Now().Add(10 * time.Second); !errors.Is(err, ErrStopped) && time.Now().Before(end); {
		err = db.Update(func(tx *Tx) error {
			table, err := tx.Table("t")
			must(t, err)
			return table.Put(key(1), nil)
		})
	}
	wantError(t, err, ErrStopped)
}

// TestWaitGivenUp ends the context of a commit that waits for a sync that hangs: the outcome is unknown, and the commit can
// still become durable.
func TestWaitGivenUp(t *testing.T) {
	db := openTest(t, "db", memOptions())
	put(t, db, "t", 0, 1)
	ctx, cancel := context.WithCancel(t.Context())
	err := db.UpdateContext(ctx, func(tx *Tx) error {
		table, err := tx.Table("t")
		must(t, err)
		cancel()
		return table.Put(key(5), nil)
	})
	if err != nil {
		wantError(t, err, ErrCommitUnknown)
		wantError(t, err, context.Canceled)
	}
	put(t, db, "t", 6, 7)
	must(t, db.View(func(tx *Tx) error {
		table, err := tx.Table("t")
		must(t, err)
		_, err = table.Get(key(5))
		return err
	}))
	if errors.Is(err, ErrStopped) {
		t.Error("giving up stopped the database")
	}
}
