package record

import (
	"github.com/aerolith/aerolith/record/internal/eval"
	"github.com/aerolith/aerolith/record/internal/layout"
	"github.com/aerolith/aerolith/zerodb"
)

// taskExpiry names the expirer in events.
const taskExpiry = "expiry"

// runExpirer removes expired records at every interval until the namespace closes.
func (n *namespace) runExpirer() {
	n.expiryClock.run(n.stop, func() {
		n.expireAll()
		n.endTransactions()
		n.evictAll()
	})
}

// expireAll removes all records that have expired by now, step by step, so that other writes come in between.
func (n *namespace) expireAll() {
	total := uint64(0)
	for !n.closing() {
		removed, more, err := n.expireStep()
		total += removed
		if err != nil {
			n.report(taskExpiry, err)
			break
		}
		if !more {
			break
		}
	}
	if total > 0 {
		n.options.Events.Event(Expired{Namespace: n.settings.Name, Records: total})
	}
}

// closing reports whether the namespace is closing.
func (n *namespace) closing() bool {
	select {
	case <-n.stop:
		return true
	default:
		return n.stopped.Load()
	}
}

// expireStep removes up to CleanStep expired records. It returns how many, and whether there may be more.
func (n *namespace) expireStep() (removed uint64, more bool, err error) {
	step := &expiryStep{}
	if step.keys, err = n.expiredKeys(step.keys); err != nil || len(step.keys) == 0 {
		return 0, false, err
	}
	if err := n.runTask(step); err != nil {
		return 0, false, err
	}
	n.expired.Add(step.removed)
	return step.removed, len(step.keys) == n.options.CleanStep, nil
}

// expiredKeys appends the first entries of the table expiry that lie in the past.
func (n *namespace) expiredKeys(keys [][layout.ExpiryKeySize]byte) ([][layout.ExpiryKeySize]byte, error) {
	now := n.now()
	err := n.view(func(tx *zerodb.Tx) error {
		table, err := tx.Table(tableExpiry)
		if err != nil {
			return err
		}
		for key := range table.All() {
			voidTime, _, err := layout.DecodeExpiryKey(key)
			if err != nil {
				return err
			}
			if !eval.Expired(voidTime, now) || len(keys) == n.options.CleanStep {
				return nil
			}
			keys = append(keys, [layout.ExpiryKeySize]byte(key))
		}
		return nil
	})
	return keys, err
}

// expiryStep is the task that removes some expired records.
type expiryStep struct {
	keys    [][layout.ExpiryKeySize]byte
	removed uint64
}

// apply implements task. A record that was written anew since the entry was read has another void time and stays.
func (s *expiryStep) apply(c *committer, now uint64) error {
	s.removed = 0
	for i := range s.keys {
		voidTime, digest, err := layout.DecodeExpiryKey(s.keys[i][:])
		if err != nil {
			return err
		}
		if err := c.found.find(c.group.records, digest, now, c.hidden, c.n.sets); err != nil {
			return err
		}
		if !c.found.present || c.found.header.VoidTime != voidTime {
			if err := c.moveExpiry(digest, voidTime, 0); err != nil { // an entry that nobody needs
				return err
			}
			continue
		}
		if !eval.Expired(voidTime, now) {
			continue
		}
		ch := c.changeOfFound(digest)
		if err := c.storeChange(&ch); err != nil {
			return err
		}
		s.removed++
	}
	return nil
}

// finished implements task.
func (*expiryStep) finished(error) {}
