package zerodb

import (
	"bytes"
	"testing"
)

// TestAccessCopy keeps keys and values of every kind of read beyond the transaction, and changes them.
func TestAccessCopy(t *testing.T) {
	for _, options := range []TableOptions{{}, {Order: OrderReverse}, {Duplicates: true}} {
		opts := memOptions()
		opts.Access = AccessCopy
		db := openTest(t, "db", opts)
		kept := keepSlices(t, db, options)
		must(t, db.Update(func(tx *Tx) error {
			table, err := tx.Table("t")
			must(t, err)
			return table.Clear()
		}))
		put(t, db, "u", 0, 1000)
		for i, b := range kept {
			if string(b) != "kept" {
				t.Errorf("%v: slice %d became %q", options, i, b)
			}
			clear(b)
		}
		wantSound(t, db)
	}
}

// keepSlices stores an entry "kept" with the value "kept" and returns what reads give of it.
func keepSlices(t *testing.T, db *DB, options TableOptions) [][]byte {
	t.Helper()
	word := []byte("kept")
	must(t, db.Update(func(tx *Tx) error {
		table, err := tx.CreateTable("t", options)
		must(t, err)
		return table.Put(word, word)
	}))
	var kept [][]byte
	must(t, db.View(func(tx *Tx) error {
		table, err := tx.Table("t")
		must(t, err)
		value, err := table.Get(word)
		must(t, err)
		kept = append(kept, value)
		for k, v := range table.All() {
			kept = append(kept, k, v)
		}
		c := table.Cursor()
		c.First()
		kept = append(kept, c.Key(), c.Value())
		for v := range table.Dups(word) {
			kept = append(kept, v)
		}
		return tx.Err()
	}))
	return kept
}

// TestAccessPoisoned keeps slices too long, in every way, and finds them overwritten; as long as they are good they are right.
func TestAccessPoisoned(t *testing.T) {
	spoilt := bytes.Repeat([]byte{Poison}, 4)
	for _, options := range []TableOptions{{}, {Order: OrderReverse}, {Duplicates: true}} {
		opts := memOptions()
		opts.Access = AccessPoisoned
		db := openTest(t, "db", opts)
		for i, b := range keepSlices(t, db, options) {
			if !bytes.Equal(b, spoilt) {
				t.Errorf("%v: slice %d is still %q after the transaction", options, i, b)
			}
		}
		must(t, db.Update(func(tx *Tx) error {
			table, err := tx.Table("t")
			must(t, err)
			c := table.Cursor()
			c.First()
			k := c.Key()
			if string(k) != "kept" || string(c.Key()) != "kept" {
				t.Errorf("%v: key is %q before the next move", options, k)
			}
			c.Next()
			if !bytes.Equal(k, spoilt) {
				t.Errorf("%v: key is %q after the next move", options, k)
			}
			value, err := table.Get([]byte("kept"))
			must(t, err)
			must(t, table.Put([]byte("a"), value))
			if again, err := table.Get([]byte("a")); err != nil || string(again) != "kept" {
				t.Errorf("%v: a lent value was stored as %q, %v", options, again, err)
			}
			must(t, table.Put([]byte("b"), nil))
			if !bytes.Equal(value, spoilt) {
				t.Errorf("%v: value is %q after two changes", options, value)
			}
			return nil
		}))
	}
}
