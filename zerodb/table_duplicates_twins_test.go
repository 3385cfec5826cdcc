package zerodb

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// TestKeysDeletedBesideTwins deletes keys with all of their values, which takes a range out of the tree, in transactions that have given its leaves twins before, and goes on with more:
// every state has just what is left.
func TestKeysDeletedBesideTwins(t *testing.T) {
	const keys, values = 200, 5
	r := rand.New(rand.NewPCG(1, 1))
	db := openTest(t, "db", memOptions())
	want := map[string]bool{}
	change := func(fn func(table *Table, put func(k, v int))) {
		must(t, db.Update(func(tx *Tx) error {
			table, err := tx.CreateTable("t", TableOptions{Duplicates: true})
			must(t, err)
			fn(table, func(k, v int) {
				_, err := table.PutDup(key(k), value(v))
				must(t, err)
				want[fmt.Sprintf("%s=%s", key(k), value(v))] = true
			})
			return nil
		}))
	}
	change(func(_ *Table, put func(k, v int)) {
		for k := range keys {
			for v := range values {
				put(k, v)
			}
		}
	})
	for round := range 80 {
		if round%20 == 0 {
			must(t, db.Checkpoint(t.Context()))
		}
		change(func(table *Table, put func(k, v int)) {
			from := r.IntN(keys - 10)
			for i := range 4 {
				put(from+3*i, values+round)
			}
			if round%2 == 0 {
				gone := key(from + 3*r.IntN(3))
				must(t, table.Delete(gone))
				for pair := range want {
					if strings.HasPrefix(pair, string(gone)+"=") {
						delete(want, pair)
					}
				}
			}
			put(from, keys+round)
		})
		must(t, db.View(func(tx *Tx) error {
			table, err := tx.Table("t")
			must(t, err)
			count := 0
			for k, v := range table.All() {
				if count++; !want[fmt.Sprintf("%s=%s", k, v)] {
					t.Fatalf("round %d: %s has %s", round, k, v)
				}
			}
			if count != len(want) || table.Len() != uint64(count) {
				t.Fatalf("round %d: %d pairs of %d, want %d", round, count, table.Len(), len(want))
			}
			return nil
		}))
	}
	wantSound(t, db)
}
