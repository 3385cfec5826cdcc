package zerodb

import (
	"fmt"
	"iter"
	"testing"
)

// Goal: what the body of a loop does to its transaction, and to the bounds of the loop, and what becomes of a loop that outlives its transaction.

// TestLoopThatOutlivesItsView leaves a loop open beyond its View, as iter.Pull can, and ends it while another transaction uses the memory of the first: that one does not notice.
func TestLoopThatOutlivesItsView(t *testing.T) {
	db := openTest(t, "db", memOptions())
	put(t, db, "t", 0, 300)
	for name := range loops(&Table{}) {
		for range 20 { // memory of transactions is not always used again
			var (
				next func() ([]byte, []byte, bool)
				stop func()
			)
			must(t, db.View(func(tx *Tx) error {
				table, err := tx.Table("t")
				must(t, err)
				next, stop = iter.Pull2(iter.Seq2[[]byte, []byte](loops(table)[name]))
				if _, _, ok := next(); !ok {
					t.Errorf("%s: the loop does not begin", name)
				}
				return nil
			}))
			must(t, db.View(func(tx *Tx) error {
				table, err := tx.Table("t")
				must(t, err)
				c := table.Cursor()
				if !c.Seek(key(100)) {
					t.Error(c.Err())
				}
				if _, _, ok := next(); ok {
					t.Errorf("%s goes on in another transaction", name)
				}
				stop()
				if string(c.Key()) != string(key(100)) || !c.Seek(key(200)) || tx.Err() != nil {
					t.Errorf("%s ended the cursor of another transaction: %v, %v", name, c.Err(), tx.Err())
				}
				return nil
			}))
		}
	}
}

// TestLoopThatRenewsItsTransaction resets and renews a transaction in the body of a loop, and opens a cursor: the loop ends, and leaves the cursor alone.
func TestLoopThatRenewsItsTransaction(t *testing.T) {
	db := openTest(t, "db", memOptions())
	put(t, db, "t", 0, 300)
	for name := range loops(&Table{}) {
		tx, err := db.BeginRead()
		must(t, err)
		table, err := tx.Table("t")
		must(t, err)
		var c *Cursor
		rounds := 0
		for range loops(table)[name] {
			if rounds++; rounds > 3 {
				break
			}
			must(t, tx.Reset())
			must(t, tx.Renew())
			table, err = tx.Table("t")
			must(t, err)
			c = table.Cursor()
			c.Seek(key(100))
		}
		if rounds != 1 || string(c.Key()) != string(key(100)) || !c.Next() || string(c.Key()) != string(key(101)) {
			t.Errorf("%s: %d rounds, then the cursor of the body is at %q: %v", name, rounds, c.Key(), c.Err())
		}
		must(t, tx.Rollback())
	}
}

// TestBoundsInsideTheTable loops over a range whose ends lie in a value of the table itself, and deletes what it meets, which moves the value: the loop keeps to its range.
func TestBoundsInsideTheTable(t *testing.T) {
	for _, options := range []TableOptions{{}, {Order: OrderReverse}} {
		for _, prefix := range []bool{false, true} {
			db := openTest(t, fmt.Sprint("db", options.Order, prefix), memOptions())
			must(t, db.Update(func(tx *Tx) error {
				table, err := tx.CreateTable("t", options)
				must(t, err)
				for _, k := range []string{"b1b", "b2b", "b3b", "b4b", "c1c", "c2c", "d1d"} {
					must(t, table.Put([]byte(k), []byte("xxxxxxxx")))
				}
				must(t, table.Put([]byte("z"), []byte("b")))
				must(t, table.Put([]byte("zz"), []byte("c")))
				low, err := table.Get([]byte("z"))
				must(t, err)
				high, err := table.Get([]byte("zz"))
				must(t, err)
				loop := table.Range(low, high)
				if prefix {
					loop = table.Prefix(low)
				}
				for k := range loop {
					must(t, table.Delete([]byte("z")))
					must(t, table.Delete([]byte("zz")))
					must(t, table.Delete(append([]byte{}, k...)))
				}
				if n := table.Len(); n != 3 {
					t.Errorf("%v, prefix %t: %d entries are left, want the 3 outside of the range", options, prefix, n)
				}
				return nil
			}))
		}
	}
}
