package record

import (
	"errors"
	"fmt"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/eval"
	"github.com/aerolith/aerolith/record/internal/layout"
	"github.com/aerolith/aerolith/record/internal/transaction"
	"github.com/aerolith/aerolith/zerodb"
)

// The tables of multi-record transactions. They exist in namespaces that have ever offered transactions; docs/format/
// transactions.md draws their rows.
const (
	tableLocks    = "locks"
	tableMonitors = "monitors"
)

// ledger reads the tables of multi-record transactions within one engine transaction.
type ledger struct {
	locks, monitors *zerodb.Table
}

// openLedger opens the tables.
func openLedger(tx *zerodb.Tx) (l ledger, err error) {
	if l.locks, err = tx.Table(tableLocks); err != nil {
		return l, err
	}
	l.monitors, err = tx.Table(tableMonitors)
	return l, err
}

// holding is the lock on a record, if there is one.
type holding struct {
	transaction.Lock
	held bool
}

// monitorEntry is a transaction, if it is known.
type monitorEntry struct {
	transaction.Monitor
	known bool
}

// lock returns the lock on a record.
func (l *ledger) lock(digest aero.Digest) (holding, error) {
	row, err := l.locks.Get(digest[:])
	if errors.Is(err, zerodb.ErrNotFound) {
		return holding{}, nil
	}
	if err != nil {
		return holding{}, err
	}
	lock, err := transaction.DecodeLock(row)
	return holding{Lock: lock, held: err == nil}, err
}

// monitor returns the transaction under the digest of its monitor's key.
func (l *ledger) monitor(digest aero.Digest) (monitorEntry, error) {
	row, err := l.monitors.Get(digest[:])
	if errors.Is(err, zerodb.ErrNotFound) {
		return monitorEntry{}, nil
	}
	if err != nil {
		return monitorEntry{}, err
	}
	m, err := transaction.DecodeMonitor(row)
	return monitorEntry{Monitor: m, known: err == nil}, err
}

// over reports whether the transaction that holds a lock has no time left, so that its locks are void: it has expired,
// or its monitor is gone. forward says that it was decided before.
func (l *ledger) over(lock *transaction.Lock, now uint64) (over, forward bool, err error) {
	m, err := l.monitor(transaction.MonitorDigest(lock.ID))
	if err != nil {
		return false, false, err
	}
	return !m.known || m.Expired(now), m.Forward, nil
}

// provisional returns what a transaction sees in the place of a record that it holds.
func provisional(lock *transaction.Lock, sets *setTable) (eval.Current, error) {
	if lock.Stored == nil {
		return eval.Current{}, nil
	}
	record, err := layout.Decode(lock.Stored)
	if err != nil {
		return eval.Current{}, err
	}
	name, ok := sets.name(record.SetID)
	if !ok {
		return eval.Current{}, fmt.Errorf("%w: lock on a record of set %d, which is not in the table of sets", ErrFormat, record.SetID)
	}
	return eval.Current{Exists: true, Record: record, SetName: name}, nil
}

// versionOf returns the version of a record as commands see it, 0 if there is none.
func versionOf(cur *eval.Current) uint64 {
	if !cur.Exists {
		return 0
	}
	return transaction.Version(&cur.Record.Header)
}

// refuseTransaction answers a command that needs transactions or durable deletes where they are not offered, and reports
// whether it did.
func (n *namespace) refuseTransaction(cmd *aero.RecordCommand, res *aero.RecordResult) bool {
	if n.options.Enterprise || cmd.Transaction.IsZero() {
		return false
	}
	answerCode(res, aero.CodeEnterpriseOnly)
	return true
}

// findLedger notes whether there are tables of transactions and of tombstones: locks that are left from a time when the namespace
// offered them are kept to.
func (n *namespace) findLedger(tx *zerodb.Tx) error {
	tombstones, err := openTombstones(tx)
	if err != nil {
		return err
	}
	n.buries = tombstones != nil
	_, err = openLedger(tx)
	n.transactional = err == nil
	if errors.Is(err, zerodb.ErrTableNotFound) {
		return nil
	}
	return err
}
