package record

import (
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/eval"
)

// renewal is the task that gives a record that was read its life anew.
type renewal struct {
	digest     aero.Digest
	ttlSeconds uint32
}

// renewLater renews a record some time soon. When the queue of writes is full it does not: another read will ask again.
func (n *namespace) renewLater(digest aero.Digest, ttlSeconds uint32) {
	n.offerTask(&renewal{digest: digest, ttlSeconds: ttlSeconds})
}

// apply implements task.
func (t *renewal) apply(c *committer, now uint64) error {
	if err := c.found.find(c.group.records, t.digest, now, c.hidden, c.n.sets); err != nil {
		return err
	}
	out := c.evaluator.Renew(&c.found.current, c.found.stored, t.ttlSeconds, now)
	if out.Change != eval.ChangePut {
		return nil
	}
	ch := c.changeOfFound(t.digest)
	ch.value, ch.header = out.Value, out.Header
	return c.storeChange(&ch)
}

// finished implements task. A renewal that failed is asked for again by the next read.
func (*renewal) finished(error) {}
