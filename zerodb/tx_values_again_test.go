package zerodb

import (
	"bytes"
	"errors"
	"fmt"
	"testing"
)

// TestLargeValuesOfATransactionAreUsedAgain replaces a few large values many times within one transaction, in every arrangement of savepoints: the file needs no more room than for what is there, what a savepoint
// brings back. What is read is always what was put.
func TestLargeValuesOfATransactionAreUsedAgain(t *testing.T) {
	const keys, most = 4, 40_000
	each := func(tx *Tx, fn func() error) error { return tx.Savepoint(fn) }
	undone := func(tx *Tx, fn func() error) error {
		err := tx.Savepoint(func() error { return errors.Join(fn(), errUndone) })
		if !errors.Is(err, errUndone) {
			return err
		}
		return fn()
	}
	plain := func(_ *Tx, fn func() error) error { return fn() }
	ways := map[string]struct {
		outer, inner func(tx *Tx, fn func() error) error
		times        int
	}{
		"alone":                   {plain, plain, 1000},
		"in one savepoint":        {each, plain, 60},
		"each in a savepoint":     {plain, each, 1000},
		"each in one, all in one": {each, each, 60},
		"each taken back first":   {plain, undone, 500},
		"and all in one":          {each, undone, 60},
		"in two, taken back": {plain, func(tx *Tx, fn func() error) error {
			return undone(tx, func() error { return each(tx, fn) })
		}, 500},
		"in two": {each, func(tx *Tx, fn func() error) error {
			return tx.Savepoint(func() error { return each(tx, fn) })
		}, 60},
	}
	for name, w := range ways {
		t.Run(name, func(t *testing.T) {
			db := openTest(t, "db", memOptions())
			must(t, db.Update(func(tx *Tx) error {
				table, err := tx.CreateTable("t", TableOptions{})
				must(t, err)
				want := map[string][]byte{}
				must(t, w.outer(tx, func() error {
					for i := range w.times {
						at, v := fmt.Sprint(i%keys), bytes.Repeat([]byte{byte(i)}, 5000+i*7919%(most-5000))
						must(t, w.inner(tx, func() error { return table.Put([]byte(at), v) }))
						want[at] = v
					}
					return nil
				}))
				for at, v := range want {
					if got, err := table.Get([]byte(at)); err != nil || !bytes.Equal(got, v) {
						t.Errorf("key %s has %d bytes, %v; want %d", at, len(got), err, len(v))
					}
				}
				if got := db.w.free.HighWater(); got > 150 {
					t.Errorf("%d pages", got)
				}
				return nil
			}))
			must(t, db.Update(func(*Tx) error { return db.w.free.Verify() })) // nobody else may change it
			wantSound(t, db)
			closeTest(t, db)
		})
	}
}
