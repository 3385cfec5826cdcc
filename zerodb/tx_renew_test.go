package zerodb

import (
	"context"
	"errors"
	"testing"
)

// TestRenew resets a reader, changes the database, and renews it: it sees the new state, pins nothing meanwhile, and what was kept of its former life
// is refused.
func TestRenew(t *testing.T) {
	db := openTest(t, "db", memOptions())
	put(t, db, "t", 0, 10)
	tx := begin(t, db, false)
	table, err := tx.Table("t")
	must(t, err)
	c := table.Cursor()
	c.First()
	wantError(t, tx.Renew(), ErrTxClosed)
	must(t, tx.Reset())
	wantError(t, tx.Reset(), ErrTxClosed)
	if n := db.Stats().Readers; n != 0 {
		t.Errorf("%d readers after Reset", n)
	}
	put(t, db, "t", 10, 20)
	must(t, tx.Renew())
	_, err = table.Get(key(1))
	wantError(t, err, ErrTxClosed)
	if c.Next() || !errors.Is(c.Err(), ErrTxClosed) {
		t.Errorf("a cursor of the former life moves: %v", c.Err())
	}
	table, err = tx.Table("t")
	if err != nil || table.Len() != 20 {
		t.Fatalf("renewed reader: %v", err)
	}
	must(t, tx.Reset())
	must(t, tx.Rollback())
	writer := begin(t, db, true)
	wantError(t, writer.Reset(), ErrNotReadOnly)
	must(t, writer.Rollback())
	must(t, db.View(func(tx *Tx) error {
		wantError(t, tx.Reset(), ErrManaged)
		return nil
	}))
}

// TestRenewAllocatesNothing renews a reader again and again.
func TestRenewAllocatesNothing(t *testing.T) {
	if raceFactor > 1 {
		t.Skip("the race detector allocates")
	}
	db := openTest(t, "db", memOptions())
	put(t, db, "t", 0, 10)
	tx, k := begin(t, db, false), key(3)
	defer func() { must(t, tx.Rollback()) }()
	use := func() {
		table, err := tx.Table("t")
		if err == nil {
			_, err = table.Get(k)
		}
		must(t, errors.Join(err, tx.Reset(), tx.Renew()))
	}
	use()
	if n := testing.AllocsPerRun(100, use); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// TestBeginWays begins transactions with and without a context, one that has ended among them.
func TestBeginWays(t *testing.T) {
	db := openTest(t, "db", memOptions())
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := db.BeginReadContext(ended)
	wantError(t, err, context.Canceled)
	reader, err := db.BeginReadContext(t.Context())
	must(t, err)
	must(t, reader.Rollback())
	writer, err := db.Begin()
	must(t, err)
	t.Cleanup(func() { _ = writer.Rollback() }) // after a failure, else the database could not be closed
	_, err = db.BeginWrite(ended)
	wantError(t, err, context.Canceled)
	must(t, writer.Rollback())
}
