package record

import (
	"fmt"
	"runtime/debug"
)

// Writes wait in the queue of their namespace until somebody has the turn and attends to them. Most often that is who
// asked for them: a lone write then takes place on the goroutine of its owner, without waking another. Only one has the
// turn; others leave their requests in the queue and wait. Nothing is forgotten, because whoever put a request into the
// queue then tries to get the turn, and whoever gives the turn back then looks whether more waits. An owner carries out
// one group and leaves further ones to the goroutine of the committer, so that its own answer is not late.
//
// Tasks must end in the order of their groups, since what they publish to readers is the state of their group. So a group
// with tasks is handed to the releaser before the turn is given back; there is room for all groups, so that this waits for
// nobody. Other groups may be released in any order.

// waiting reports whether requests wait.
func (c *committer) waiting() bool { return c.n.queued.Load() > 0 }

// takeTurn takes the turn if nobody has it and requests wait.
func (c *committer) takeTurn() bool { return c.waiting() && c.busy.CompareAndSwap(false, true) }

// giveTurn gives the turn back. What the last requests left to others is seen to by the caller.
func (c *committer) giveTurn() { c.group = nil; c.busy.Store(false) }

// nudge asks the committer's goroutine to attend.
func (c *committer) nudge() {
	select {
	case c.wake <- struct{}{}:
	default: // it has been asked
	}
}

// run attends whenever it is asked to, and once more at the end, when no more requests come.
func (c *committer) run() {
	defer close(c.groups)
	for range c.wake {
		c.drain()
	}
	c.drain()
}

// drain carries out group after group until none waits or somebody else has the turn.
func (c *committer) drain() {
	for c.takeTurn() {
		g := <-c.slots // while all groups are in flight, requests gather in the queue
		filled := c.fillNext(g)
		handed := filled && (g.tasks > 0 || c.n.syncs)
		if handed {
			c.groups <- g // the next group begins while this one becomes durable
		}
		c.giveTurn()
		if handed {
			continue
		}
		if filled {
			c.release(g)
		}
		c.slots <- g
	}
}

// attend carries out one group of what waits, on the goroutine of a caller that has put requests into the queue, and
// returns when that is durable; unless somebody else has the turn, who sees to the rest. The caller holds the gate of the
// namespace for reading.
func (c *committer) attend() {
	if !c.takeTurn() {
		return
	}
	defer endProcess()
	var g *group
	select {
	case g = <-c.slots:
	default:
		c.giveTurn()
		c.nudge() // it waits for a group to become free
		return
	}
	filled := c.fillNext(g)
	handed := filled && g.tasks > 0
	if handed {
		c.groups <- g
	}
	c.giveTurn()
	if c.waiting() {
		c.nudge()
	}
	if handed {
		return
	}
	if filled {
		c.release(g)
	}
	c.slots <- g
}

// fillNext fills a group with what waits and commits it; it returns false if nothing waits.
func (c *committer) fillNext(g *group) bool {
	first := c.intake.next()
	if first == nil {
		return false
	}
	c.group = g
	c.fill(first)
	return true
}

// endProcess ends the process after a panic, as a panic of the committer's own goroutine does: it was met in the middle
// of a transaction. Whoever called may recover from panics, and would go on with a database that nobody can write to.
func endProcess() {
	cause := recover()
	if cause == nil {
		return
	}
	text := fmt.Sprintf("%v\n\nwhile writing:\n%s", cause, debug.Stack())
	go func() { panic(text) }()
	select {} // nobody must see the turn, which was not given back
}
