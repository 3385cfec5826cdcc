package proof

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"sync/atomic"

	"github.com/aerolith/aerolith/zerodb"
)

// placeCounter counts the transactions that took no page, so that put what they changed in the place of what was there.
type placeCounter struct{ commits atomic.Int64 }

// WriteEnded implements zerodb.Observer.
func (c *placeCounter) WriteEnded(e zerodb.WriteEnd) {
	if e.Outcome == zerodb.WriteCommitted && e.PagesAllocated == 0 && e.LogBytes > 0 {
		c.commits.Add(1)
	}
}

// Synced implements zerodb.Observer.
func (c *placeCounter) Synced(zerodb.Sync) {}

// replacement says what transactions replace that replace one value each: one of so many values of that size, which lie in a few leaves.
type replacement struct{ keys, size int }

// The replacements of ordinary pages, and of large ones, whose values fill the log as fast as they can.
var (
	smallReplacement = replacement{keys: 24, size: 300}
	largeReplacement = replacement{keys: 12, size: 7000}
)

// key draws a key.
func (p replacement) key(random *rand.Rand) string {
	return fmt.Sprint("replaced ", random.IntN(p.keys))
}

// value returns a value that tells the number of its commit.
func (p replacement) value(random *rand.Rand, n int) string {
	return fmt.Sprintf("%d %s", n, randomBytes(random, p.size-random.IntN(p.size/10)))
}

// fill stores the values that are to be replaced, as those of no commit.
func (p replacement) fill(random *rand.Rand) change {
	return func(tx *zerodb.Tx, next *draft) error {
		table, err := tx.CreateTable(serialTable, zerodb.TableOptions{})
		for i := 0; i < p.keys && err == nil; i++ {
			key, value := fmt.Sprint("replaced ", i), p.value(random, 0)
			next.put(serialTable, key, value)
			err = table.Put([]byte(key), []byte(value))
		}
		return err
	}
}

// replaceOne makes a transaction that replaces one value, which tells its number, and then does more, if more is not nil.
func (r *crashRun) replaceOne(p replacement, more change) {
	err := r.db.Update(func(tx *zerodb.Tx) error {
		next, n := r.history.begin()
		if err := r.replace(tx, next, p, n); err != nil {
			return err
		}
		if more != nil {
			if err := more(tx, next); err != nil {
				return err
			}
		}
		r.history.attempt(next)
		return nil
	})
	r.acknowledged(err, "replace a value")
}

// acknowledged takes note of a commit that was the last one.
func (r *crashRun) acknowledged(err error, what string) {
	if err != nil {
		r.fail(fmt.Errorf("%s: %w", what, err))
		return
	}
	if last, _ := r.history.last(); r.options.Durability == zerodb.DurabilityAlways {
		r.history.keep(last)
	}
}

// insertOne makes a transaction that inserts one entry, which tells its number, or deletes it if it is there and replaces another.
func (r *crashRun) insertOne(p replacement) {
	err := r.db.Update(func(tx *zerodb.Tx) error {
		next, n := r.history.begin()
		table, err := tx.Table(serialTable)
		if err != nil {
			return err
		}
		key := fmt.Sprint("inserted alone ", r.random.IntN(4))
		if _, found := next.content[serialTable].find(key); found {
			next.remove(serialTable, key)
			err = errors.Join(table.Delete([]byte(key)), r.replace(tx, next, p, n))
		} else {
			value := p.value(r.random, n)
			next.put(serialTable, key, value)
			err = table.PutNew([]byte(key), []byte(value))
		}
		r.history.attempt(next)
		return err
	})
	r.acknowledged(err, "insert an entry")
}

// replace replaces one value in commit n.
func (r *crashRun) replace(tx *zerodb.Tx, next *draft, p replacement, n int) error {
	table, err := tx.Table(serialTable)
	if err != nil {
		return err
	}
	key, value := p.key(r.random), p.value(r.random, n)
	next.put(serialTable, key, value)
	return table.Put([]byte(key), []byte(value))
}

