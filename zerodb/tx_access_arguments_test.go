package zerodb

import (
	"bytes"
	"testing"
)

// TestPoisonSparesArguments gives changes keys and values that the transaction has lent and that no change has come after: each change must take them as they are, in every kind of access.
func TestPoisonSparesArguments(t *testing.T) {
	for name, change := range map[string]func(table *Table, c *Cursor, lent []byte) error{
		"Put":         func(table *Table, _ *Cursor, lent []byte) error { return table.Put(lent, lent) },
		"PutIfAbsent": func(table *Table, _ *Cursor, lent []byte) error { _, err := table.PutIfAbsent(lent, lent); return err },
		"Replace": func(table *Table, _ *Cursor, lent []byte) error {
			_, _, err := table.Replace(nil, lent, lent)
			return err
		},
		"Append": func(table *Table, _ *Cursor, lent []byte) error { return table.Append(lent, lent) },
		"PutFunc": func(table *Table, _ *Cursor, lent []byte) error {
			return table.PutFunc(lent, len(lent), func(value []byte) error { copy(value, lent); return nil })
		},
		"Take, Put": func(table *Table, _ *Cursor, lent []byte) error {
			key := bytes.Clone(lent)
			if err := table.Put(key, key); err != nil {
				return err
			}
			again, err := table.Get(key)
			if err != nil {
				return err
			}
			if _, found, err := table.Take(nil, again); !found || err != nil {
				t.Errorf("Take: %v, %v", found, err)
			}
			if there, err := table.Has(key); there || err != nil {
				t.Errorf("what was taken is there: %v, %v", there, err)
			}
			return table.Put(key, key)
		},
		"Cursor.Put": func(table *Table, c *Cursor, lent []byte) error {
			key := bytes.Clone(lent)
			if err := table.Put(key, nil); err != nil {
				return err
			}
			again, err := table.Get([]byte("a"))
			if err != nil || !c.Seek(key) {
				t.Fatal("the key is not there", err)
			}
			return c.Put(again)
		},
	} {
		for _, access := range []AccessMode{AccessDirect, AccessCopy, AccessPoisoned} {
			opts := memOptions()
			opts.Access = access
			db := openTest(t, "db", opts)
			must(t, db.Update(func(tx *Tx) error {
				table, err := tx.CreateTable("t", TableOptions{})
				if err == nil {
					err = table.Put([]byte("a"), []byte("lent"))
				}
				return err
			}))
			must(t, db.Update(func(tx *Tx) error {
				table, err := tx.Table("t")
				must(t, err)
				lent, err := table.Get([]byte("a"))
				must(t, err)
				return change(table, table.Cursor(), lent)
			}))
			got, err := content(db)
			must(t, err)
			if got["t/"] != "2" || got["t/lent"] != "lent" {
				t.Errorf("%s, access %d: the table has %q", name, access, got)
			}
		}
	}
}
