package zerodb

import (
	"context"
	"errors"
	"io"
	"testing"
)

// TestCallsOnReadOnlyDatabase calls everything that needs more than reading on a database that was opened for reading only: each call fails
// with ErrReadOnly, none panics, and reading goes on.
func TestCallsOnReadOnlyDatabase(t *testing.T) {
	opts := memOptions()
	writer := openTest(t, "db", opts)
	put(t, writer, "t", 0, 100)
	want, err := content(writer)
	must(t, err)
	db, err := OpenReadOnly("db", opts)
	must(t, err)
	ctx := context.Background()
	for name, call := range map[string]func() error{
		"Check":      func() error { return db.Check(ctx, func(f Finding) error { return f.Err }) },
		"Checkpoint": func() error { return db.Checkpoint(ctx) },
		"Compact":    func() error { _, err := db.Compact(ctx, CompactOptions{}); return err },
		"Update":     func() error { return db.Update(func(*Tx) error { return nil }) },
		"BeginWrite": func() error { _, err := db.BeginWrite(ctx); return err },
		"Backup":     func() error { _, err := db.Backup(ctx, io.Discard, BackupOptions{}); return mayWork(err) },
		"Position":   func() error { _, err := db.Position(ctx); return mayLack(err) },
		"Readers":    func() error { _, err := db.Readers(ctx); return mayWork(err) },
		"History": func() error {
			for _, err := range db.History(ctx, Position{}) {
				if err != nil {
					return mayLack(err)
				}
			}
			return ErrReadOnly
		},
	} {
		if err := call(); !errors.Is(err, ErrReadOnly) {
			t.Errorf("%s: got %v, want ErrReadOnly", name, err)
		}
	}
	_, _ = db.Stats(), db.Metrics()
	wantContent(t, db, want)
	must(t, db.Close())
}

// mayWork turns success into the error that is wanted of calls that need not work.
func mayWork(err error) error {
	if err == nil {
		return ErrReadOnly
	}
	return err
}

// mayLack turns ErrNoLog, which a process that only reads returns because the log is another's, into the error that is wanted too.
func mayLack(err error) error {
	if errors.Is(err, ErrNoLog) {
		return ErrReadOnly
	}
	return mayWork(err)
}
