package client

import (
	"context"
	"sync"
	"time"

	"github.com/aerolith/aerolith/client/internal/retry"
)

// hedgeSamples is how many reads must be known before one is called slow.
const hedgeSamples = 100

// fadeSamples is how many must be known before old ones lose weight; half of them stay, which is enough.
const fadeSamples = 4 * hedgeSamples

// hedgeAfter returns after how long the call's read is sent to another copy too, and whether it is.
func (c *Client) hedgeAfter(l *call) (time.Duration, bool) {
	if l.hedge.Percentile <= 0 || !l.isRead() || l.replica == ReplicaMaster || l.transaction != nil {
		return 0, false
	}
	delay, known := c.reads.Percentile(l.hedge.Percentile, hedgeSamples)
	return max(delay, l.hedge.DelayMin), known
}

// leg is one of two reads of the same record.
type leg struct {
	call    *call
	node    *node
	failure retry.Failure
	err     error
}

// race is a read that may be sent twice.
type race struct {
	client   *Client
	deadline time.Time
	running  sync.WaitGroup
	legs     chan *leg
}

// start sends a copy of the call to a node.
func (r *race) start(ctx context.Context, l *call, n *node) {
	one := &leg{call: l.clone(), node: n}
	r.running.Go(func() {
		one.failure, one.err = r.client.exchange(ctx, n, one.call, r.deadline)
		r.legs <- one
	})
}

// hedge makes one attempt at a read: if the first copy has not answered after the delay, another one is asked too, and
// the first answer counts. The loser's answer is read past.
func (c *Client) hedge(ctx context.Context, l *call, first *node, delay time.Duration, deadline time.Time) (*node, retry.Failure, error) {
	ctx, cancel := context.WithCancel(ctx)
	r := &race{client: c, deadline: deadline, legs: make(chan *leg, 2)}
	defer r.running.Wait()
	defer cancel()
	r.start(ctx, l, first)
	timer := time.NewTimer(delay)
	defer timer.Stop()
	select {
	case one := <-r.legs:
		return one.finish(l)
	case <-timer.C:
	}
	count := 1
	if second := c.otherCopy(l, first); second != nil && c.budget.Load().Spend(c.now()) {
		r.start(ctx, l, second)
		count++
	}
	one := <-r.legs
	for count--; count > 0 && one.err != nil && !one.failure.Answered; count-- {
		one = <-r.legs
	}
	return one.finish(l)
}

// otherCopy returns another node with a copy of the call's record, nil if there is none.
func (c *Client) otherCopy(l *call, first *node) *node {
	for tries := l.tries + 1; tries <= l.tries+2; tries++ {
		n, err := c.reader(l.cmd.Namespace, l.cmd.Digest.Partition(), l.replica, tries)
		if err == nil && n != first && n.Usable() {
			return n
		}
	}
	return nil
}

// clone returns a call of its own with the same command.
func (l *call) clone() *call {
	key := keyOf(l)
	other := l.home.newCall(l.op, &key)
	operations := append(other.cmd.Operations, l.cmd.Operations...)
	other.cmd = l.cmd
	other.cmd.Operations = operations
	other.replica, other.hedge, other.tries, other.compress = l.replica, l.hedge, l.tries, l.compress
	if l.record != nil {
		other.record = new(Record)
	}
	return other
}

// finish gives the outcome of a leg to the call that it was made for.
func (g *leg) finish(l *call) (*node, retry.Failure, error) {
	defer g.call.free()
	if g.err == nil && l.record != nil {
		key := l.record.Key
		*l.record = *g.call.record
		l.record.Key = key
	}
	return g.node, g.failure, g.err
}
