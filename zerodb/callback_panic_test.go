package zerodb

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/aerolith/aerolith/zerodb/internal/wal"
	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/faultfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// errCallback is what the callbacks of these tests panic with.
var errCallback = errors.New("a callback has panicked")

// panicky panics once, in the first call about something that it waits for.
type panicky struct{ at string }

// meet panics if this is what it waits for.
func (p *panicky) meet(what string) {
	if p.at == what {
		p.at = ""
		panic(errCallback)
	}
}

// Event implements EventListener.
func (p *panicky) Event(e Event) { p.meet(fmt.Sprintf("%T", e)) }

// WriteEnded implements Observer.
func (p *panicky) WriteEnded(e WriteEnd) { p.meet(fmt.Sprintf("outcome %d", e.Outcome)) }

// Synced implements Observer.
func (p *panicky) Synced(s Sync) { p.meet(fmt.Sprintf("sync %d, failed: %v", s.File, s.Err != nil)) }

// caught runs fn and returns its error, or that with which it panicked.
func caught(fn func() error) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("panic: %w", cause.(error))
		}
	}()
	return fn()
}

// storeSoon stores a value of a key, and fails where a lock is held that nobody gives back.
func storeSoon(t *testing.T, db *DB, key, value string) error {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	err := db.UpdateContext(ctx, func(tx *Tx) error { return storeText(tx, key, value) })
	if errors.Is(err, context.DeadlineExceeded) {
		db.unlockWriter() // else closing waits for ever
		t.Fatal("somebody has kept the writer lock")
	}
	return err
}

// storeText stores a value of a key.
func storeText(tx *Tx, key, value string) error {
	table, err := tx.CreateTable("t", TableOptions{})
	if err != nil {
		return err
	}
	return table.Put([]byte(key), []byte(value))
}

// TestCallbackPanics lets callbacks panic in the goroutine of a program that recovers, as servers do, and goes on with the database: no lock may be kept, a transaction must have the outcome
// that was told, and what was acknowledged must be there when it is opened again.
func TestCallbackPanics(t *testing.T) {
	for _, c := range []struct {
		at   string
		work func(db *DB) error
		// stored says that the work stores something, although the callback panics.
		stored bool
	}{
		{"outcome 0", func(db *DB) error { return db.Update(func(tx *Tx) error { return storeText(tx, "work", "done") }) }, true},
		{"outcome 1", func(db *DB) error { return db.Update(func(*Tx) error { return nil }) }, false},
		{"outcome 2", func(db *DB) error { return db.Update(func(*Tx) error { return errUndo }) }, false},
		{"outcome 2", func(db *DB) error { return db.Update(func(*Tx) error { panic(errUndo) }) }, false},
		{"zerodb.Grown", func(db *DB) error {
			return db.Update(func(tx *Tx) error { return storeText(tx, "work", string(make([]byte, 2_000_000))) })
		}, false},
		{"zerodb.CheckpointDone", func(db *DB) error { return db.Checkpoint(context.Background()) }, false},
		{"zerodb.Compacted", func(db *DB) error {
			_, err := db.Compact(context.Background(), CompactOptions{})
			return err
		}, false},
	} {
		t.Run(c.at, func(t *testing.T) {
			opts, p := memOptions(), &panicky{}
			opts.Observer, opts.Events, opts.CheckpointLogBytes = p, p, gibibyte
			db := openTest(t, "db", opts)
			must(t, storeSoon(t, db, "before", "1"))
			p.at = c.at
			if err := caught(func() error { return c.work(db) }); err == nil || p.at != "" {
				t.Fatalf("the callback was not called, or nobody was told: %v", err)
			}
			must(t, storeSoon(t, db, "after", "1"))
			must(t, db.Checkpoint(t.Context()))
			wantSound(t, db)
			closeTest(t, db)
			db = openTest(t, "db", opts)
			got, err := content(db)
			must(t, err)
			if _, stored := got["t/work"]; stored != c.stored || len(got) < 2 {
				t.Errorf("the database has %v", got)
			}
		})
	}
}

// TestCallbackPanicsAtOpening lets a listener panic while a database is opened: it can be opened again.
func TestCallbackPanicsAtOpening(t *testing.T) {
	opts, p := memOptions(), &panicky{}
	opts.Events = p
	closeTest(t, openTest(t, "db", opts))
	p.at = "zerodb.RecoveryDone"
	err := caught(func() error {
		_, err := Open("db", opts)
		return err
	})
	wantError(t, err, errCallback)
	must(t, storeSoon(t, openTest(t, "db", opts), "after", "1"))
}

// TestSyncedPanics lets the observer of a sync panic, which has gone well or has failed. Who waits for the sync must not wait for ever; and a sync that failed must never be tried again: what the
// second one says is not true. So the database stops, and what it acknowledges is there after a power failure.
func TestSyncedPanics(t *testing.T) {
	for _, failed := range []bool{false, true} {
		for _, file := range []SyncedFile{SyncedLog, SyncedData} {
			t.Run(fmt.Sprintf("sync %d, failed: %v", file, failed), func(t *testing.T) {
				disk := memfs.New(memfs.Options{CrashImages: true})
				files, p := faultfs.New(disk), &panicky{}
				opts := smallOptions(files)
				opts.Observer, opts.CheckpointLogBytes = p, gibibyte
				db := openTest(t, "db", opts)
				must(t, storeSoon(t, db, "before", "1"))
				work, name := func() error { return storeSoon(t, db, "work", "1") }, "*.*"
				if file == SyncedData {
					work, name = func() error { return db.Checkpoint(t.Context()) }, dataName
				}
				if failed {
					must(t, files.Inject(faultfs.Rule{Op: vfs.OpSyncData, Name: name, Fault: faultfs.IOError}))
				}
				p.at = fmt.Sprintf("sync %d, failed: %v", file, failed)
				err := caught(work)
				if err == nil || p.at != "" {
					t.Fatalf("the callback was not called, or nobody was told: %v", err)
				}
				if err := storeSoon(t, db, "after", "1"); !errors.Is(err, ErrStopped) {
					t.Errorf("a write after it: %v", err)
				}
				files.Heal()
				_ = db.Close()
				image, err := disk.CrashImage(memfs.OnlySynced, nil)
				must(t, err)
				got, err := content(openTest(t, "db", smallOptions(image)))
				must(t, err)
				if _, stored := got["t/after"]; stored || got["t/before"] == "" {
					t.Errorf("after a power failure the database has %v", got)
				}
			})
		}
	}
}

// TestCloseAfterAPanic lets a listener panic in Close: the next call does what is left to be done, and gives the files of the log back too.
func TestCloseAfterAPanic(t *testing.T) {
	opts, p := memOptions(), &panicky{}
	opts.Events, opts.CheckpointLogBytes = p, gibibyte
	db := openTest(t, "db", opts)
	must(t, storeSoon(t, db, "before", "1"))
	p.at = "zerodb.CheckpointDone"
	wantError(t, caught(db.Close), errCallback)
	wantError(t, storeSoon(t, db, "after", "1"), ErrClosed)
	closeTest(t, db)
	wantError(t, db.log.Err(), wal.ErrClosed)
	wantError(t, db.Close(), ErrClosed)
	db = openTest(t, "db", opts)
	if !db.w.asleep {
		t.Error("the database was not closed cleanly")
	}
	wantSound(t, db)
}