// replacing makes transactions that replace one value each, in the leaf's place wherever the engine can, and between them all that keeps it
// from that: insertions, deletions, tables that get other names, checkpoints, readers that stay, readers that come while a transaction is open, transactions that go on
// to change more, and such that are rolled back.
func (r *crashRun) replacing(commits int) {
	p := smallReplacement
	r.commit(p.fill(r.random))
	r.commit(r.fillMoved)
	var held []keptReader
	for i := range commits {
		switch {
		case i%40 == 30:
			r.commit(r.insertedFirst)
		case i%10 == 4:
			r.insertOne(p)
		case i%5 == 2 && i%20 != 12:
			r.replaceOne(p, r.replaceMoved)
		case i%20 == 8:
			r.commit(r.moveTable)
		case i%20 == 9:
			r.checkpointBeside(func() { r.replaceOne(p, nil) })
		case i%20 == 12:
			held = append(held, r.keepReader())
		case i%20 == 16:
			r.rolledBack(p)
		case i%20 == 18:
			held = r.endReaders(held)
		case r.random.IntN(40) == 0 || i == commits-1:
			r.disturbed(p)
		default:
			r.replaceOne(p, nil)
		}
	}
	r.endReaders(held)
}

// insertedFirst inserts or deletes, and changes other tables then, so that nothing is changed in its place.
func (r *crashRun) insertedFirst(tx *zerodb.Tx, next *draft) error {
	table, err := tx.Table(serialTable)
	if err != nil {
		return err
	}
	key := fmt.Sprint("inserted ", r.random.IntN(3))
	if _, found := next.content[serialTable].find(key); found {
		next.remove(serialTable, key)
		err = table.Delete([]byte(key))
	} else {
		next.put(serialTable, key, "0")
		err = table.PutNew([]byte(key), []byte("0"))
	}
	return errors.Join(err, r.ordinary(tx, next))
}

// disturbed replaces a value in a transaction that cannot leave it at that: it changes more, or a reader comes before it is committed.
func (r *crashRun) disturbed(p replacement) {
	if r.random.IntN(2) == 0 {
		r.replaceOne(p, r.ordinary)
		return
	}
	var reader keptReader
	r.replaceOne(p, func(*zerodb.Tx, *draft) error {
		reader = r.keepReader()
		return nil
	})
	r.endReaders([]keptReader{reader})
}

// rolledBack replaces a value in a transaction that is rolled back.
func (r *crashRun) rolledBack(p replacement) {
	err := r.db.Update(func(tx *zerodb.Tx) error {
		next, n := r.history.begin()
		return errors.Join(r.replace(tx, next, p, n), errUndo)
	})
	if err := unless(err, errUndo); err != nil {
		r.fail(err)
	}
}

// keptReader is a reader that stays, with the number of the state that it sees.
type keptReader struct {
	tx *zerodb.Tx
	n  int
}

// keepReader begins a reader.
func (r *crashRun) keepReader() keptReader {
	n, err := serialOf(r.db)
	if err != nil {
		r.fail(err)
	}
	return keptReader{tx: r.openReader(), n: n}
}

// endReaders looks at what readers see, which must be what it was, and ends them.
func (r *crashRun) endReaders(held []keptReader) []keptReader {
	for _, h := range held {
		if h.tx == nil {
			continue
		}
		if err := errors.Join(matches(h.tx, r.history.state(h.n)), h.tx.Rollback()); err != nil {
			r.fail(fmt.Errorf("a reader of state %d: %w", h.n, err))
		}
	}
	return held[:0]
}

// replacedInPlace fails the test unless many values were replaced in their place.
func (r *crashRun) replacedInPlace() {
	const least = 1
	if n := r.places.commits.Load(); n < least {
		r.fail(fmt.Errorf("only %d transactions changed something in its place, want %d", n, least))
	}
}
