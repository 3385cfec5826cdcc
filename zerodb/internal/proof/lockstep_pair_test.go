package proof

import (
	"errors"
	"fmt"
	"hash/fnv"
	"math/rand/v2"

	"github.com/aerolith/aerolith/zerodb"
	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/faultfs"
)

// both does one transaction, or something that only reads, with both databases, which must hear the same. The second is first: what the power may leave of
// the other must be known before that is changed.
func (l *lockstep) both(do func(r *telling) error) error {
	if err := l.bothUnawaited(do); err != nil {
		return err
	}
	l.acknowledged()
	return nil
}

// bothUnawaited is both for what may not be durable yet.
func (l *lockstep) bothUnawaited(do func(r *telling) error) error {
	if l.owed != nil {
		return nil // its turn has not come
	}
	seed := l.random.Uint64()
	if err := l.second.tell(seed, do); err != nil {
		return fmt.Errorf("the second: %w", err)
	}
	l.attempt()
	return l.withFirst(seed, do)
}

// withFirst does something with the first database. Where that refuses it, nothing has happened; it is done again once there is no reason to refuse it.
func (l *lockstep) withFirst(seed uint64, do func(r *telling) error) error {
	l.Transactions++
	serial, before := l.first.serial, l.before()
	again := func() error {
		l.first.serial = serial
		return l.sameHeard(l.first.tell(seed, do))
	}
	err := l.first.tell(seed, do)
	switch {
	case err == nil:
		return l.sameHeard(nil)
	case l.armed && isFailure(err):
		return l.overcome(err, before, again)
	case errors.Is(err, zerodb.ErrNoSpace) && l.filled > 0:
		l.Refused++
		l.heal()
	case isTooLarge(err) && l.first.options.MaxTxBytes != 0:
		l.Limited++
		if got := l.first.digest(); got != before {
			return fmt.Errorf("%w, but it left something", err)
		}
		l.tooLarge(again)
		return l.pay()
	default:
		return err
	}
	return again()
}

// before is what readers of the first database see, if it is needed: where something may be refused.
func (l *lockstep) before() uint64 {
	if !l.armed && l.first.options.MaxTxBytes == 0 {
		return 0
	}
	return l.first.digest()
}

// sameHeard compares what both have heard.
func (l *lockstep) sameHeard(err error) error {
	if err != nil {
		return err
	}
	if heard, want := l.first.heard.Sum64(), l.second.heard.Sum64(); heard != want {
		return fmt.Errorf("the first heard %x, the second %x", heard, want)
	}
	return nil
}

// tooLarge notes that a transaction is to be made in a life that allows it.
func (l *lockstep) tooLarge(again func() error) {
	l.owed = func() error {
		limited := l.limited
		l.limited = false
		err := l.restart()
		l.limited = limited
		if err == nil {
			l.attempt() // the opening has struck out what it has not found
			err = again()
		}
		return err
	}
}

// pay makes the transaction that is owed, unless something of the first database is under way.
func (l *lockstep) pay() error {
	if l.owed == nil || l.inside {
		return nil
	}
	owed := l.owed
	l.owed = nil
	return owed()
}

// tell does something that a seed decides.
func (r *telling) tell(seed uint64, do func(r *telling) error) error {
	r.random, r.heard = rand.New(rand.NewPCG(seed, 1)), fnv.New64a()
	return do(r)
}

// isFailure reports whether an error may come from a call that failed on purpose.
func isFailure(err error) bool {
	for _, known := range []error{faultfs.ErrInjected, zerodb.ErrStopped, zerodb.ErrCommitUnknown, zerodb.ErrNoSpace, vfs.ErrNoSpace} {
		if errors.Is(err, known) {
			return true
		}
	}
	return false
}

// overcome is about a transaction that failed because of a call that did. Readers see what they saw before. If the database goes on, nothing has happened; else
// the next opening finds that, or the transaction as a whole. What did not happen is done again.
func (l *lockstep) overcome(failure error, before uint64, again func() error) error {
	l.Failed++
	l.heal()
	if got := l.first.digest(); got != before {
		return fmt.Errorf("readers see something else after: %w", failure)
	}
	if !l.first.hasStopped() {
		return again()
	}
	if err := l.afterStop(); err != nil {
		return err
	}
	switch l.first.digest() {
	case before:
		return again()
	case l.second.digest():
		l.first.serial = l.second.serial
		return nil
	default:
		return fmt.Errorf("the opening found neither state: %s, after: %w", difference(l.first.db, l.second.db), failure)
	}
}

// hasStopped reports whether the database takes no more writes.
func (r *telling) hasStopped() bool {
	tx, err := r.db.Begin()
	if err != nil {
		return true
	}
	must(r.t, tx.Rollback())
	return false
}

// afterStop begins another life of the first database after a failure has stopped it, sometimes with a power failure between.
func (l *lockstep) afterStop() error {
	l.Stopped++
	l.pending = nil
	if err := l.look(); err != nil {
		return err
	}
	if l.first.options.Durability == zerodb.DurabilityAlways && l.random.IntN(2) == 0 {
		if err := l.lose(); err != nil {
			return err
		}
	} else {
		l.first.close()
	}
	l.open()
	return l.rejoin()
}
