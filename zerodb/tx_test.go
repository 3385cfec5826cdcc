package zerodb

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"
)

// TestUseAfterEnd uses transactions, tables and cursors after their end: ErrTxClosed, never something else.
func TestUseAfterEnd(t *testing.T) {
	db := openTest(t, "db", memOptions())
	put(t, db, "t", 0, 10)
	for _, writable := range []bool{false, true} {
		tx := begin(t, db, writable)
		table, err := tx.Table("t")
		must(t, err)
		c := table.Cursor()
		if !c.First() {
			t.Fatal(c.Err())
		}
		must(t, tx.Rollback())
		must(t, tx.Rollback()) // a second time does nothing, so that it can be deferred
		_, err = table.Get(key(1))
		wantError(t, err, ErrTxClosed)
		_, err = tx.Table("t")
		wantError(t, err, ErrTxClosed)
		_, err = tx.CreateTable("u", TableOptions{})
		wantError(t, err, ErrTxClosed)
		wantError(t, tx.DropTable("t"), ErrTxClosed)
		wantError(t, table.Put(key(1), nil), ErrTxClosed)
		wantError(t, table.Delete(key(1)), ErrTxClosed)
		wantError(t, tx.Savepoint(func() error { return nil }), ErrTxClosed)
		if c.Next() || c.Key() != nil || c.Value() != nil || !errors.Is(c.Err(), ErrTxClosed) {
			t.Errorf("the cursor goes on: %v", c.Err())
		}
		for range table.All() {
			t.Error("the iterator goes on")
		}
		wantError(t, tx.Err(), ErrTxClosed)
		_, err = tx.CommitAsync()
		wantError(t, err, ErrTxClosed)
	}
}

// TestKeptFromView uses a table and a cursor of a View after its end, also when other transactions have reused its memory.
func TestKeptFromView(t *testing.T) {
	db := openTest(t, "db", memOptions())
	put(t, db, "t", 0, 10)
	var table *Table
	var c *Cursor
	keep := func(tx *Tx) (err error) {
		table, err = tx.Table("t")
		c = table.Cursor()
		return err
	}
	other := func(tx *Tx) error { return nil }
	must(t, db.View(keep))
	for range 3 {
		_, err := table.Get(key(1))
		wantError(t, err, ErrTxClosed)
		if c.Next() || !errors.Is(c.Err(), ErrTxClosed) {
			t.Errorf("the cursor goes on: %v", c.Err())
		}
		must(t, db.View(other))
	}
}

// begin starts a transaction of either kind. A test that fails does not leave it open: closing the database would wait for it.
func begin(t *testing.T, db *DB, writable bool) (tx *Tx) {
	t.Helper()
	var err error
	if writable {
		tx, err = db.BeginWrite(t.Context())
	} else {
		tx, err = db.BeginRead()
	}
	must(t, err)
	t.Cleanup(func() { _ = tx.Rollback() })
	return tx
}

// TestReadOnlyTransactions writes in read transactions.
func TestReadOnlyTransactions(t *testing.T) {
	db := openTest(t, "db", memOptions())
	put(t, db, "t", 0, 1)
	must(t, db.View(func(tx *Tx) error {
		table, err := tx.Table("t")
		must(t, err)
		wantError(t, table.Put(key(1), nil), ErrReadOnly)
		wantError(t, table.PutNew(key(1), nil), ErrReadOnly)
		wantError(t, table.Delete(key(1)), ErrReadOnly)
		wantError(t, tx.DropTable("t"), ErrReadOnly)
		_, err = tx.CreateTable("u", TableOptions{})
		wantError(t, err, ErrReadOnly)
		wantError(t, tx.Savepoint(func() error { return nil }), ErrReadOnly)
		return nil
	}))
}

// TestManagedTransactions ends transactions from inside the functions that manage them.
func TestManagedTransactions(t *testing.T) {
	db := openTest(t, "db", memOptions())
	misuse := func(tx *Tx) {
		wantError(t, tx.Commit(), ErrManaged)
		wantError(t, tx.Rollback(), ErrManaged)
		_, err := tx.CommitAsync()
		wantError(t, err, ErrManaged)
	}
	must(t, db.View(func(tx *Tx) error { misuse(tx); return nil }))
	must(t, db.Update(func(tx *Tx) error { misuse(tx); return nil }))
	tx := begin(t, db, true)
	must(t, tx.Savepoint(func() error { misuse(tx); return nil }))
	must(t, tx.Commit())
}

// TestPanicRollsBack panics inside Update, View and Savepoint: the panic goes on, the changes are gone, and the next
// transaction can begin.
func TestPanicRollsBack(t *testing.T) {
	db := openTest(t, "db", memOptions())
	put(t, db, "t", 0, 5)
	want, err := content(db)
	must(t, err)
	panicking := func(run func() error) {
		t.Helper()
		defer func() {
			if got := recover(); got != "boo" {
				t.Errorf("got panic %v", got)
			}
		}()
		t.Error(run())
	}
	change := func(tx *Tx) {
		table, err := tx.Table("t")
		must(t, err)
		must(t, table.Put(key(1), []byte("other")))
	}
	panicking(func() error {
		return db.Update(func(tx *Tx) error { change(tx); panic("boo") })
	})
	panicking(func() error {
		return db.View(func(*Tx) error { panic("boo") })
	})
	must(t, db.Update(func(tx *Tx) error {
		panicking(func() error {
			return tx.Savepoint(func() error { change(tx); panic("boo") })
		})
		return nil
	}))
	wantContent(t, db, want)
	if readers := db.Stats().Readers; readers != 0 {
		t.Errorf("%d readers are left", readers)
	}
}

