package record

import (
	"errors"

	"github.com/aerolith/aerolith/zerodb"
)

// releaser waits for each group that it is given to become durable and gives its answers, in the order in which the
// groups were committed, until the committer ends.
func (c *committer) releaser() {
	for g := range c.groups {
		c.release(g)
		c.slots <- g
	}
}

// release ends every request of a group.
func (c *committer) release(g *group) {
	if g.err == nil {
		g.err = g.pending.Wait(background())
	}
	if errors.Is(g.err, zerodb.ErrStopped) || errors.Is(g.err, zerodb.ErrCommitUnknown) {
		c.n.stopped.Store(true)
	}
	for i, r := range g.requests {
		if g.err != nil {
			r.fail(c.n, g.err)
		}
		c.n.end(r)
		g.requests[i] = nil
	}
}
