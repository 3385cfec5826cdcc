package zerodb

import (
	"bytes"
	"fmt"
	"path/filepath"
	"testing"
)

// TestTwinsAfterAnEdge lets a transaction put keys behind all others and then split the leaf that has them, and a later one, in the same memory, change
// just as often the leaves of the tree in their place: what it inserts afterwards belongs into another leaf than where the first one went on.
func TestTwinsAfterAnEdge(t *testing.T) {
	between := func(i int) []byte { return fmt.Appendf(nil, "y %04d", i) }
	for _, puts := range []int{1, 2, 5} {
		t.Run(fmt.Sprint(puts, " at the edge"), func(t *testing.T) {
			db := twinDB(t, filepath.Join(t.TempDir(), "db"))
			for round := range 8 { // the memory of transactions is not always used again
				edgeThenSplit(t, db, round, puts)
				must(t, db.Update(func(tx *Tx) error {
					tab, err := tx.Table("t")
					for i := 0; i < puts && err == nil; i++ {
						err = tab.Put(key(i), value(i+1))
					}
					if err == nil {
						err = tab.Put(between(61), value(61))
					}
					return err
				}))
				must(t, db.View(func(tx *Tx) error {
					tab, err := tx.Table("t")
					if err != nil {
						return err
					}
					if got, err := tab.Get(between(61)); err != nil || !bytes.Equal(got, value(61)) {
						t.Fatalf("what was committed is gone: %q, %v", got, err)
					}
					var before []byte
					for k := range tab.All() {
						if bytes.Compare(before, k) >= 0 {
							t.Fatalf("%q stands behind %q", k, before)
						}
						before = append(before[:0], k...)
					}
					return nil
				}))
			}
		})
	}
}

// edgeThenSplit makes a table anew, whose last leaf is split after so many keys went behind all others, in one transaction that makes no twins.
func edgeThenSplit(t *testing.T, db *DB, round, puts int) {
	t.Helper()
	must(t, db.Update(func(tx *Tx) error {
		tab, err := tx.Table("t")
		if err != nil {
			return err
		}
		if err := tab.Clear(); err != nil {
			return err
		}
		for i := range 200 {
			if err := tab.Put(key(i), value(i)); err != nil {
				return err
			}
		}
		return nil
	}))
	must(t, db.Update(func(tx *Tx) error {
		tab, err := tx.Table("t")
		if err != nil {
			return err
		}
		other, err := tx.CreateTable(fmt.Sprint("other ", round), TableOptions{})
		if err != nil {
			return err
		}
		if err := other.Put(key(0), value(puts)); err != nil {
			return err
		}
		for i := range puts {
			if err := tab.Put(fmt.Appendf(nil, "z%*s", i, ""), value(i)); err != nil {
				return err
			}
		}
		for i := range 60 {
			if err := tab.Put(fmt.Appendf(nil, "y %04d", 2*i), value(i)); err != nil {
				return err
			}
		}
		return nil
	}))
}
