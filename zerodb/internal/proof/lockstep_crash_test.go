package proof

import (
	"github.com/aerolith/aerolith/zerodb"
)

// runEverything makes the steps of TestLockstep under a watcher: every kind of operation, with all that happens around a database, and the power fails after
// each operation of the file system. What crashes leave is opened with other options each time.
func runEverything(w *watcher, steps int) {
	l := newLockstep(w.t, w.seed)
	l.checked = false
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
