package zerodb

import (
	"bytes"
	"testing"
	"time"
)

// panickyWriter panics when something is written to it.
type panickyWriter struct{}

// Write implements io.Writer.
func (panickyWriter) Write([]byte) (int, error) { panic(errCallback) }

// TestCallbackPanicsKeepNoReader lets what a program has given to long work panic, in a goroutine that recovers: no read transaction may stay, since it would keep its pages, and closing waiting, for ever.
func TestCallbackPanicsKeepNoReader(t *testing.T) {
	for name, work := range map[string]func(db *DB) error{
		"Backup, writer": func(db *DB) error {
			_, err := db.Backup(t.Context(), panickyWriter{}, BackupOptions{})
			return err
		},
		"Backup, progress": func(db *DB) error {
			_, err := db.Backup(t.Context(), &bytes.Buffer{}, BackupOptions{Progress: func(_, _ uint64) { panic(errCallback) }})
			return err
		},
		"Check": func(db *DB) error { return db.Check(t.Context(), func(Finding) error { panic(errCallback) }) },
	} {
		t.Run(name, func(t *testing.T) {
			opts := memOptions()
			opts.CloseTimeout = time.Second
			db := openTest(t, "db", opts)
			put(t, db, "t", 0, 3000)
			if name == "Check" {
				must(t, db.Checkpoint(t.Context()))
				page := make([]byte, db.opts.PageSize)
				must(t, db.pager.WritePage(0, page)) // both are damaged
				must(t, db.pager.WritePage(1, page))
			}
			wantError(t, caught(func() error { return work(db) }), errCallback)
			list, err := db.Readers(t.Context())
			must(t, err)
			if len(list) != 0 {
				t.Errorf("readers that nobody ends: %+v", list)
			}
		})
	}
}
