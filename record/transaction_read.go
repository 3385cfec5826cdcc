package record

import (
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/eval"
	"github.com/aerolith/aerolith/zerodb"
)

// inTransaction carries out a read of a transaction: it sees what the transaction itself has written, is told the
// version of what it has not, and waits for nobody.
func (r *reading) inTransaction(tx *zerodb.Tx, now uint64) error {
	l, err := openLedger(tx)
	if err != nil {
		return err
	}
	cur := r.found.current
	lock, err := l.lock(r.cmd.Digest)
	if err != nil {
		return err
	}
	held := lock.held
	if held {
		over, _, err := l.over(&lock.Lock, now)
		if err != nil {
			return err
		}
		held = !over
	}
	t := &r.cmd.Transaction
	switch {
	case held && lock.ID != t.ID:
		answerCode(r.res, aero.CodeTransactionBlocked)
		return nil
	case t.Step == aero.TransactionVerify:
		r.verify(&cur)
		return nil
	case held:
		if cur, err = provisional(&lock.Lock, r.n.sets); err != nil {
			return err
		}
	}
	r.touchSeconds = 0 // a read of a transaction changes nothing
	r.n.rules.Read(r.cmd, &cur, now, r.res)
	if !held {
		r.res.Version = versionOf(&cur)
	}
	return nil
}

// verify answers whether the record still has the version that the transaction has read.
func (r *reading) verify(cur *eval.Current) {
	code := aero.CodeOK
	if versionOf(cur) != r.cmd.Transaction.Version {
		code = aero.CodeTransactionVersionMismatch
	}
	answerCode(r.res, code)
}
