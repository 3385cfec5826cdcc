package proof

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/aerolith/aerolith/zerodb"
)

// runEverything makes the steps of TestLockstep under a watcher: every kind of operation, with all that happens around a database, and the power fails after
// each operation of the file system. What crashes leave is opened with other options each time.
func runEverything(w *watcher, steps int) {
	l := newLockstep(w.t, w.seed)
	l.checked, l.first.options.ArchivePath = false, ""
	l.first.set.inMemory = false
	l.first.options.Durability = w.options.Durability
	l.crash, w.history = w, newHistoryOfContents()
	w.options, w.vary = l.first.options, l.choose
	w.options.FS, w.options.Observer = nil, nil
	w.start()
	defer w.stop()
	w.watch(l.first.files)
	l.begin()
	defer l.close()
	l.run(steps)
	w.places.commits.Store(l.first.places.commits.Load())
}

// found takes note of what the first database shows after an opening: that may not be lost any more.
func (l *lockstep) found() {
	if l.crash == nil {
		return
	}
	h := l.crash.history
	_, least := h.last()
	n, err := h.find(l.first.db, least)
	must(l.t, err)
	l.crash.drain() // images of the former life may still show what this one has lost
	h.forget(n)
	l.crash.known.forget()
	h.keep(n)
}

// attempt takes note of what the second database contains now, before the first gets there.
func (l *lockstep) attempt() {
	if l.crash == nil {
		return
	}
	must(l.t, l.second.db.View(func(tx *zerodb.Tx) error {
		c, err := contentOf(tx)
		if err == nil {
			h := l.crash.history
			h.enter(c.sharing(h.state(l.last())))
		}
		return err
	}))
}

// last returns the number of the last state.
func (l *lockstep) last() int {
	if l.crash == nil {
		return 0
	}
	last, _ := l.crash.history.last()
	return last
}

// keep says that a state may not be lost any more.
func (l *lockstep) keep(n int) {
	if l.crash != nil {
		l.crash.history.keep(n)
	}
}

// acknowledged takes note that all commits so far have come to their end.
func (l *lockstep) acknowledged() {
	if l.first.options.Durability == zerodb.DurabilityAlways {
		l.keep(l.last())
	}
}

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
		if err := unless(l.first.db.Update(func(*zerodb.Tx) error { return errUndo }), errUndo); err != nil {
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
