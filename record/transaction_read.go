package record

import (
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/zerodb"
)

// see replaces what was found by what a transaction has written in its place. The code is that of a refusal: another
// transaction holds the record. held says that the transaction has written it.
func (f *lookup) see(
	l *ledger, t *aero.Transaction, digest aero.Digest, now uint64, sets *setTable,
) (held bool, code aero.ResultCode, err error) {
	lock, err := l.lock(digest)
	if err != nil || !lock.held {
		return false, aero.CodeOK, err
	}
	over, _, err := l.over(&lock.Lock, now)
	switch {
	case err != nil || over:
		return false, aero.CodeOK, err
	case lock.ID != t.ID:
		return false, aero.CodeTransactionBlocked, nil
	}
	f.current, err = provisional(&lock.Lock, sets)
	f.stored, f.present = lock.Stored, lock.Stored != nil
	return true, aero.CodeOK, err
}

// inTransaction carries out a read of a transaction: it sees what the transaction itself has written, is told the
// version of what it has not, and waits for nobody.
func (r *reading) inTransaction(tx *zerodb.Tx, now uint64) error {
	l, err := openLedger(tx)
	if err != nil {
		return err
	}
	held, code, err := r.found.see(&l, &r.cmd.Transaction, r.cmd.Digest, now, r.n.sets)
	if err != nil {
		return err
	}
	version := versionOf(&r.found.current)
	switch {
	case code != aero.CodeOK:
		answerCode(r.res, code)
		return nil
	case r.cmd.Transaction.Step == aero.TransactionVerify:
		r.verify(version)
		return nil
	}
	r.n.rules.Read(r.cmd, &r.found.current, now, r.res) // renews nothing: a read of a transaction changes nothing
	if !held {
		r.res.Version = version
	}
	return nil
}

// verify answers whether the record still has the version that the transaction has read.
func (r *reading) verify(version uint64) {
	code := aero.CodeOK
	if version != r.cmd.Transaction.Version {
		code = aero.CodeTransactionVersionMismatch
	}
	answerCode(r.res, code)
}
