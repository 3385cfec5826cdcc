package record

import (
	"context"
	"errors"
	"sync/atomic"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/eval"
	"github.com/aerolith/aerolith/zerodb"
)

// committer owns the writing of a namespace. Whoever has the turn (attend.go) takes requests from the queue and carries
// out as many as are there, up to the limits of a group, in one transaction; the group is released once it is durable.
// Everything here but busy, wake, groups and slots belongs to who has the turn.
type committer struct {
	n         *namespace
	evaluator *eval.Evaluator
	found     lookup
	key       []byte
	// hidden are the truncations as of the newest transaction; readers see them only when they are durable.
	hidden truncations
	// indexes are the secondary indexes as of the newest transaction, plan what a change does to them.
	indexes indexes
	plan    indexPlan
	// totals are the sizes of the sets as of the newest transaction.
	totals totals
	// group is the group being filled; again says that it failed only because its first command ran without a savepoint,
	// cautious that none of the present group does.
	group           *group
	again, cautious bool
	// intake gives the requests.
	intake intake

	// The request under way, for the functions that run under its savepoint. They are made once, so that a write
	// does not allocate them.
	change  change
	store   func() error
	task    task
	taskNow uint64
	runTask func() error
	counted []countChange // what the request changes in the counts
	written int           // how many bytes it stores

	busy   atomic.Bool   // somebody has the turn
	wake   chan struct{} // asks the committer's goroutine to attend; closed when no more requests come
	slots  chan *group   // groups that are free
	groups chan *group   // groups for the releaser, in order
}

// newCommitter returns the committer of a namespace.
func newCommitter(n *namespace) *committer {
	c := &committer{
		n: n, intake: intake{n: n}, evaluator: eval.NewEvaluator(n.rules, n.sets), hidden: *n.hidden.Load(), indexes: *n.indexes.Load(),
		totals: n.totals,
		wake:   make(chan struct{}, 1),
		slots:  make(chan *group, n.options.MaxGroupsInFlight),
		groups: make(chan *group, n.options.MaxGroupsInFlight),
	}
	c.store = func() error { return c.storeChange(&c.change) }
	c.runTask = func() error { return c.task.apply(c, c.taskNow) }
	for range n.options.MaxGroupsInFlight {
		c.slots <- newGroup()
	}
	return c
}

// fill carries out the first request and those that wait behind it in one transaction, and commits that.
func (c *committer) fill(first *request) {
	g, hidden, indexes := c.group, c.hidden, c.indexes
	g.begin(c.n)
	for r := first; r != nil; r = c.nextOfGroup() {
		g.take(r)
		if g.err == nil {
			c.perform(r)
		}
	}
	g.commit(c.n)
	c.cautious, c.again = c.again, false
	if g.err == nil {
		return
	}
	c.giveBack(&g.counts)
	c.hidden, c.indexes = hidden, indexes // what the group changed in memory never happened
	if c.cautious {
		c.intake.putBack(g.requests, len(g.requests))
		g.requests = g.requests[:0]
		return
	}
	if exceedsTransaction(g.err) && len(g.requests) > 1 {
		c.intake.putBack(g.requests, max(1, len(g.requests)/2))
		g.requests = g.requests[:0]
	}
}

// nextOfGroup returns a request that waits, or nil if the group ends.
func (c *committer) nextOfGroup() *request {
	g, limits := c.group, c.n.options
	if g.full || g.err != nil || len(g.requests) >= limits.MaxGroupCommands || g.bytes >= limits.MaxGroupBytes {
		return nil
	}
	return c.intake.poll(len(g.requests))
}

// perform carries out a request in the group's transaction.
func (c *committer) perform(r *request) {
	if err := c.attempt(r); err != nil {
		c.fail(r, err)
	}
}

// attempt carries out a request and returns why it could not be. It may have been tried before, in a group that was given up.
func (c *committer) attempt(r *request) (err error) {
	defer catchFaults().done(&err)
	r.err = nil
	now := c.n.options.Now()
	switch {
	case r.task != nil:
		c.task, c.taskNow = r.task, protocolMillis(now)
		return c.underSavepoint(c.runTask)
	case now.After(r.deadline):
		answerCode(r.res, aero.CodeTimeout)
		return nil
	}
	return c.performCommand(r, protocolMillis(now))
}

// performCommand evaluates a command and applies what it comes to.
func (c *committer) performCommand(r *request, now uint64) error {
	if c.n.refuseTransaction(r.cmd, r.res) {
		return nil
	}
	if c.n.transactional {
		if done, err := c.performTransactional(r, now); done || err != nil {
			return err
		}
	}
	err := c.found.find(c.group.records, r.cmd.Digest, now, c.hidden, c.n.sets)
	if err != nil {
		return err
	}
	if r.guard != nil && !r.guard.holds(c, r.cmd.Digest, r.res) {
		return nil
	}
	if code := c.admits(r.cmd); code != aero.CodeOK {
		answerCode(r.res, code)
		return nil
	}
	out := c.evaluator.Execute(r.cmd, &c.found.current, now, r.res)
	if out.Change == eval.ChangeNone {
		return nil
	}
	if !c.admitsNew(r.cmd, &out) {
		answerCode(r.res, aero.CodeForbidden)
		return nil
	}
	if out.Change == eval.ChangePut && c.hidden.hides(&out.Header) {
		answerCode(r.res, aero.CodeForbidden) // the clock is behind a truncation
		return nil
	}
	return c.apply(r.cmd, &out, now)
}

// fail ends a request that the engine could not carry out, alone if that left the transaction whole.
func (c *committer) fail(r *request, err error) {
	g := c.group
	if txErr := g.tx.Err(); txErr != nil || errors.Is(err, zerodb.ErrTxFailed) || errors.Is(err, zerodb.ErrStopped) {
		g.err, c.again = errors.Join(err, txErr), false
		return
	}
	if c.again {
		g.err = err
		return
	}
	if last := len(g.requests) - 1; exceedsTransaction(err) && last > 0 {
		c.intake.putBack(g.requests[last:], 1) // it may fit into a transaction of its own
		g.requests, g.full = g.requests[:last], true
		return
	}
	r.fail(c.n, err)
}

// fail gives the request the outcome of a failure that left everything as it was, or that leaves it in doubt.
func (r *request) fail(n *namespace, err error) {
	code, ok := codeOf(err)
	switch {
	case ok && r.task == nil:
		answerCode(r.res, code)
	default:
		r.err = tableError(n.settings.Name, "write", err)
	}
}

// background is the context of the committer's own engine calls: a group, once begun, is brought to its end.
func background() context.Context { return context.Background() }
