package zerodb

import (
	"errors"
	"fmt"
	"slices"
	"testing"
)

// collect returns the numbers of the keys that a loop yields.
func collect(seq func(func([]byte, []byte) bool)) []string {
	var keys []string
	for k, v := range seq {
		keys = append(keys, string(k)+"="+string(v))
	}
	return keys
}

// lettersDB is a database with a table of the keys b, d, f, h, each with itself as value.
func lettersDB(t *testing.T) *DB {
	t.Helper()
	db := openTest(t, "db", memOptions())
	must(t, db.Update(func(tx *Tx) error {
		table, err := tx.CreateTable("t", TableOptions{})
		for _, k := range []string{"f", "b", "h", "d"} {
			err = errors.Join(err, table.Put([]byte(k), []byte(k)))
		}
		return err
	}))
	return db
}

// TestIterators compares each iterator with what it must yield, in both kinds of transactions.
func TestIterators(t *testing.T) {
	db := lettersDB(t)
	for _, writable := range []bool{false, true} {
		tx := begin(t, db, writable)
		table, err := tx.Table("t")
		must(t, err)
		cases := []struct {
			name string
			seq  func(func([]byte, []byte) bool)
			want []string
		}{
			{"all", table.All(), []string{"b=b", "d=d", "f=f", "h=h"}},
			{"backward", table.Backward(), []string{"h=h", "f=f", "d=d", "b=b"}},
			{"range", table.Range([]byte("c"), []byte("h")), []string{"d=d", "f=f"}},
			{"range from", table.Range([]byte("f"), nil), []string{"f=f", "h=h"}},
			{"range to", table.Range(nil, []byte("d")), []string{"b=b"}},
			{"empty range", table.Range([]byte("g"), []byte("a")), nil},
			{"prefix", table.Prefix([]byte("d")), []string{"d=d"}},
			{"prefix of none", table.Prefix([]byte("e")), nil},
			{"every prefix", table.Prefix(nil), []string{"b=b", "d=d", "f=f", "h=h"}},
			{"range backward", table.RangeBackward([]byte("d"), []byte("h")), []string{"f=f", "d=d"}},
			{"range backward from", table.RangeBackward([]byte("e"), nil), []string{"h=h", "f=f"}},
			{"range backward to", table.RangeBackward(nil, []byte("f")), []string{"d=d", "b=b"}},
			{"prefix backward", table.PrefixBackward([]byte("d")), []string{"d=d"}},
		}
		for _, c := range cases {
			if got := collect(c.seq); !slices.Equal(got, c.want) {
				t.Errorf("%s: got %v, want %v", c.name, got, c.want)
			}
		}
		must(t, tx.Rollback())
	}
}

// TestCursorMoves moves both ways, beyond both ends and by key.
func TestCursorMoves(t *testing.T) {
	db := lettersDB(t)
	must(t, db.View(func(tx *Tx) error {
		table, err := tx.Table("t")
		must(t, err)
		c := table.Cursor()
		moves := []struct {
			name string
			move func() bool
			want string
		}{
			{"next from nowhere", c.Next, "b"},
			{"next", c.Next, "d"},
			{"prev", c.Prev, "b"},
			{"prev beyond", c.Prev, ""},
			{"next again", c.Next, "b"},
			{"last", c.Last, "h"},
			{"next beyond", c.Next, ""},
			{"prev again", c.Prev, "h"},
			{"seek between", func() bool { return c.Seek([]byte("e")) }, "f"},
			{"seek beyond", func() bool { return c.Seek([]byte("i")) }, ""},
			{"first", c.First, "b"},
		}
		for _, m := range moves {
			moved := m.move()
			if moved != (m.want != "") || string(c.Key()) != m.want || string(c.Value()) != m.want {
				t.Errorf("%s: %v, key %q, value %q, want %q", m.name, moved, c.Key(), c.Value(), m.want)
			}
		}
		if got := string(c.AppendKey([]byte("x"))); got != "xb" {
			t.Errorf("AppendKey: %q", got)
		}
		c.Close()
		c.Close()
		if c.Next() || !errors.Is(c.Err(), ErrTxClosed) {
			t.Errorf("a closed cursor moves: %v", c.Err())
		}
		return nil
	}))
}

// TestLoopsThatChangeTheTable deletes and inserts inside a loop over the table: it meets each key that stays once.
func TestLoopsThatChangeTheTable(t *testing.T) {
	db := openTest(t, "db", memOptions())
	put(t, db, "t", 0, 3000)
	must(t, db.Update(func(tx *Tx) error {
		table, err := tx.Table("t")
		must(t, err)
		n := 0
		for k := range table.All() {
			if string(k) != string(key(n)) {
				return fmt.Errorf("met %q, want %q", k, key(n))
			}
			if n%3 != 0 {
				must(t, table.Delete(key(n)))
			} else {
				must(t, table.Put(key(n), make([]byte, 200)))
			}
			n++
		}
		if n != 3000 || table.Len() != 1000 {
			return fmt.Errorf("met %d, %d are left", n, table.Len())
		}
		return nil
	}))
	wantSound(t, db)
}

// TestNestedLoops opens many iterators within each other and after each other in one transaction: their memory is reused.
func TestNestedLoops(t *testing.T) {
	db := lettersDB(t)
	must(t, db.View(func(tx *Tx) error {
		table, err := tx.Table("t")
		must(t, err)
		n := 0
		for range 100 {
			for range table.All() {
				for range table.Backward() {
					n++
				}
			}
		}
		if n != 1600 || len(tx.cursors) > 2 {
			t.Errorf("%d rounds with %d cursors", n, len(tx.cursors))
		}
		return nil
	}))
}

// TestTables lists, creates and drops tables inside a transaction.
func TestTables(t *testing.T) {
	db := openTest(t, "db", memOptions())
	names := func(tx *Tx) (list []string) {
		for name, info := range tx.Tables() {
			list = append(list, fmt.Sprintf("%s:%d", name, info.Len))
		}
		return list
	}
	must(t, db.Update(func(tx *Tx) error {
		for _, name := range []string{"c", "a", "b"} {
			table, err := tx.CreateTable(name, TableOptions{})
			must(t, err)
			must(t, table.Put([]byte(name), nil))
		}
		dropped, err := tx.Table("b")
		must(t, err)
		must(t, tx.DropTable("b"))
		wantError(t, tx.DropTable("b"), ErrTableNotFound)
		_, err = dropped.Get([]byte("b"))
		wantError(t, err, ErrTableDropped)
		wantError(t, dropped.Put([]byte("b"), nil), ErrTableDropped)
		if got := names(tx); !slices.Equal(got, []string{"a:1", "c:1"}) {
			t.Errorf("got %v", got)
		}
		return nil
	}))
	must(t, db.Update(func(tx *Tx) error {
		for name := range tx.Tables() { // the body drops what the loop has come to, and creates what it comes to next
			must(t, tx.DropTable(name))
			if name == "c" {
				_, err := tx.CreateTable("d", TableOptions{})
				must(t, err)
			}
		}
		return tx.Err()
	}))
	must(t, db.View(func(tx *Tx) error {
		if got := names(tx); got != nil {
			t.Errorf("got %v", got)
		}
		_, err := tx.Table("a")
		wantError(t, err, ErrTableNotFound)
		return nil
	}))
	wantSound(t, db)
}
