package proof

import (
	"fmt"

	"github.com/aerolith/aerolith/zerodb"
)

// compacting fills tables with small and large values, empties them, and compacts in small steps while it commits on, once beside
// a reader that pins pages at the end of the file.
func (r *crashRun) compacting(commits int) {
	for i := range commits {
		r.commit(func(tx *zerodb.Tx, next *draft) error { return r.fill(tx, next, i) })
	}
	reader := r.openReader()
	for i := range commits {
		r.commit(func(tx *zerodb.Tx, next *draft) error { return empty(tx, next, i) })
		if i == commits/2 {
			r.compactBeside(func() {
				r.commit(func(tx *zerodb.Tx, next *draft) error { return mix(tx, next, r.random, 4, 500) })
			})
		}
	}
	if reader != nil {
		if err := reader.Rollback(); err != nil {
			r.fail(err)
		}
	}
	r.compactBeside(func() {})
}

// compactBeside compacts and does something before the first syncs of the data file, so between steps.
func (r *crashRun) compactBeside(do func()) {
	left := 3
	r.process.announceSyncs(func() {
		if left--; left >= 0 {
			do()
		}
	})
	_, err := r.db.Compact(r.t.Context(), zerodb.CompactOptions{PagesPerStep: 8})
	r.process.announceSyncs(nil)
	if err != nil {
		r.fail(fmt.Errorf("compact: %w", err))
	}
}

// thinned names the table that fill and empty work on.
const thinned = "thinned"

// fill stores values of very different sizes.
func (r *crashRun) fill(tx *zerodb.Tx, next *draft, i int) error {
	table, err := tx.CreateTable(thinned, zerodb.TableOptions{})
	if err != nil {
		return err
	}
	next.create(thinned)
	for n := range 40 {
		key, size := fmt.Sprintf("key %d %d", i, n), 700
		if n%13 == 0 {
			size = 12_000
		}
		value := randomBytes(r.random, size)
		next.put(thinned, key, value)
		if err := table.Put([]byte(key), []byte(value)); err != nil {
			return err
		}
	}
	return nil
}

// empty deletes most of what fill has stored.
func empty(tx *zerodb.Tx, next *draft, i int) error {
	table, err := tx.Table(thinned)
	if err != nil {
		return err
	}
	for n := range 40 {
		if n == 20 {
			continue
		}
		key := fmt.Sprintf("key %d %d", i, n)
		next.remove(thinned, key)
		if err := table.Delete([]byte(key)); err != nil {
			return err
		}
	}
	return nil
}
