package record

import (
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/transaction"
	"github.com/aerolith/aerolith/zerodb"
)

// taskTransactions names the end of transactions that have expired in events.
const taskTransactions = "transactions"

// endTransactions ends the transactions that have expired: those that were decided are rolled forward, others back.
func (n *namespace) endTransactions() {
	if !n.transactional {
		return
	}
	var expired []aero.Digest
	now := n.now()
	err := n.view(func(tx *zerodb.Tx) error {
		l, err := openLedger(tx)
		if err != nil {
			return err
		}
		for key, row := range l.monitors.All() {
			m, err := transaction.DecodeMonitor(row)
			if err != nil {
				return err
			}
			if m.Expired(now) && len(key) == aero.DigestSize {
				expired = append(expired, aero.Digest(key))
			}
			if len(expired) == n.options.CleanStep {
				break
			}
		}
		return nil
	})
	for i := 0; err == nil && i < len(expired) && !n.closing(); i++ {
		err = n.runTask(&transactionEnd{key: expired[i]})
	}
	if err != nil {
		n.report(taskTransactions, err)
	}
}

// transactionEnd is the task that ends one transaction if it has expired.
type transactionEnd struct{ key aero.Digest }

// apply implements task.
func (t *transactionEnd) apply(c *committer, now uint64) error {
	l, err := openLedger(c.group.tx)
	if err != nil {
		return err
	}
	m, err := l.monitor(t.key)
	if err != nil || !m.known || !m.Expired(now) {
		return err
	}
	return c.end(&l, t.key, &m.Monitor, now)
}

// finished implements task.
func (*transactionEnd) finished(error) {}
