package zerodb

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// smallOptions are options that keep tests small: short log segments and small steps.
func smallOptions(fs vfs.FS) Options {
	return Options{FS: fs, LogSegmentSize: 64 * kibibyte, CheckpointLogBytes: 64 * kibibyte, CheckpointInterval: -1, CloseTimeout: 10 * time.Second}
}

// memOptions are small options on a new file system in memory.
func memOptions() Options { return smallOptions(memfs.New(memfs.Options{})) }

// openTest opens a database and closes it at the end of the test, unless the test did.
func openTest(t *testing.T, path string, opts Options) *DB {
	t.Helper()
	db, err := Open(path, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil && !errors.Is(err, ErrClosed) {
			t.Error(err)
		}
	})
	return db
}

// closeTest closes a database and fails the test on an error.
func closeTest(t *testing.T, db *DB) {
	t.Helper()
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// must fails the test on an error.
func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// wantError fails the test unless the error is, or wraps, the wanted one.
func wantError(t *testing.T, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Fatalf("got error %v, want %v", got, want)
	}
}

// key and value make content that differs by number.
func key(i int) []byte { return fmt.Appendf(nil, "key %08d", i) }

// value makes a value of about 100 bytes that differs by number.
func value(i int) []byte { return fmt.Appendf(nil, "value %08d %080d", i, i*i) }

// put stores entries in a table, creating it if need be, in one transaction.
func put(t *testing.T, db *DB, table string, from, to int) {
	t.Helper()
	must(t, db.Update(func(tx *Tx) error {
		tab, err := tx.CreateTable(table, TableOptions{})
		if err != nil {
			return err
		}
		for i := from; i < to; i++ {
			if err := tab.Put(key(i), value(i)); err != nil {
				return err
			}
		}
		return nil
	}))
}

// content returns everything in the database by table and key.
func content(db *DB) (map[string]string, error) {
	all := map[string]string{}
	err := db.View(func(tx *Tx) error {
		for name := range tx.Tables() {
			table, err := tx.Table(name)
			if err != nil {
				return err
			}
			all[name+"/"] = fmt.Sprint(table.Len())
			for k, v := range table.All() {
				all[name+"/"+string(k)] = string(v)
			}
		}
		return nil
	})
	return all, err
}

// wantContent compares everything in the database with what is wanted.
func wantContent(t *testing.T, db *DB, want map[string]string) {
	t.Helper()
	got, err := content(db)
	must(t, err)
	if !maps.Equal(got, want) {
		t.Fatalf("content differs: %s", difference(got, want))
	}
}

// difference names the first key at which two contents differ.
func difference(got, want map[string]string) string {
	for _, k := range slices.Sorted(maps.Keys(want)) {
		if g, ok := got[k]; !ok || g != want[k] {
			return fmt.Sprintf("%q: got %.40q (%v), want %.40q", k, g, ok, want[k])
		}
	}
	for _, k := range slices.Sorted(maps.Keys(got)) {
		if _, ok := want[k]; !ok {
			return fmt.Sprintf("%q: got %.40q, want nothing", k, got[k])
		}
	}
	return "not at all"
}

// writeWaiting writes the pages to the data file that wait in memory, as the checker does.
func (db *DB) writeWaiting(ctx context.Context) error {
	if err := db.lockWriter(ctx); err != nil {
		return err
	}
	defer db.unlockWriter()
	return db.settlePagesLocked()
}
