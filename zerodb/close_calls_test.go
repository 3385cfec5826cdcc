package zerodb

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"sync"
	"testing"
)

// afterClose are calls that may come when the database is closed, and its maps are gone. Each fails then, unless it only counts.
func afterClose(db *DB, renewable *Tx) map[string]func() error {
	ctx := context.Background()
	return map[string]func() error{
		"BeginRead":  func() error { _, err := db.BeginRead(); return err },
		"View":       func() error { return db.View(func(*Tx) error { return nil }) },
		"Begin":      func() error { _, err := db.Begin(); return err },
		"Checkpoint": func() error { return db.Checkpoint(ctx) },
		"Compact":    func() error { _, err := db.Compact(ctx, CompactOptions{}); return err },
		"Check":      func() error { return db.Check(ctx, func(Finding) error { return nil }) },
		"Backup":     func() error { _, err := db.Backup(ctx, io.Discard, BackupOptions{}); return err },
		"Position":   func() error { _, err := db.Position(ctx); return err },
		"Readers":    func() error { _, err := db.Readers(ctx); return err },
		"Durable":    func() error { _, err := db.Durable(); return err },
		"Renew":      renewable.Renew,
		"Close":      db.Close,
		"Stats":      func() error { return fmt.Errorf("%w: %v", ErrClosed, db.Stats().Readers) },
		"Metrics":    func() error { return fmt.Errorf("%w: %v", ErrClosed, db.Metrics().Readers) },
		"History": func() error {
			for _, err := range db.History(ctx, Position{}) {
				return err
			}
			return nil
		},
	}
}

// TestCallsAfterClose calls everything on closed databases in real files: on one that wrote, and on one that only read, whose readers lie in memory that was shared.
func TestCallsAfterClose(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	writer := openTest(t, path, Options{})
	put(t, writer, "t", 0, 10)
	reader, err := OpenReadOnly(path, Options{})
	must(t, err)
	for _, db := range []*DB{reader, writer} {
		tx, err := db.BeginRead()
		must(t, err)
		must(t, tx.Reset())
		must(t, db.Close())
		for name, call := range afterClose(db, tx) {
			if err := call(); !errors.Is(err, ErrClosed) && !(db == reader && errors.Is(err, ErrNoLog)) {
				t.Errorf("%s: got %v, want ErrClosed", name, err)
			}
		}
	}
}

// TestCloseBesideCalls closes a database that writes, and one that only reads, while other goroutines go on calling. Each call works or fails with ErrClosed; none meets memory that is no
// longer mapped, or changes anything after the last checkpoint.
func TestCloseBesideCalls(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	for range 3 {
		writer := openTest(t, path, Options{})
		put(t, writer, "t", 0, 10)
		reader, err := OpenReadOnly(path, Options{})
		must(t, err)
		var calling, begun sync.WaitGroup
		for _, db := range []*DB{reader, writer} {
			for _, call := range besideClose(db) {
				begun.Add(1)
				calling.Go(func() {
					err := call()
					for begun.Done(); !errors.Is(err, ErrClosed); err = call() {
						if err != nil && !errors.Is(err, ErrReadOnly) {
							t.Error(err)
							return
						}
					}
				})
			}
		}
		begun.Wait()
		must(t, reader.Close())
		must(t, writer.Close())
		calling.Wait()
	}
	db := openTest(t, path, Options{})
	must(t, db.Check(context.Background(), func(f Finding) error { return f.Err }))
}

// besideClose are calls that may meet Close.
func besideClose(db *DB) []func() error {
	ctx := context.Background()
	counted := func(error) error { // what Checkpoint and Compact say is not the point here
		_, _ = db.Stats(), db.Metrics()
		if db.closed.Load() {
			return ErrClosed
		}
		return nil
	}
	return []func() error{
		func() error { return counted(nil) },
		func() error { return db.View(func(*Tx) error { return nil }) },
		func() error { _, err := db.Readers(ctx); return err },
		func() error { return counted(db.Checkpoint(ctx)) },
		func() error { _, err := db.Compact(ctx, CompactOptions{}); return counted(err) },
	}
}

// TestNothingFollowsTheLastCheckpoint lets what had looked whether the database is closed before Close began go on after it: nobody gets a turn of checkpoints, or looks at the account of pages,
// any more. The file ends where the last checkpoint does, so another one behind it would lose its pages.
func TestNothingFollowsTheLastCheckpoint(t *testing.T) {
	db := openTest(t, "db", memOptions())
	put(t, db, "t", 0, 1000)
	must(t, db.Close())
	ctx := t.Context()
	wantError(t, db.checkpoint(ctx, isNeeded), ErrClosed)
	_, err := db.couldShrink(ctx)
	wantError(t, err, ErrClosed)
	_, err = db.shrink(ctx)
	wantError(t, err, ErrClosed)
	_, err = db.watchReaders(ctx)
	wantError(t, err, ErrClosed)
	_, err = (&compaction{db: db}).plan(ctx)
	wantError(t, err, ErrClosed)
	must(t, db.stoppedError())
}
