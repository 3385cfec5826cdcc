package record

import (
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/eval"
	"github.com/aerolith/aerolith/record/internal/layout"
	"github.com/aerolith/aerolith/record/internal/transaction"
)

// direction says what becomes of provisional versions.
type direction uint8

// The directions.
const (
	// rollBack drops them.
	rollBack direction = iota
	// rollForward makes them valid.
	rollForward
)

// decision is whether a transaction was decided.
type decision bool

// directionOf returns the direction for a transaction that was decided or not.
func directionOf(decided decision) direction {
	if decided {
		return rollForward
	}
	return rollBack
}

// performRoll carries out a client's command to roll a record. A record that the transaction does not hold is left
// alone, so that the command may be repeated.
func (c *committer) performRoll(l *ledger, r *request, lock *holding, now uint64) error {
	answerCode(r.res, aero.CodeOK)
	t := &r.cmd.Transaction
	if !lock.held || lock.ID != t.ID {
		return nil
	}
	way := directionOf(t.Step == aero.TransactionRollForward)
	return c.underSavepoint(func() error { return c.roll(l, r.cmd.Digest, &lock.Lock, way, now) })
}

// roll gives a record the version that it shall have, and frees it. It runs under a savepoint.
func (c *committer) roll(
	l *ledger, digest aero.Digest, lock *transaction.Lock, way direction, now uint64,
) error {
	if err := c.found.find(c.group.records, digest, now, c.hidden, c.n.sets); err != nil {
		return err
	}
	ch, changes, err := c.rolled(digest, lock, way, now)
	if err != nil {
		return err
	}
	if changes { // before any other change, after which the engine's memory is not valid any more
		if err := c.storeChange(&ch); err != nil {
			return err
		}
	}
	return l.locks.Delete(digest[:])
}

// rolled returns what rolling does to the record found last. Both ways move its generation on, as every write of the
// transaction did before.
func (c *committer) rolled(
	digest aero.Digest, lock *transaction.Lock, way direction, now uint64,
) (ch change, changes bool, err error) {
	ch = c.changeOfFound(digest)
	stored := lock.Stored
	if way == rollBack {
		stored = c.found.stored
		if !c.found.current.Exists {
			return ch, false, nil
		}
	}
	if stored == nil { // deleted, which transactions only do durably
		ch.durable, ch.deletedAt = true, now
		return ch, c.found.present, nil
	}
	record, err := layout.Decode(stored)
	if err != nil {
		return ch, false, err
	}
	ch.header = record.Header
	ch.header.Generation = eval.NextGeneration(lock.Generation)
	if way == rollForward {
		ch.header.LastUpdate = max(now, c.found.header.LastUpdate)
	}
	ch.value = layout.AppendWithHeader(nil, stored, ch.header)
	return ch, true, nil
}

// end rolls all records of a transaction that it still holds, and forgets it. It runs under a savepoint.
func (c *committer) end(l *ledger, key aero.Digest, m *transaction.Monitor, now uint64) (err error) {
	m.Digests = append([]byte(nil), m.Digests...) // the engine's memory does not outlive the first change
	m.Each(func(digest aero.Digest) bool {
		var lock holding
		if lock, err = l.lock(digest); err != nil {
			return false
		}
		if lock.held && lock.ID == m.ID {
			err = c.roll(l, digest, &lock.Lock, directionOf(decision(m.Forward)), now)
		}
		return err == nil
	})
	if err != nil {
		return err
	}
	return l.monitors.Delete(key[:])
}
