package zerodb

import (
	"bytes"
	"context"
	"errors"
	"io"
	"runtime"
	"sync/atomic"
	"testing"
	"time"
)

// Goal: however a backup ends, it leaves nothing open, and nil means that it can be restored. Method: writers and listeners that panic, end their goroutine, cancel, or take less than they are given.

// writerFunc is a writer that is a function.
type writerFunc func([]byte) (int, error)

// Write calls the function.
func (f writerFunc) Write(b []byte) (int, error) { return f(b) }

// ownFault is what a fault in a map of the caller's own panics with.
type ownFault uintptr

// Addr returns the address of the fault.
func (f ownFault) Addr() uintptr { return uintptr(f) }

// TestBackupGivesItsSnapshotBack lets writer and listener of a backup panic, by faults of their own too, and end their goroutine: the panic goes on as it is, and no reader is left.
func TestBackupGivesItsSnapshotBack(t *testing.T) {
	db := openTest(t, "db", memOptions())
	put(t, db, "t", 0, 4*progressEntries) // more than one block
	var nowhere *int
	for name, end := range map[string]func(){
		"panic": func() { panic("gone") }, "nil pointer": func() { *nowhere = 1 }, "fault": func() { panic(ownFault(1 << 20)) }, "end of the goroutine": runtime.Goexit,
	} {
		for place, backup := range map[string]func() error{
			"writer": func() error {
				_, err := db.Backup(t.Context(), writerFunc(func(b []byte) (int, error) { end(); return len(b), nil }), BackupOptions{})
				return err
			},
			"writer of entries": func() error {
				calls := 0
				_, err := db.Backup(t.Context(), writerFunc(func(b []byte) (int, error) {
					if calls++; len(b) > 100_000 {
						end()
					}
					return len(b), nil
				}), BackupOptions{})
				return err
			},
			"listener": func() error {
				_, err := db.Backup(t.Context(), io.Discard, BackupOptions{Progress: func(_, _ uint64) { end() }})
				return err
			},
		} {
			returned, done := false, make(chan struct{})
			go func() {
				defer close(done)
				defer func() { _ = recover() }()
				_ = backup()
				returned = true
			}()
			<-done
			if returned {
				t.Errorf("%s in the %s: the backup has returned", name, place)
			}
			if _, open := db.readers.Pins(nil); open != 0 {
				t.Fatalf("%s in the %s leaves %d readers", name, place, open)
			}
		}
	}
}

// TestBackupEndsWithItsContext cancels a backup of few and large values when the first of them is written: it ends there.
func TestBackupEndsWithItsContext(t *testing.T) {
	db := openTest(t, "db", memOptions())
	const count, size = 20, mebibyte
	must(t, db.Update(func(tx *Tx) error {
		table, err := tx.CreateTable("t", TableOptions{})
		for i := 0; i < count && err == nil; i++ {
			err = table.Put(key(i), make([]byte, size))
		}
		return err
	}))
	ctx, cancel := context.WithCancel(t.Context())
	written := 0
	_, err := db.Backup(ctx, writerFunc(func(b []byte) (int, error) {
		if written += len(b); written > size {
			cancel()
		}
		return len(b), nil
	}), BackupOptions{})
	if !errors.Is(err, context.Canceled) || written > 3*size {
		t.Errorf("cancelled at the first value: %d bytes were written, %v", written, err)
	}
}

// TestBackupOfItsAgeEnds asks the reader of a backup of one table to end, for its age, while the backup writes: it ends with the next block, and pins nothing any more.
func TestBackupOfItsAgeEnds(t *testing.T) {
	var minutes atomic.Int64
	opts := memOptions()
	opts.MaxReaderAge, opts.OldReaders, opts.ReaderCheckInterval = time.Second, EndOldReaders, time.Hour
	opts.Now = func() time.Time { return time.Unix(60*minutes.Load(), 0) }
	db := openTest(t, "db", opts)
	put(t, db, "t", 0, 10_000)
	blocks := 0
	_, err := db.Backup(t.Context(), writerFunc(func(b []byte) (int, error) {
		if blocks++; blocks == 4 { // of entries
			put(t, db, "u", 0, 1)
			for range 2 {
				_, err := db.Readers(t.Context())
				must(t, err)
				minutes.Add(1)
			}
		}
		return len(b), nil
	}), BackupOptions{})
	if _, open := db.readers.Pins(nil); open != 0 || blocks != 4 || !errors.Is(err, ErrReaderEnded) {
		t.Errorf("after %d blocks %d readers: %v", blocks, open, err)
	}
}

// TestBackupTellsOfShortWrites gives a backup a writer that takes less than it is given and says nothing.
func TestBackupTellsOfShortWrites(t *testing.T) {
	db := openTest(t, "db", memOptions())
	put(t, db, "t", 0, 10)
	_, err := db.Backup(t.Context(), writerFunc(func(b []byte) (int, error) { return len(b) - 1, nil }), BackupOptions{})
	wantError(t, err, io.ErrShortWrite)
}

// TestBackupOfWrongCount backs a table up whose counter is wrong, which no checksum tells: what could not be restored is no backup.
func TestBackupOfWrongCount(t *testing.T) {
	for _, wrong := range []int{-1, 1} {
		db := openTest(t, "db", memOptions())
		put(t, db, "t", 0, 10)
		must(t, db.Update(func(tx *Tx) error {
			table, err := tx.Table("t")
			if err != nil {
				return err
			}
			table.tree.Count += uint64(wrong)
			return table.Put(key(3), value(100))
		}))
		var stream bytes.Buffer
		_, err := db.Backup(t.Context(), &stream, BackupOptions{})
		if !errors.As(err, new(*CorruptionError)) {
			t.Errorf("counter off by %d: %v", wrong, err)
		}
	}
}
