package proof

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/aerolith/aerolith/zerodb"
)

// splitBehind lets some keys go behind all others of a table and splits their leaf with keys before them, in a transaction that changes another table before, and
// then inserts into one of both halves after some small changes of the table.
func (l *lockstep) splitBehind() error {
	if l.random.IntN(2) == 0 {
		l.patience()
	}
	serial := l.first.serial
	if err := l.both(func(r *telling) error {
		return r.db.Update(func(tx *zerodb.Tx) error { return r.splitBehind(tx) })
	}); err != nil {
		return err
	}
	if l.random.IntN(2) == 0 {
		l.patience()
	}
	return l.both(func(r *telling) error {
		return r.db.Update(func(tx *zerodb.Tx) error { return r.insertBetween(tx, serial) })
	})
}

// patience makes as many transactions without effect as it takes until changes in place are tried again.
func (l *lockstep) patience() {
	const transactions = 16
	for range transactions {
		err := l.first.db.Update(func(*zerodb.Tx) error { return errUndo })
		if l.filled > 0 && errors.Is(err, zerodb.ErrNoSpace) {
			return
		}
		if err := unless(err, errUndo); err != nil {
			l.t.Fatal(l.told(err))
		}
	}
}

// betweenMost is how many keys splitBehind puts before those that go behind all others.
const betweenMost = 60

// splitBehind is the first transaction of lockstep's.
func (r *telling) splitBehind(tx *zerodb.Tx) error {
	const few = 4
	serial := r.serial
	t, err := tx.CreateTable("table 3", zerodb.TableOptions{})
	other, another := tx.CreateTable("table 0", zerodb.TableOptions{})
	if err = errors.Join(err, another); err != nil {
		return err
	}
	err = other.Put([]byte("key 000 large"), bytes.Repeat([]byte{byte(serial)}, 8000))
	for n := r.random.IntN(few); n >= 0 && err == nil; n-- {
		r.serial++
		err = t.Put(fmt.Appendf(nil, "zz %09d", r.serial), r.value(t))
	}
	for n := r.random.IntN(betweenMost); n > 0 && err == nil; n-- {
		err = t.Put(fmt.Appendf(nil, "zy %09d %03d", serial, 2*n), fmt.Appendf(nil, "%0150d", n))
	}
	return err
}

// insertBetween is the second transaction of lockstep's.
func (r *telling) insertBetween(tx *zerodb.Tx, serial int) error {
	const few = 4
	t, err := tx.CreateTable("table 3", zerodb.TableOptions{})
	for n := r.random.IntN(few); n >= 0 && err == nil; n-- {
		err = t.Put(fmt.Appendf(nil, "zy %09d %03d", serial, 2), fmt.Appendf(nil, "%0150d", n))
	}
	if err == nil {
		err = t.Put(fmt.Appendf(nil, "zy %09d %03d", serial, 1+r.random.IntN(2*betweenMost)), []byte("between"))
	}
	return err
}

// dropRuns fills a leaf with many large values, changes it in its place, and drops its table, sometimes in the same transaction: what is left of it is freed in
// several steps.
func (l *lockstep) dropRuns() error {
	name := "moved table 3"
	if l.first.options.MaxTxBytes != 0 {
		return nil // the values may be too large together
	}
	if err := l.both(func(r *telling) error {
		return r.db.Update(func(tx *zerodb.Tx) error { return r.fillRuns(tx, name) })
	}); err != nil {
		return err
	}
	if l.random.IntN(2) == 0 {
		if err := l.checkpoint(); err != nil {
			return err
		}
	}
	l.patience()
	together := l.random.IntN(2) == 0
	if err := l.both(func(r *telling) error {
		return r.db.Update(func(tx *zerodb.Tx) error {
			err := r.changeRuns(tx, name)
			if err == nil && together {
				err = tx.DropTable(name)
			}
			return err
		})
	}); err != nil || together {
		return err
	}
	return l.both(func(r *telling) error {
		return r.db.Update(func(tx *zerodb.Tx) error { return tx.DropTable(name) })
	})
}

// fillRuns stores small values before some large ones, in a table that was empty.
func (r *telling) fillRuns(tx *zerodb.Tx, name string) error {
	const least, more, size = 40, 100, 4000 // runs of their own in pages of up to 8 KiB
	t, err := tx.CreateTable(name, optionsOfTable(name))
	if err == nil {
		err = t.Clear()
	}
	for n := range 2 {
		err = errors.Join(err, t.Put(fmt.Appendf(nil, "a%d", n), []byte("small")))
	}
	value := r.filling(size)
	for n := least + r.random.IntN(more); n > 0 && err == nil; n-- {
		err = t.Put(fmt.Appendf(nil, "r%03d", n), value)
	}
	return err
}

// changeRuns takes small values out of the table or puts some in, so that the large ones stand elsewhere in their leaf.
func (r *telling) changeRuns(tx *zerodb.Tx, name string) error {
	const most = 4
	t, err := tx.Table(name)
	if err != nil {
		return err
	}
	for n := range r.random.IntN(most) {
		key := fmt.Appendf(nil, "a%d", n)
		if r.random.IntN(2) == 0 {
			_, err = t.Remove(key)
		} else {
			err = t.Put(key, r.value(t)[:1])
		}
		if err != nil {
			return err
		}
	}
	return nil
}
