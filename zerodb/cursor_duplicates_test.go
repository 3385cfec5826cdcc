package zerodb

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
)

// pairMove is a move of a cursor in a table with duplicates, and where it leads in a sorted list.
type pairMove struct {
	name string
	move func(c *Cursor) bool
	// to returns where the move leads from a place; the same place means that the move is refused.
	to func(want []pair, at int) int
}

// pairMoves returns every move that needs no argument.
func pairMoves() []pairMove {
	next := func(want []pair, at int) int { return at + 1 }
	prev := func(want []pair, at int) int { return at - 1 }
	first := func(want []pair, at int) int {
		for at > 0 && want[at-1].key == want[at].key {
			at--
		}
		return at
	}
	last := func(want []pair, at int) int {
		for at+1 < len(want) && want[at+1].key == want[at].key {
			at++
		}
		return at
	}
	return []pairMove{
		{"Next", (*Cursor).Next, next},
		{"Prev", (*Cursor).Prev, prev},
		{"FirstDup", (*Cursor).FirstDup, first},
		{"LastDup", (*Cursor).LastDup, last},
		{"NextKey", (*Cursor).NextKey, func(want []pair, at int) int { return last(want, at) + 1 }},
		{"PrevKey", (*Cursor).PrevKey, func(want []pair, at int) int { return first(want, at) - 1 }},
		{"NextDup", (*Cursor).NextDup, func(want []pair, at int) int { return min(at+1, last(want, at)) }},
		{"PrevDup", (*Cursor).PrevDup, func(want []pair, at int) int { return max(at-1, first(want, at)) }},
	}
}

// comparePairMoves makes random moves from random places.
func comparePairMoves(r *rand.Rand, table *Table, want []pair) error {
	if len(want) == 0 {
		return nil
	}
	c := table.Cursor()
	defer c.Close()
	for range 15 {
		at := r.IntN(len(want))
		if !c.SeekDup([]byte(want[at].key), []byte(want[at].value)) {
			return fmt.Errorf("%q was not found: %w", want[at], c.Err())
		}
		for range 4 {
			m := pairMoves()[r.IntN(len(pairMoves()))]
			to := m.to(want, at)
			refused := to == at && (m.name == "NextDup" || m.name == "PrevDup")
			inside := to >= 0 && to < len(want)
			if ok := m.move(c); ok != (inside && !refused) {
				return fmt.Errorf("%s from %q says %v: %w", m.name, want[at], ok, c.Err())
			}
			if !inside {
				break
			}
			if at = to; string(c.Key()) != want[at].key || string(c.Value()) != want[at].value {
				return fmt.Errorf("%s leads to %q, %q, want %q", m.name, c.Key(), c.Value(), want[at])
			}
		}
	}
	return errors.Join(seekPairs(r, c, want), c.Err())
}

// seekPairs seeks pairs that are perhaps not there.
func seekPairs(r *rand.Rand, c *Cursor, want []pair) error {
	for range 10 {
		key, value := want[r.IntN(len(want))].key, fmt.Sprint(r.IntN(40))
		exact, ranged := "", ""
		for _, p := range want {
			if p.key == key && p.value >= value && ranged == "" {
				ranged = p.value
			}
			if p.key == key && p.value == value {
				exact = value
			}
		}
		if ok := c.SeekDupRange([]byte(key), []byte(value)); ok != (ranged != "") || ok && string(c.Value()) != ranged {
			return fmt.Errorf("seek %q from %q: %v, %q, want %q", key, value, ok, c.Value(), ranged)
		}
		if ok := c.SeekDup([]byte(key), []byte(value)); ok != (exact != "") {
			return fmt.Errorf("seek %q with %q: %v", key, value, ok)
		}
	}
	return nil
}

// TestDuplicatesUnderCursor overwrites and deletes pairs under a cursor.
func TestDuplicatesUnderCursor(t *testing.T) {
	db := openTest(t, "db", memOptions())
	must(t, db.Update(func(tx *Tx) error {
		table, err := tx.CreateTable("t", TableOptions{Duplicates: true})
		if err != nil {
			return err
		}
		for _, p := range []pair{{"a", "1"}, {"a", "2"}, {"a", "3"}, {"b", "1"}} {
			must(t, table.Put([]byte(p.key), []byte(p.value)))
		}
		c := table.Cursor()
		if !c.SeekDup([]byte("a"), []byte("2")) {
			return c.Err()
		}
		must(t, c.Put([]byte("9")))
		if string(c.Key()) != "a" || string(c.Value()) != "9" || c.NextDup() || !c.PrevDup() || string(c.Value()) != "3" {
			t.Errorf("after overwriting: %q, %q", c.Key(), c.Value())
		}
		if former, err := table.HasDup([]byte("a"), []byte("2")); former || err != nil || table.Len() != 4 {
			t.Errorf("after overwriting the former pair is there: %v, %v, %d pairs", former, err, table.Len())
		}
		must(t, c.Delete())
		if c.Value() != nil || !c.Next() || string(c.Value()) != "9" {
			t.Errorf("after deleting: %q, %q", c.Key(), c.Value())
		}
		must(t, c.DeleteKey())
		if !c.Next() || string(c.Key()) != "b" || table.Len() != 1 {
			t.Errorf("after deleting the key: %q, %d pairs", c.Key(), table.Len())
		}
		return c.Err()
	}))
	wantSound(t, db)
}
