package client

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/client/internal/breaker"
	"github.com/aerolith/aerolith/client/internal/health"
	"github.com/aerolith/aerolith/client/internal/latency"
	"github.com/aerolith/aerolith/client/internal/limiter"
	"github.com/aerolith/aerolith/client/internal/retry"
)

// vitals are how a node does, as far as commands have shown.
type vitals struct {
	breaker *breaker.Breaker
	health  *health.Health
	latency latency.Average
	// limiter spaces the commands; nil does not.
	limiter *limiter.Limiter
	now     func() time.Time
	// succeeded and failed count outcomes.
	succeeded, failed atomic.Uint64
}

// newVitals returns those of a node that is well.
func newVitals(s *settings, now func() time.Time) *vitals {
	v := &vitals{breaker: breaker.New(s.breaker), health: health.New(s.health), now: now}
	if s.RatePerNode > 0 {
		v.limiter = limiter.New(s.RatePerNode)
	}
	return v
}

// Usable reports whether commands have a good chance at the node.
func (n *node) Usable() bool {
	if n.vitals.breaker.State() == breaker.Closed && n.vitals.health.Well() {
		return true
	}
	now := n.vitals.now()
	return !n.vitals.health.Quarantined(now) && n.vitals.breaker.Ready(now)
}

// Load returns how many commands on single records are under way.
func (n *node) Load() int64 { return n.inFlight.Load() }

// Latency returns how long commands take lately, 0 if that is unknown.
func (n *node) Latency() time.Duration { return n.vitals.latency.Value() }

// Rack returns the node's rack for a namespace, -1 if it has told none.
func (n *node) Rack(namespace string) int {
	if racks := n.racks.Load(); racks != nil {
		if rack, ok := (*racks)[namespace]; ok {
			return rack
		}
	}
	return -1
}

// admit asks whether a command may go to the node now, and waits for the limit of the rate. The end of an admitted command
// is told with report. A refusal means that nothing was sent.
func (n *node) admit(ctx context.Context, now, deadline time.Time) error {
	if !n.vitals.breaker.Allow(now) {
		return ErrNodeFailing
	}
	if n.vitals.limiter == nil {
		return nil
	}
	patience := longestWait
	if !deadline.IsZero() {
		patience = deadline.Sub(now)
	}
	wait, ok := n.vitals.limiter.Reserve(now, patience)
	if !ok {
		n.vitals.breaker.Forget()
		return ErrRate
	}
	if wait > 0 && !sleep(ctx, wait) {
		n.vitals.breaker.Forget()
		return ctx.Err()
	}
	return nil
}

// longestWait bounds the wait of calls that have no deadline.
const longestWait = time.Minute

// sleep waits; it reports false if the context ended before.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// report tells how a command ended that was admitted.
func (n *node) report(ctx context.Context, began time.Time, failure retry.Failure, err error, draw func() uint64) {
	now := n.vitals.now()
	switch verdictOf(ctx, failure, err) {
	case nodeWell:
		n.vitals.succeeded.Add(1)
		n.vitals.latency.Add(now.Sub(began))
		n.vitals.breaker.Succeed()
		n.vitals.health.Succeed()
	case nodeFailed:
		n.vitals.failed.Add(1)
		n.vitals.latency.Add(now.Sub(began))
		n.vitals.breaker.Fail(now)
		n.vitals.health.Fail(now, draw())
	default:
		n.vitals.breaker.Forget()
		if took := now.Sub(began); errors.Is(ctx.Err(), context.Canceled) && took > n.vitals.latency.Value() {
			// Nobody waited for the answer, but it took at least so long.
			n.vitals.latency.Add(took)
		}
	}
}

// verdict is what an outcome says about a node.
type verdict uint8

// The verdicts.
const (
	// nodeUnknown says nothing: the caller left, or this client is the reason.
	nodeUnknown verdict = iota
	nodeWell
	nodeFailed
)

// verdictOf judges an outcome.
func verdictOf(ctx context.Context, failure retry.Failure, err error) verdict {
	switch {
	case err == nil:
		return nodeWell
	case failure.Answered:
		code, _ := aero.CodeOf(err)
		if code == aero.CodeDeviceOverload || code == aero.CodeTimeout {
			return nodeFailed
		}
		return nodeWell
	case errors.Is(ctx.Err(), context.Canceled):
		return nodeUnknown
	}
	err = translated(err)
	if errors.Is(err, ErrNodeLeft) || errors.Is(err, ErrBusy) {
		return nodeUnknown
	}
	return nodeFailed
}
