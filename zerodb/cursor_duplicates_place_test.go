package zerodb

import (
	"fmt"
	"testing"
)

// Goal: moves among the values of a key lead to no other key, whatever else the table has and whatever was deleted under the cursor. Who deletes or overwrites there next changes what
// he means.

// dupMoves are the moves that stay at a key.
func dupMoves() map[string]func(*Cursor) bool {
	return map[string]func(*Cursor) bool{"FirstDup": (*Cursor).FirstDup, "LastDup": (*Cursor).LastDup, "NextDup": (*Cursor).NextDup, "PrevDup": (*Cursor).PrevDup}
}

// TestLastDupOfSingleValue moves within keys of which some begin others, in tables without duplicates, for reading and for writing.
func TestLastDupOfSingleValue(t *testing.T) {
	db := openTest(t, "db", memOptions())
	look := func(tx *Tx, name string) error {
		table, err := tx.Table(name)
		if err != nil {
			return err
		}
		c := table.Cursor()
		for _, k := range []string{"a", "aba", "ab", "ba", "b"} {
			for move, do := range dupMoves() {
				stays := move == "FirstDup" || move == "LastDup"
				if !c.Seek([]byte(k)) || do(c) != stays || string(c.Key()) != k || string(c.Value()) != k {
					t.Errorf("%s: %s from %q leads to %q", name, move, k, c.Key())
				}
			}
		}
		return c.Err()
	}
	for _, order := range []KeyOrder{OrderBytes, OrderReverse} {
		name := fmt.Sprint("order ", order)
		must(t, db.Update(func(tx *Tx) error {
			table, err := tx.CreateTable(name, TableOptions{Order: order})
			must(t, err)
			for _, k := range []string{"a", "aba", "ab", "ba", "b"} {
				must(t, table.Put([]byte(k), []byte(k)))
			}
			return look(tx, name)
		}))
		must(t, db.View(func(tx *Tx) error { return look(tx, name) }))
	}
}

// TestDupMovesAfterDeleting deletes some or all values of a key under a cursor: no move leads to another key, and who is refused stays in his place.
func TestDupMovesAfterDeleting(t *testing.T) {
	pairs := []pair{{"a", "1"}, {"a", "2"}, {"b", "1"}, {"b", "2"}, {"b", "3"}, {"c", "1"}, {"c", "2"}}
	opts := memOptions()
	for _, access := range []AccessMode{AccessDirect, AccessPoisoned} {
		opts.Access = access
		db := openTest(t, fmt.Sprint("db", access), opts)
		must(t, db.Update(func(tx *Tx) error {
			table, err := tx.CreateTable("t", TableOptions{Duplicates: true})
			must(t, err)
			for _, p := range pairs {
				must(t, table.Put([]byte(p.key), []byte(p.value)))
			}
			for at := range pairs {
				for gone := range 1 << 3 { // which values of the key are deleted
					for name, move := range dupMoves() {
						wantError(t, tx.Savepoint(func() error {
							moveAfterDeleting(t, table, pairs, at, gone, name, move)
							return errUndo
						}), errUndo)
					}
				}
			}
			return nil
		}))
		wantSound(t, db)
	}
}

// moveAfterDeleting goes to a pair, deletes values of its key and makes a move.
func moveAfterDeleting(t *testing.T, table *Table, pairs []pair, at, gone int, name string, move func(*Cursor) bool) {
	t.Helper()
	c := table.Cursor()
	defer c.Close()
	c.SeekDup([]byte(pairs[at].key), []byte(pairs[at].value))
	left := []pair{} // those of the key
	next := pair{}   // the first one of all behind the place
	for i, p := range pairs {
		if p.key == pairs[at].key && gone>>(p.value[0]-'1')&1 != 0 {
			_, err := table.DeleteDup([]byte(p.key), []byte(p.value))
			must(t, err)
			continue
		}
		if p.key == pairs[at].key {
			left = append(left, p)
		}
		if i > at && next == (pair{}) {
			next = p
		}
	}
	want, found := wantedDup(left, pairs[at], name)
	what := fmt.Sprintf("%s from %v with %v left", name, pairs[at], left)
	if ok := move(c); ok != found {
		t.Errorf("%s says %t", what, ok)
	}
	if string(c.Key()) != want.key || found && string(c.Value()) != want.value {
		t.Errorf("%s leads to %q, %q, want %v", what, c.Key(), c.Value(), want)
	}
	if found {
		return
	}
	if there, err := table.HasDup([]byte(want.key), []byte(want.value)); err != nil || (c.Value() != nil) != there {
		t.Errorf("%s: value %q in the place of %v, which is there: %t, %v", what, c.Value(), want, there, err)
	}
	if ok := c.Next(); ok != (next != pair{}) || ok && (string(c.Key()) != next.key || string(c.Value()) != next.value) {
		t.Errorf("%s, then Next leads to %q, %q, want %v: %v", what, c.Key(), c.Value(), next, c.Err())
	}
}

// wantedDup returns where a move leads from a pair, of whose key some are left, or that pair and false.
func wantedDup(left []pair, from pair, name string) (want pair, found bool) {
	for _, p := range left {
		switch {
		case name == "FirstDup" && !found, name == "LastDup", name == "NextDup" && !found && p.value > from.value, name == "PrevDup" && p.value < from.value:
			want, found = p, true
		}
	}
	if !found {
		return from, false
	}
	return want, true
}

// TestSeekDupBehindSingleValue looks in a table without duplicates for a value above that of a key: the cursor then stands on the next entry.
func TestSeekDupBehindSingleValue(t *testing.T) {
	db := openTest(t, "db", memOptions())
	must(t, db.Update(func(tx *Tx) error {
		table, err := tx.CreateTable("t", TableOptions{})
		must(t, err)
		must(t, table.Put([]byte("a"), []byte("5")))
		must(t, table.Put([]byte("b"), []byte("5")))
		c := table.Cursor()
		for _, s := range []struct {
			key, value, stands string
			exact, ranged      bool
		}{
			{"a", "5", "a", true, true},
			{"a", "4", "a", false, true},
			{"a", "6", "b", false, false},
			{"aa", "", "b", false, false},
			{"b", "6", "", false, false},
			{"c", "", "", false, false},
		} {
			if c.SeekDup([]byte(s.key), []byte(s.value)) != s.exact || string(c.Key()) != s.stands {
				t.Errorf("SeekDup %v: at %q", s, c.Key())
			}
			if c.SeekDupRange([]byte(s.key), []byte(s.value)) != s.ranged || string(c.Key()) != s.stands {
				t.Errorf("SeekDupRange %v: at %q", s, c.Key())
			}
		}
		return c.Err()
	}))
}
