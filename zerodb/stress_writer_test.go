package zerodb

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"runtime"

	"github.com/aerolith/aerolith/zerodb/internal/pager"
)

// errStressUndo is what savepoints and transactions fail with on purpose.
var errStressUndo = errors.New("undo this")

// stressWriter makes one transaction, and says what the database must contain after it.
type stressWriter struct {
	s      *stress
	tx     *Tx
	random *rand.Rand
	// state is what the transaction must see. It is its own, what it consists of is not.
	state stressState
	stressStreak
	// depth is how many savepoints are open.
	depth int
}

// stressStreak is what some transactions that follow each other have in common, so that several come to the same leaves.
type stressStreak struct {
	// place is where in the tables they are at work most often, main which table that is.
	place, main int
	// kind says what they do, most how many changes they make at most, left how many more of them there are.
	kind stressKind
	most int
	left int
}

// nextStreak returns what the next transaction does.
func (s *stress) nextStreak() stressStreak {
	r := s.random
	if s.streak.left--; s.streak.left > 0 {
		return s.streak
	}
	s.streak = stressStreak{
		place: r.IntN(s.keys), main: r.IntN(len(stressTableNames)), most: oneOf(r, 1, 1, 3, 3, 8, 20, 60, 250), left: oneOf(r, 1, 1, 5, 30),
		kind: oneOf(r, stressPuts, stressPuts, stressPuts, stressEntries, stressEntries, stressAll, stressAll),
	}
	if s.streak.most > 20 {
		s.streak.left = 1
	}
	s.hot.Store(uint64(s.streak.main)<<32 | uint64(s.streak.place))
	return s.streak
}

// stressKind says what a transaction does.
type stressKind int

// The kinds.
const (
	stressPuts    stressKind = iota // it puts small values, nothing else
	stressEntries                   // it puts, removes and reads entries in all ways
	stressAll                       // and changes tables and ranges, below savepoints or not
)

// transaction makes one transaction, which is committed, given up, or refused for its size.
func (s *stress) transaction() error {
	tx, err := s.db.BeginWrite(s.t.Context())
	if err != nil {
		return err
	}
	r := s.random
	s.countFreed(tx)
	w := &stressWriter{s: s, tx: tx, random: r, state: maps.Clone(s.latest), stressStreak: s.nextStreak()}
	if len(s.latest) == 0 {
		err = w.fill()
	}
	if err == nil {
		err = w.changes(1 + r.IntN(w.most))
	}
	if err == nil && r.IntN(12) == 0 {
		err = errStressUndo
	}
	if err == nil {
		err = tx.Err()
	}
	if err != nil {
		return s.given(up(tx, err))
	}
	return s.commit(w)
}

// up rolls a transaction back after an error.
func up(tx *Tx, err error) error { return errors.Join(err, tx.Rollback()) }

// given counts a transaction that was given up, and returns what should not have happened.
func (s *stress) given(err error) error {
	switch {
	case err == nil: // nothing has changed
	case errors.As(err, new(*LimitError)):
		s.counts.count(stressLimited, 1)
	case errors.Is(err, errStressUndo):
		s.counts.count(stressRolledBack, 1)
	default:
		return err
	}
	return nil
}

// commit commits a transaction, and waits for it or, now and then, lets some wait together.
func (s *stress) commit(w *stressWriter) error {
	patches, id := w.patches(), w.tx.ID()
	wait := func() {}
	if work := w.tx.write.work; s.crowded && s.place != stressInMemory && work.Twins() > 0 && !work.HasOnlyTwins() && len(work.Overlaid()) == 0 && s.random.IntN(4) == 0 {
		wait = s.visitDuring()
	}
	s.versions.announce(id, w.state)
	pending, err := w.tx.CommitAsync()
	s.versions.conclude(err == nil && !w.tx.unchanged)
	wait()
	if err != nil || w.tx.unchanged {
		return s.given(err)
	}
	s.latest, s.pending = w.state, pending
	s.counts.count(stressCommits, 1)
	if s.beside {
		s.counts.count(stressPutBeside, patches)
	} else {
		s.counts.count(stressPutQuiet, patches)
	}
	if s.opts.Durability == DurabilityAlways && s.random.IntN(3) == 0 && s.unshown < 20 {
		s.unshown++
		return nil
	}
	s.unshown = 0
	if err := pending.wait(); err != nil {
		return err
	}
	s.versions.show(id)
	return nil
}

// patches returns how many leaves the transaction is going to leave with a patch.
func (w *stressWriter) patches() (n int) {
	work := w.tx.write.work
	trees := pager.TreeTwins{Work: work}
	for i := range work.Twins() {
		if ref, _ := work.Twin(i); trees.Patched(ref) {
			n++
		}
	}
	return n
}

// countFreed counts the patches whose pages were freed. The transaction has the writer lock.
func (s *stress) countFreed(tx *Tx) {
	now := tx.write.work.CountPatches().Freed
	s.counts.count(stressFreed, max(0, now-s.freed))
	s.freed = now
}

// witness looks, while nobody else writes or lays out, how many patches a reader lays out and how many are let go of then.
func (s *stress) witness() error {
	db := s.db
	select {
	case db.check.laying <- struct{}{}:
	default:
		return nil
	}
	defer db.check.laying.unlock()
	if err := db.lockWriter(s.t.Context()); err != nil {
		return err
	}
	defer db.unlockWriter()
	before := db.w.work.Patches().Len()
	if err := s.readWhole(); err != nil {
		return fmt.Errorf("the witness: %w", err)
	}
	s.counts.count(stressLaid, before-db.w.work.Patches().Len())
	noted := db.w.work.CountPatches().Noted
	db.w.work.SettlePatches()
	if err := db.reclaim(); err != nil {
		return err
	}
	s.counts.count(stressSettled, noted-db.w.work.CountPatches().Noted)
	return nil
}

// changes makes some changes, and lets others come between them now and then.
func (w *stressWriter) changes(n int) error {
	const pauses, yields = 60, 300
	for range n {
		if w.random.IntN(pauses) == 0 {
			for range yields {
				runtime.Gosched()
			}
		}
		if err := w.change(); err != nil {
			return fmt.Errorf("tables %d, savepoints %d: %w", len(w.state), w.depth, err)
		}
	}
	return nil
}

// savepoint makes changes that may be taken back.
func (w *stressWriter) savepoint() error {
	if w.depth >= 4 {
		return nil
	}
	former := maps.Clone(w.state)
	w.depth++
	err := w.tx.Savepoint(func() error {
		err := w.changes(1 + w.random.IntN(8))
		if err == nil && w.random.IntN(2) == 0 {
			err = errStressUndo
		}
		return err
	})
	w.depth--
	if err == nil {
		return nil
	}
	w.state = former
	if errors.Is(err, errStressUndo) || errors.As(err, new(*LimitError)) {
		return nil
	}
	return err
}
