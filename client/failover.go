package client

import (
	"context"
	"time"
)

// Failover says when calls go to the passive cluster, which Options.Passive names, and when they come back to the active one,
// that of Open. EventFailover tells of both. A zero field means its default.
type Failover struct {
	// After is how long no node of the active cluster must have answered; 5 s by default.
	After time.Duration
	// ReturnAfter is how long the active cluster must have answered again; 30 s by default.
	ReturnAfter time.Duration
}

// hysteresis decides which of two clusters is used. It is pure: the time comes in.
type hysteresis struct {
	after, returnAfter time.Duration
	// passive says that the passive cluster is used.
	passive bool
	// since is when the state of the active cluster began that speaks for a change; zero if it does not.
	since time.Time
}

// observe takes in whether the clusters answer, and returns whether the passive one is to be used. A change needs a
// reason that lasts; to a cluster that does not answer there is none.
func (h *hysteresis) observe(now time.Time, active, passive bool) bool {
	if active == h.passive {
		if h.since.IsZero() {
			h.since = now
		}
	} else {
		h.since = time.Time{}
		return h.passive
	}
	limit := h.after
	if h.passive {
		limit = h.returnAfter
	}
	if now.Sub(h.since) >= limit && (h.passive || passive) {
		h.passive = !h.passive
		h.since = time.Time{}
	}
	return h.passive
}

// supervise lets calls go to the active or the passive cluster, until the context ends.
func (c *Client) supervise(ctx context.Context, active, passive *tender) {
	live := c.live.Load()
	h := hysteresis{after: live.Failover.After, returnAfter: live.Failover.ReturnAfter, passive: c.chosen.Load() == passive}
	for {
		live = c.live.Load()
		h.after, h.returnAfter = live.Failover.After, live.Failover.ReturnAfter
		if !sleep(ctx, live.TendInterval/supervisionShare) {
			return
		}
		before := h.passive
		chosen := active
		if h.observe(c.now(), active.alive.Load(), passive.alive.Load()) {
			chosen = passive
		}
		if before != h.passive {
			c.choose(chosen)
			c.emit(Event{Kind: EventFailover, Passive: h.passive})
		}
	}
}

// supervisionShare is how often clusters are compared within the tend interval.
const supervisionShare = 4

// choose lets calls go to a tender's cluster.
func (c *Client) choose(t *tender) {
	c.choosing.Lock()
	defer c.choosing.Unlock()
	c.chosen.Store(t)
	c.state.Store(t.state.Load())
}

// show publishes a tender's picture, to calls too if its cluster is the chosen one.
func (c *Client) show(t *tender, s *snapshot) {
	c.choosing.Lock()
	defer c.choosing.Unlock()
	t.state.Store(s)
	if c.chosen.Load() == t {
		c.state.Store(s)
	}
}
