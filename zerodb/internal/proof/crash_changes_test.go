package proof

import (
	"errors"
	"fmt"

	"github.com/aerolith/aerolith/zerodb"
)

// every makes commits with a checkpoint now and then, some of them with commits beside.
func (r *crashRun) every(commits, period int, do change) {
	for i := range commits {
		r.commit(do)
		if i%period == period-1 {
			r.checkpointBeside(func() { r.commit(do) })
		}
	}
}

// savepoints nests savepoints, some of which are undone, so that pages are taken and given back within a transaction.
func (r *crashRun) savepoints(commits int) {
	r.every(commits, 3, func(tx *zerodb.Tx, next *draft) error { return r.nest(tx, next, 3) })
}

// nest makes changes in a savepoint in which there are more.
func (r *crashRun) nest(tx *zerodb.Tx, next *draft, depth int) error {
	if err := mix(tx, next, r.random, 6, 1500); err != nil || depth == 0 {
		return err
	}
	undo := r.random.IntN(2) == 0
	inner := draftOf(next.content)
	err := tx.Savepoint(func() error {
		err := r.nest(tx, inner, depth-1)
		if undo {
			return errors.Join(err, errUndo)
		}
		return err
	})
	if undo {
		return unless(err, errUndo)
	}
	next.content, next.owned = inner.content, inner.owned
	return err
}

// duplicates changes a table with duplicates, with so many values a key that they fill pages.
func (r *crashRun) duplicates(commits int) {
	r.every(commits, 3, func(tx *zerodb.Tx, next *draft) error {
		return errors.Join(r.pairs(tx, next), r.pairs(tx, next), r.pairs(tx, next))
	})
}

// loads fills empty tables in bulk, beside tables that are there.
func (r *crashRun) loads(commits int) {
	i := 0
	r.every(commits, 3, func(tx *zerodb.Tx, next *draft) error {
		i++
		name := fmt.Sprintf("load %d", i%3)
		if i > 3 {
			return r.loadAnew(tx, next, name)
		}
		return r.loadBehind(tx, next, name)
	})
}

// large stores, overwrites and deletes values of many pages, some of more than a segment of the log.
func (r *crashRun) large(commits int) {
	r.every(commits, 3, func(tx *zerodb.Tx, next *draft) error {
		const name = "large"
		table, err := tx.CreateTable(name, zerodb.TableOptions{})
		if err != nil {
			return err
		}
		next.create(name)
		for range 2 {
			key := fmt.Sprint(r.random.IntN(5))
			if r.random.IntN(4) == 0 {
				next.remove(name, key)
				if err := unless(table.Delete([]byte(key)), zerodb.ErrNotFound); err != nil {
					return err
				}
				continue
			}
			value := randomBytes(r.random, [...]int{4000, 9000, 30_000, 100_000}[r.random.IntN(4)])
			next.put(name, key, value)
			if err := table.Put([]byte(key), []byte(value)); err != nil {
				return err
			}
		}
		return nil
	})
}

// drops creates tables of several levels and drops them, so that later commits free their pages bit by bit.
func (r *crashRun) drops(commits int) {
	i := 0
	r.every(commits, 4, func(tx *zerodb.Tx, next *draft) error {
		i++
		name := fmt.Sprintf("to drop %d", i%2)
		if _, exists := next.content[name]; exists {
			next.drop(name)
			return tx.DropTable(name)
		}
		table, err := tx.CreateTable(name, zerodb.TableOptions{})
		if err != nil {
			return err
		}
		next.create(name)
		return r.loadMore(table, next, name, 60)
	})
}

// integers changes a table with keys of eight bytes, through a cursor.
func (r *crashRun) integers(commits int) {
	const name = "integers"
	r.every(commits, 3, func(tx *zerodb.Tx, next *draft) error {
		table, err := tx.CreateTable(name, zerodb.TableOptions{Order: zerodb.OrderUint64})
		if err != nil {
			return err
		}
		next.create(name)
		for range 20 {
			n := byte(r.random.IntN(200))
			key := string([]byte{n, 0, 0, 0, 0, 0, 0, n}) // of the same order as a number of either end and as bytes
			if err := r.integer(table, next, key); err != nil {
				return err
			}
		}
		return nil
	})
}

// integer puts or deletes one key through a cursor.
func (r *crashRun) integer(table *zerodb.Table, next *draft, key string) error {
	const name = "integers"
	if r.random.IntN(3) > 0 {
		value := randomBytes(r.random, 200)
		next.put(name, key, value)
		return table.Put([]byte(key), []byte(value))
	}
	c := table.Cursor()
	defer c.Close()
	if !c.Seek([]byte(key)) || string(c.Key()) != key {
		return c.Err()
	}
	next.remove(name, key)
	return c.Delete()
}
