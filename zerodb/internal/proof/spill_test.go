package proof

import (
	"errors"
	"fmt"

	"github.com/aerolith/aerolith/zerodb"
)

// spillAtOnce makes transactions spill at every chance.
func spillAtOnce(o *zerodb.Options) { o.MaxDirtyPages = 1 }

// spills makes transactions that are many times larger than what they may hold in memory, with savepoints, some of which are taken back, beside
// checkpoints; and such that are given up when they have already written to data file and log.
func (r *crashRun) spills(commits int) {
	i := 0
	r.every(commits, 3, func(tx *zerodb.Tx, next *draft) error {
		i++
		for range 3 {
			if err := mix(tx, next, r.random, 12, 2500); err != nil {
				return err
			}
		}
		return errors.Join(r.nest(tx, next, 2), r.loadAnew(tx, next, fmt.Sprint("loaded ", i%2)))
	})
	err := r.db.Update(func(tx *zerodb.Tx) error {
		next, _ := r.history.next()
		return errors.Join(mix(tx, next, r.random, 40, 2500), r.nest(tx, next, 1), errUndo)
	})
	if !errors.Is(err, errUndo) {
		r.fail(err)
	}
}

// loadAnew fills a table in bulk, which is dropped before if it is there.
func (r *crashRun) loadAnew(tx *zerodb.Tx, next *draft, name string) error {
	if _, exists := next.content[name]; exists {
		next.drop(name)
		if err := tx.DropTable(name); err != nil {
			return err
		}
	}
	return r.loadBehind(tx, next, name)
}

// loadBehind fills a table in bulk, behind what it has.
func (r *crashRun) loadBehind(tx *zerodb.Tx, next *draft, name string) error {
	table, err := tx.CreateTable(name, zerodb.TableOptions{})
	if err != nil {
		return err
	}
	next.create(name)
	return r.loadMore(table, next, name, 60)
}
