//go:build unix

package zerodb

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// TestFaultsInTheMap truncates the data file under an open database, so that its pages fault: gets, cursors, iterators, writes and
// the checker return a CorruptionError, and the process lives.
func TestFaultsInTheMap(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	opts := smallOptions(nil)
	db := openTest(t, path, opts)
	put(t, db, "t", 0, 5000)
	closeTest(t, db)
	db, err := Open(path, opts)
	must(t, err)
	t.Cleanup(func() {
		// The checkpoint of Close has nothing to read; whether it works does not matter here.
		if err := db.Close(); err != nil {
			t.Log(err)
		}
	})
	tx := begin(t, db, false)
	table, err := tx.Table("t")
	must(t, err)
	must(t, os.Truncate(filepath.Join(path, dataName), 2*4096))
	faults := func(name string, err error) {
		t.Helper()
		var damage *CorruptionError
		if !errors.As(err, &damage) || damage.Kind != mapFault || damage.Page < 2 {
			t.Errorf("%s: got %v", name, err)
		}
	}
	_, err = table.Get(key(1))
	faults("get", err)
	_, err = table.AppendValue(nil, key(1))
	faults("append value", err)
	c := table.Cursor()
	c.First()
	faults("cursor", c.Err())
	for range table.Backward() {
		t.Error("a loop goes on")
	}
	faults("loop", tx.Err())
	must(t, tx.Rollback())
	faults("update", db.Update(func(tx *Tx) error {
		table, err := tx.Table("t")
		if err != nil {
			return err
		}
		return table.Put(key(1), nil)
	}))
	faults("check", db.Check(t.Context(), func(f Finding) error { return f.Err }))
}

// TestFaultInTheBodyOfALoop makes the body of a loop panic: the panic reaches the caller as it is.
func TestFaultInTheBodyOfALoop(t *testing.T) {
	db := openTest(t, "db", memOptions())
	put(t, db, "t", 0, 10)
	must(t, db.View(func(tx *Tx) error {
		table, err := tx.Table("t")
		must(t, err)
		defer func() {
			if got := recover(); got != "body" {
				t.Errorf("got panic %v", got)
			}
		}()
		for range table.All() {
			panic("body")
		}
		return nil
	}))
}
