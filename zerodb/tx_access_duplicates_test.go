package zerodb

import (
	"bytes"
	"testing"
)

// TestValuesOfDuplicatesAreShortLived keeps values of a table with duplicates: what a cursor or a loop shows goes bad with its next step, as a key does, and what Get returns stays.
func TestValuesOfDuplicatesAreShortLived(t *testing.T) {
	opts := memOptions()
	opts.Access = AccessPoisoned
	db := openTest(t, "db", opts)
	must(t, db.Update(func(tx *Tx) error {
		table, err := tx.CreateTable("t", TableOptions{Duplicates: true})
		must(t, err)
		for i := range 10 {
			must(t, table.Put([]byte("key"), value(i)))
		}
		return nil
	}))
	spoilt := bytes.Repeat([]byte{Poison}, len(value(0)))
	must(t, db.View(func(tx *Tx) error {
		table, err := tx.Table("t")
		must(t, err)
		stays, err := table.Get([]byte("key"))
		must(t, err)
		round := 0
		var last []byte
		for v := range table.Dups([]byte("key")) {
			if !bytes.Equal(v, value(round)) || last != nil && !bytes.Equal(last, spoilt) {
				t.Errorf("round %d: %q, and the one before is %q", round, v, last)
			}
			round, last = round+1, v
		}
		c := table.Cursor()
		if !c.First() {
			t.Error(c.Err())
		}
		shown := c.Value()
		if c.Next(); round != 10 || !bytes.Equal(shown, spoilt) || !bytes.Equal(stays, value(0)) {
			t.Errorf("%d rounds, then %q, %q", round, shown, stays)
		}
		return nil
	}))
}
