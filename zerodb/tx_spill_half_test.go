package zerodb

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"
)

// TestManyTablesOfASmallTransaction changes more tables in one transaction than it may hold pages of the catalog for.
func TestManyTablesOfASmallTransaction(t *testing.T) {
	const tables, together = 2000, 100
	name := func(i int) string { return fmt.Sprintf("a table with a name of some length %04d", i) }
	opts := memOptions()
	opts.MaxTxBytes, opts.MaxValueSize = 64*kibibyte, 1024
	db := openTest(t, "db", opts)
	for from := 0; from < tables; from += together {
		must(t, db.Update(func(tx *Tx) error {
			for i := range together {
				if _, err := tx.CreateTable(name(from+i), TableOptions{}); err != nil {
					return err
				}
			}
			return nil
		}))
	}
	must(t, db.Update(func(tx *Tx) error {
		for i := range tables {
			table, err := tx.Table(name(i))
			if err != nil {
				return err
			}
			if err := table.Put(key(i), value(i)); err != nil {
				return err
			}
		}
		return nil
	}))
	all, err := content(db)
	must(t, err)
	if len(all) != 2*tables {
		t.Errorf("%d tables and entries", len(all))
	}
	wantSound(t, db)
}

// deepKey makes keys of the greatest length. Five neighbours differ in the last byte only, so that branches have few children.
func deepKey(i int) []byte {
	r := rand.NewChaCha8([32]byte{byte(i / 5), byte(i / 5 >> 8)})
	b := make([]byte, 982)
	_, _ = r.Read(b)
	b[981] = byte(i % 5)
	return b
}

// TestTwinsOfADeepTree makes pages of the twins of leaves that lie far from each other in a deep tree: the paths above them take more memory than a transaction may.
func TestTwinsOfADeepTree(t *testing.T) {
	const entries, together = 6000, 8
	opts := memOptions()
	opts.MaxTxBytes, opts.MaxValueSize = 128*kibibyte, 1024
	db := openTest(t, "db", opts)
	must(t, db.Update(func(tx *Tx) error {
		table, err := tx.CreateTable("t", TableOptions{})
		for i := 0; i < entries && err == nil; i++ {
			err = table.Put(deepKey(i), []byte("former"))
		}
		return err
	}))
	closeTest(t, db)
	db = openTest(t, "db", opts)
	most := 0
	for i := range 50 {
		must(t, db.Update(func(tx *Tx) error {
			table, err := tx.Table("t")
			for j := 0; j < together && err == nil; j++ {
				err = table.Put(deepKey((i*together+j)*997%entries), []byte("latter"))
			}
			if err != nil {
				return err
			}
			most = max(most, tx.write.work.Twins())
			return tx.Savepoint(func() error { return nil })
		}))
	}
	if most != together {
		t.Errorf("%d twins at most", most)
	}
	latter := 0
	must(t, db.View(func(tx *Tx) error {
		table, err := tx.Table("t")
		if err != nil {
			return err
		}
		for _, v := range table.All() {
			if bytes.Equal(v, []byte("latter")) {
				latter++
			}
		}
		return nil
	}))
	if latter != 50*together {
		t.Errorf("%d entries were changed", latter)
	}
	wantSound(t, db)
}
