package record

import (
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/eval"
	"github.com/aerolith/aerolith/record/internal/transaction"
)

// performTransactional carries out a command for which it matters whether a transaction holds the record, and reports
// false for one that takes its ordinary way.
func (c *committer) performTransactional(r *request, now uint64) (done bool, err error) {
	l, err := openLedger(c.group.tx)
	if err != nil {
		return true, err
	}
	if r.cmd.Set == aero.MonitorSet && r.cmd.Transaction.ID == 0 {
		return true, c.performMonitor(&l, r, now)
	}
	lock, err := l.lock(r.cmd.Digest)
	if err != nil {
		return true, err
	}
	t := &r.cmd.Transaction
	switch {
	case t.Step == aero.TransactionRollForward || t.Step == aero.TransactionRollBack:
		return true, c.performRoll(&l, r, &lock, now)
	case t.Step != aero.TransactionNone:
		answerCode(r.res, aero.CodeParameter)
		return true, nil
	}
	if lock.held && lock.ID != t.ID {
		free, err := c.freeLock(&l, r.cmd.Digest, &lock.Lock, now)
		if err != nil {
			return true, err
		}
		if !free {
			answerCode(r.res, aero.CodeTransactionBlocked)
			return true, nil
		}
		lock = holding{}
	}
	if t.ID == 0 {
		return false, nil
	}
	return true, c.performProvisional(&l, r, &lock, now)
}

// freeLock rolls a record whose transaction is over, and reports whether it is free now.
func (c *committer) freeLock(l *ledger, digest aero.Digest, lock *transaction.Lock, now uint64) (bool, error) {
	over, forward, err := l.over(lock, now)
	if err != nil || !over {
		return false, err
	}
	return true, c.underSavepoint(func() error { return c.roll(l, digest, lock, directionOf(decision(forward)), now) })
}

// performProvisional carries out a write of a transaction: what it comes to is kept with the lock.
func (c *committer) performProvisional(l *ledger, r *request, lock *holding, now uint64) error {
	cur, code, err := c.seenBy(l, r, lock, now)
	if err != nil {
		return err
	}
	if code != aero.CodeOK {
		answerCode(r.res, code)
		return nil
	}
	if lock.held { // what the transaction has written is what is found
		c.found.present, c.found.stored = lock.Stored != nil, lock.Stored
	}
	if r.guard != nil && !r.guard.holds(c, r.cmd.Digest, r.res) {
		return nil
	}
	if code := c.admits(r.cmd); code != aero.CodeOK {
		answerCode(r.res, code)
		return nil
	}
	out := c.evaluator.Execute(r.cmd, &cur, now, r.res)
	if out.Change == eval.ChangeNone {
		if !lock.held {
			r.res.Version = versionOf(&cur)
		}
		return nil
	}
	next := transaction.Lock{ID: r.cmd.Transaction.ID, Generation: out.Header.Generation, Stored: out.Value}
	if out.Change == eval.ChangeDelete {
		next.Stored, next.Generation = nil, eval.NextGeneration(cur.Record.Generation)
	}
	row := transaction.AppendLock(nil, &next)
	return c.underSavepoint(func() error {
		c.written += len(row)
		if next.Stored != nil {
			c.counted = append(c.counted, countChange{set: out.Header.SetID, named: true})
		}
		return l.locks.Put(r.cmd.Digest[:], row)
	})
}

// seenBy returns the record as a write of a transaction sees it, or the code with which the write is refused.
func (c *committer) seenBy(
	l *ledger, r *request, lock *holding, now uint64,
) (cur eval.Current, code aero.ResultCode, err error) {
	t := &r.cmd.Transaction
	m, err := l.monitor(transaction.MonitorDigest(t.ID))
	if err != nil {
		return cur, code, err
	}
	switch {
	case !m.known || m.Expired(now):
		return cur, aero.CodeTransactionExpired, nil
	case m.Forward:
		return cur, aero.CodeTransactionCommitted, nil
	case !m.Has(r.cmd.Digest): // nobody would ever free the record
		return cur, aero.CodeForbidden, nil
	case lock.held && bool(t.LockOnce):
		return cur, aero.CodeTransactionAlreadyLocked, nil
	case lock.held:
		cur, err = provisional(&lock.Lock, c.n.sets)
		return cur, aero.CodeOK, err
	}
	if err := c.found.find(c.group.records, r.cmd.Digest, now, c.hidden, c.n.sets); err != nil {
		return cur, code, err
	}
	if t.Version != 0 && t.Version != versionOf(&c.found.current) {
		return cur, aero.CodeTransactionVersionMismatch, nil
	}
	return c.found.current, aero.CodeOK, nil
}
