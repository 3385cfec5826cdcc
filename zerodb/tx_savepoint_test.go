package zerodb

import (
	"errors"
	"fmt"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// TestSavepointsUndoAlone nests savepoints of which the inner, the outer or both fail, over puts, deletes, large values and tables, and
// looks at what is left after each, after the commit, after reopening from the log alone as a kill leaves it, and from the data file.
func TestSavepointsUndoAlone(t *testing.T) {
	cases := []struct {
		outer, inner error
		want         string
	}{
		{nil, nil, "a=3 b=2 c=- new=1"},
		{nil, errUndo, "a=2 b=1 c=1 new=-"},
		{errUndo, nil, "a=1 b=1 c=1 new=-"},
		{errUndo, errUndo, "a=1 b=1 c=1 new=-"},
	}
	for _, c := range cases {
		files := memfs.New(memfs.Options{CrashImages: true})
		opts := smallOptions(files)
		opts.CheckpointLogBytes = 64 * mebibyte // the log keeps everything until the database is closed
		db := openTest(t, "db", opts)
		must(t, db.Update(func(tx *Tx) error {
			table, err := tx.CreateTable("t", TableOptions{})
			must(t, err)
			return errors.Join(put1(table, "a", 1), put1(table, "b", 1), put1(table, "c", 1))
		}))
		must(t, db.Update(func(tx *Tx) error {
			table, err := tx.Table("t")
			must(t, err)
			err = tx.Savepoint(func() error {
				must(t, put1(table, "a", 2))
				err := tx.Savepoint(func() error {
					must(t, errors.Join(put1(table, "a", 3), put1(table, "b", 2), table.Delete([]byte("c"))))
					created, err := tx.CreateTable("new", TableOptions{})
					must(t, err)
					must(t, put1(created, "x", 1))
					return c.inner
				})
				wantError(t, err, c.inner)
				return c.outer
			})
			wantError(t, err, c.outer)
			if got := describe(tx); got != c.want {
				t.Errorf("outer %v, inner %v, in the transaction: got %q, want %q", c.outer, c.inner, got, c.want)
			}
			return nil
		}))
		image, err := files.CrashImage(memfs.OnlySynced, nil)
		must(t, err)
		closeTest(t, db)
		for where, fs := range map[string]*memfs.FS{"from the log": image, "from the data file": files} {
			opts.FS = fs
			db := openTest(t, "db", opts)
			must(t, db.View(func(tx *Tx) error {
				if got := describe(tx); got != c.want {
					t.Errorf("outer %v, inner %v, reopened %s: got %q, want %q", c.outer, c.inner, where, got, c.want)
				}
				return nil
			}))
			wantSound(t, db)
		}
	}
}

// put1 stores a value of a length that the number determines, a large one from 2 on.
func put1(table *Table, k string, n int) error {
	return table.Put([]byte(k), make([]byte, 1+(n-1)*6000))
}

// describe tells the numbers of the keys a, b and c, and of table new.
func describe(tx *Tx) string {
	number := func(table, k string) string {
		tab, err := tx.Table(table)
		if err != nil {
			return "-"
		}
		v, err := tab.Get([]byte(k))
		if err != nil {
			return "-"
		}
		return fmt.Sprint(1 + (len(v)-1)/6000)
	}
	return fmt.Sprintf("a=%s b=%s c=%s new=%s", number("t", "a"), number("t", "b"), number("t", "c"), number("new", "x"))
}

// TestSavepointBringsDroppedTableBack drops and creates a table inside a savepoint that fails: the handle from before is good again, the
// one from inside is not.
func TestSavepointBringsDroppedTableBack(t *testing.T) {
	db := openTest(t, "db", memOptions())
	put(t, db, "t", 0, 300)
	must(t, db.Update(func(tx *Tx) error {
		table, err := tx.Table("t")
		must(t, err)
		c := table.Cursor()
		c.Seek(key(100))
		var inside *Table
		wantError(t, tx.Savepoint(func() error {
			must(t, tx.DropTable("t"))
			inside, err = tx.CreateTable("t", TableOptions{})
			must(t, err)
			must(t, inside.Put(key(1), nil))
			return errUndo
		}), errUndo)
		if _, err := table.Get(key(299)); err != nil || table.Len() != 300 {
			t.Errorf("the table is not back: %v", err)
		}
		wantError(t, inside.Put(key(2), nil), ErrTableDropped)
		if !c.Next() || string(c.Key()) != string(key(101)) {
			t.Errorf("the cursor went to %q, %v", c.Key(), c.Err())
		}
		return nil
	}))
	wantSound(t, db)
}

// TestSavepointsCostLittle makes 2,000 savepoints in one transaction, each with one change: memory does not pile up.
func TestSavepointsCostLittle(t *testing.T) {
	db := openTest(t, "db", memOptions())
	put(t, db, "t", 0, 2000)
	must(t, db.Update(func(tx *Tx) error {
		table, err := tx.Table("t")
		must(t, err)
		for i := range 2000 {
			must(t, tx.Savepoint(func() error { return table.Put(key(i), value(i+1)) }))
		}
		pages := int64(tx.write.work.Len()) * 4096
		if got := tx.write.work.Bytes(); got != pages {
			t.Errorf("%d bytes are held for %d bytes of pages", got, pages)
		}
		return nil
	}))
}

// TestSavepointTakesCursorFailureBack lets an iterator fail inside a savepoint that is taken back, because its table was dropped there: the savepoint's error says so, and the transaction goes
// on and commits. A failure from before the savepoint stays known.
func TestSavepointTakesCursorFailureBack(t *testing.T) {
	db := openTest(t, "db", memOptions())
	put(t, db, "t", 0, 10)
	own := errors.New("own")
	must(t, db.Update(func(tx *Tx) error {
		table, err := tx.Table("t")
		must(t, err)
		err = tx.Savepoint(func() error {
			must(t, tx.DropTable("t"))
			for range table.All() {
				t.Error("the table is there")
			}
			wantError(t, tx.Err(), ErrTableDropped)
			return own
		})
		wantError(t, err, own)
		wantError(t, err, ErrTableDropped)
		must(t, tx.Err())
		return table.Put(key(10), value(10))
	}))
	wantError(t, db.Update(func(tx *Tx) error {
		tx.NoteError(own)
		err := tx.Savepoint(func() error { tx.NoteError(ErrTxFailed); return ErrNotFound })
		wantError(t, err, ErrNotFound)
		return nil
	}), own)
	must(t, db.View(func(tx *Tx) error {
		table, err := tx.Table("t")
		must(t, err)
		_, err = table.Get(key(10))
		return err
	}))
}