// TestLimits meets each limit: the error names the option, and the transaction goes on where it can.
func TestLimits(t *testing.T) {
	opts := memOptions()
	opts.MaxKeySize, opts.MaxValueSize, opts.MaxTables, opts.MaxReaders, opts.MaxSavepoints = 20, 5000, 2, 3, 2
	opts.MaxTxBytes, opts.MaxDatabaseSize, opts.MaxDirtyPages = 256*kibibyte, mebibyte, -1
	db := openTest(t, "db", opts)
	limited := func(err error, option string) {
		t.Helper()
		var limit *LimitError
		if !errors.As(err, &limit) || limit.Option != option || limit.Value <= limit.Max {
			t.Errorf("got %v, want the limit of %s", err, option)
		}
	}
	must(t, db.Update(func(tx *Tx) error {
		table, err := tx.CreateTable("one", TableOptions{})
		must(t, err)
		limited(table.Put(make([]byte, 21), nil), "MaxKeySize")
		limited(table.Put(key(1), make([]byte, 5001)), "MaxValueSize")
		wantError(t, table.Put(nil, nil), ErrKeyEmpty)
		wantError(t, table.Delete(nil), ErrKeyEmpty)
		must(t, table.Put(make([]byte, 20), make([]byte, 5000)))
		_, err = tx.CreateTable("two", TableOptions{})
		must(t, err)
		_, err = tx.CreateTable("three", TableOptions{})
		limited(err, "MaxTables")
		_, err = tx.CreateTable("", TableOptions{})
		wantError(t, err, ErrKeyEmpty)
		return tx.Savepoint(func() error {
			return tx.Savepoint(func() error {
				limited(tx.Savepoint(func() error { return nil }), "MaxSavepoints")
				return nil
			})
		})
	}))
	fill := func(tx *Tx) (err error) {
		table, err := tx.Table("one")
		for i := 0; err == nil; i++ {
			err = table.Put(key(i), make([]byte, 3000))
		}
		return err
	}
	limited(db.Update(fill), "MaxTxBytes")
	must(t, db.Update(func(tx *Tx) error {
		limited(tx.Savepoint(func() error { return fill(tx) }), "MaxTxBytes")
		table, err := tx.Table("one")
		must(t, err)
		return table.Put(key(1), []byte("the transaction goes on"))
	}))
	var err error
	for i := 0; err == nil; i++ {
		err = db.Update(func(tx *Tx) error {
			table, err := tx.Table("one")
			must(t, err)
			return table.Put(key(i), make([]byte, 4000))
		})
	}
	limited(err, "MaxDatabaseSize")
	wantSound(t, db)
	for range 3 {
		defer func(tx *Tx) { must(t, tx.Rollback()) }(begin(t, db, false))
	}
	_, err = db.BeginRead()
	limited(err, "MaxReaders")
}

// TestEmptyUpdates commits transactions without changes: nothing is logged and no number becomes visible.
func TestEmptyUpdates(t *testing.T) {
	db := openTest(t, "db", memOptions())
	put(t, db, "t", 0, 1)
	before := db.Stats()
	for range 10 {
		must(t, db.Update(func(tx *Tx) error {
			table, err := tx.Table("t")
			must(t, err)
			return table.Delete(key(99))
		}))
	}
	if after := db.Stats(); after.LogBytes != before.LogBytes || after.VisibleTx != before.VisibleTx {
		t.Errorf("before %+v, after %+v", before, after)
	}
}

// TestContexts ends contexts while the writer lock is taken.
func TestContexts(t *testing.T) {
	db := openTest(t, "db", memOptions())
	tx := begin(t, db, true)
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	_, err := db.BeginWrite(ctx)
	wantError(t, err, context.DeadlineExceeded)
	wantError(t, db.UpdateContext(ctx, func(*Tx) error { return nil }), context.DeadlineExceeded)
	wantError(t, db.ViewContext(ctx, func(*Tx) error { return nil }), context.DeadlineExceeded)
	wantError(t, db.Checkpoint(ctx), context.DeadlineExceeded)
	must(t, tx.Rollback())
}

// TestClosed uses a closed database.
func TestClosed(t *testing.T) {
	db := openTest(t, "db", memOptions())
	closeTest(t, db)
	wantError(t, db.Close(), ErrClosed)
	wantError(t, db.View(func(*Tx) error { return nil }), ErrClosed)
	wantError(t, db.Update(func(*Tx) error { return nil }), ErrClosed)
	wantError(t, db.Checkpoint(t.Context()), ErrClosed)
	wantError(t, db.Check(t.Context(), func(Finding) error { return nil }), ErrClosed)
}

// TestCommitAsync commits several transactions without waiting, then waits for the last: readers see nothing before it is
// durable, the next writer sees it at once.
func TestCommitAsync(t *testing.T) {
	db := openTest(t, "db", memOptions())
	put(t, db, "t", 0, 1)
	var last Pending
	for i := 1; i <= 5; i++ {
		tx := begin(t, db, true)
		table, err := tx.Table("t")
		must(t, err)
		if table.Len() != uint64(i) {
			t.Errorf("writer %d sees %d entries", i, table.Len())
		}
		must(t, table.Put(key(i), value(i)))
		last, err = tx.CommitAsync()
		must(t, err)
		must(t, db.View(func(tx *Tx) error {
			table, err := tx.Table("t")
			must(t, err)
			if table.Len() != 1 {
				return fmt.Errorf("a reader sees %d entries before they are durable", table.Len())
			}
			return nil
		}))
	}
	must(t, last.Wait(t.Context()))
	must(t, last.Wait(t.Context()))
	got, err := content(db)
	must(t, err)
	if len(got) != 7 {
		t.Errorf("%d entries", len(got)-1)
	}
}
