package client

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// change is a request to the tend goroutine to replace the settings, or the seeds and nodes by those that another tender has
// found, whichever is not nil.
type change struct {
	next  *settings
	fresh *tender
	done  chan error
}

// beginChange waits until no other change is under way. The caller ends with endChange.
//
// Errors: ErrClosed, the context's.
func (c *Client) beginChange(ctx context.Context) error {
	select {
	case <-c.closing:
		return ErrClosed
	default:
	}
	select {
	case c.changing <- struct{}{}:
		return nil
	case <-c.closing:
		return ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	}
}

// endChange lets the next change begin.
func (c *Client) endChange() { <-c.changing }

// Options returns how the client behaves at the moment.
func (c *Client) Options() Options { return c.live.Load().Options }

// Reconfigure lets the client behave in another way, without losing a command: the new options are checked first, then
// every node gets new connections beside the old ones, which end when what runs over them has ended. After an error
// everything stays as it was. Zero fields mean their defaults; Now and Random stay what they were at Open.
//
// Errors: ErrOptions for options that cannot be, ErrClosed, ErrClusterName if the nodes belong to another cluster than
// the new options name, the context's.
func (c *Client) Reconfigure(ctx context.Context, options Options) error {
	options = options.withDefaults()
	if err := options.validate(); err != nil {
		return &Error{Op: "reconfigure", Err: err}
	}
	next, err := c.newSettings(options)
	if err != nil {
		return &Error{Op: "reconfigure", Err: err}
	}
	if c.local != nil {
		c.adopt(next)
	} else if err := c.changeAll(ctx, next); err != nil {
		return &Error{Op: "reconfigure", Err: err}
	}
	c.emit(Event{Kind: EventReconfigured})
	return nil
}

// changeAll asks both clusters' goroutines for a change.
func (c *Client) changeAll(ctx context.Context, next *settings) error {
	if err := c.beginChange(ctx); err != nil {
		return err
	}
	defer c.endChange()
	for _, t := range c.tenders {
		if err := t.change(ctx, change{next: next}); err != nil {
			return err
		}
	}
	return nil
}

// change asks the tend goroutine for a change, and waits until it is made.
func (t *tender) change(ctx context.Context, request change) error {
	request.done = make(chan error, 1)
	select {
	case t.changes <- request:
		return <-request.done
	case <-t.client.closing:
		return ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	}
}

// apply replaces the settings: all nodes get new connections, the picture is published, and the old connections are
// drained.
func (t *tender) apply(ctx context.Context, next *settings) error {
	if next.ClusterName != "" && next.ClusterName != t.client.live.Load().ClusterName {
		if err := t.checkClusterName(ctx, next.ClusterName); err != nil {
			return err
		}
	}
	t.client.adopt(next)
	for name, old := range t.nodes {
		fresh := &node{
			name: old.name, address: old.address, build: old.build, edition: old.edition, features: old.features,
			tend: old.tend,
		}
		fresh.racks.Store(old.racks.Load())
		t.client.connect(fresh, next)
		t.nodes[name] = fresh
		t.retire(ctx, old, next)
	}
	t.publish()
	return nil
}

// checkClusterName asks all nodes for the name of their cluster.
func (t *tender) checkClusterName(ctx context.Context, want string) error {
	for _, n := range t.sorted() {
		if n.tend.conn == nil {
			continue
		}
		reply, err := t.ask(ctx, n.tend.conn, []string{infoClusterName})
		if err != nil {
			return translated(err)
		}
		if got, _ := reply.Get(infoClusterName); got != want {
			return fmt.Errorf("node %s is of cluster %.80q, want %q: %w", n.name, got, want, ErrClusterName)
		}
	}
	return nil
}

// drainStep is how often a node on its way out is looked at, drainMin how long it stays at least: a call that has just
// chosen it may not have begun yet.
const (
	drainStep = 5 * time.Millisecond
	drainMin  = 20 * time.Millisecond
)

// retire closes a node's connections for calls once nothing runs over them, or after the longest time that a call may
// take. Calls that come later find them closed, and go to the node that replaces it.
func (t *tender) retire(ctx context.Context, old *node, s *settings) {
	limit := max(s.Timing.Total, s.ScanTiming.Attempt, s.Policies.longest(), drainMin)
	t.draining.Go(func() {
		defer old.close()
		for waited := time.Duration(0); waited < limit; waited += drainStep {
			if waited >= drainMin && old.inFlight.Load() == 0 && old.pool.Busy() == 0 {
				return
			}
			if !sleep(ctx, drainStep) {
				return
			}
		}
	})
}

// validate checks what cannot be mended by defaults. It returns ErrOptions with every problem.
func (o *Options) validate() error {
	var problems []error
	check := func(name string, value, least, most int64) {
		if value < least || value > most {
			problems = append(problems, fmt.Errorf("%s is %d, want %d to %d", name, value, least, most))
		}
	}
	const durationMax = int64(24 * 365 * time.Hour)
	check("TendInterval", int64(o.TendInterval), int64(time.Millisecond), int64(time.Hour))
	check("TendTimeout", int64(o.TendTimeout), int64(time.Millisecond), int64(time.Hour))
	check("DialTimeout", int64(o.DialTimeout), int64(time.Millisecond), int64(time.Hour))
	check("IdleLimit", int64(o.IdleLimit), int64(time.Millisecond), durationMax)
	check("Lifetime", int64(o.Lifetime), 0, durationMax)
	check("MaxConnsPerNode", int64(o.MaxConnsPerNode), 1, 1<<16)
	check("MinConnsPerNode", int64(o.MinConnsPerNode), 0, int64(o.MaxConnsPerNode))
	check("MaxDialsPerNode", int64(o.MaxDialsPerNode), 1, 1<<16)
	check("MaxWaitersPerNode", int64(o.MaxWaitersPerNode), 0, 1<<24)
	check("MaxReplySize", int64(o.MaxReplySize), 1<<10, 128<<20)
	check("RatePerNode", int64(o.RatePerNode), 0, 1<<30)
	check("Shared.MaxConnsPerLane", int64(o.Shared.MaxConnsPerLane), 1, 1000)
	check("Shared.MaxDepth", int64(o.Shared.MaxDepth), 1, 1<<16)
	check("Shared.TargetDepth", int64(o.Shared.TargetDepth), 1, 1<<16)
	check("Breaker.FailureShare", int64(o.Breaker.FailureShare), 1, 100)
	check("Health.Threshold", int64(o.Health.Threshold), 1, 100)
	check("Health.Weight", int64(o.Health.Weight), 1, 100)
	check("Hedge.Percentile", int64(o.Hedge.Percentile), 0, 100)
	check("Replica", int64(o.Replica), 0, int64(ReplicaLatencyAware))
	for _, err := range []error{o.checkSecurity(), o.Policies.validate()} {
		if err != nil {
			problems = append(problems, err)
		}
	}
	if len(problems) == 0 {
		return nil
	}
	return fmt.Errorf("%w: %w", ErrOptions, errors.Join(problems...))
}
