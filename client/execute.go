package client

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/client/internal/retry"
)

// run is one call with its attempts.
type run struct {
	client *Client
	// op and subject describe the call in errors.
	op      string
	subject subject
	timing  Timing
	// deadline ends the call; zero does not.
	deadline time.Time
	// attempts are the failed ones.
	attempts []Attempt
	// exhausted says that another attempt was not made because the client has made too many; moved counts the attempts
	// that found their connections closed because the client was reconfigured.
	exhausted bool
	moved     int
}

// newRun begins a call. A zero timing means the standard.
func (c *Client) newRun(op string, about subject, timing, standard Timing) run {
	if timing == (Timing{}) {
		timing = standard
	}
	return run{client: c, op: op, subject: about, timing: timing, deadline: timing.end(c.now())}
}

// end returns when a call that begins now must have ended; zero for never.
func (t *Timing) end(now time.Time) time.Time {
	if t.Total <= 0 {
		return time.Time{}
	}
	return now.Add(t.Total)
}

// attemptEnd returns when an attempt that begins now must have ended, if the call must by the deadline; zero for never.
func (t *Timing) attemptEnd(now, deadline time.Time) time.Time {
	if t.Attempt <= 0 {
		return deadline
	}
	end := now.Add(t.Attempt)
	if deadline.IsZero() || end.Before(deadline) {
		return end
	}
	return deadline
}

// attemptDeadline returns when the next attempt must end; zero for never.
func (r *run) attemptDeadline() time.Time {
	return r.timing.attemptEnd(r.client.now(), r.deadline)
}

// loop makes attempts until one succeeds or no more is allowed. An attempt returns the node that it used, if any, and
// what is known about its failure. The result is nil or an *Error.
func (r *run) loop(ctx context.Context, attempt func(deadline time.Time) (*node, retry.Failure, error)) error {
	if err := ctx.Err(); err != nil {
		return r.failure(nil, retry.Failure{Unsent: true}, err)
	}
	return r.proceed(ctx, attempt)
}

// proceed is loop for a call that has begun.
func (r *run) proceed(ctx context.Context, attempt func(deadline time.Time) (*node, retry.Failure, error)) error {
	for {
		n, failure, err := attempt(r.attemptDeadline())
		if err == nil {
			return nil
		}
		err = r.translated(ctx, err)
		if r.wasMoved(failure, err) {
			continue
		}
		if !r.again(ctx, n, failure, err) {
			return r.failure(n, failure, err)
		}
	}
}

// again notes a failed attempt, and waits if another one may follow. It reports whether that is so.
func (r *run) again(ctx context.Context, n *node, failure retry.Failure, err error) bool {
	r.note(n, err)
	if !failure.Answered && !errors.Is(err, ErrBusy) {
		r.client.nudge()
	}
	limits := retry.Limits{
		MaxRetries: r.timing.MaxRetries, Delay: r.timing.RetryDelay, DelayMax: r.timing.RetryDelayMax,
	}
	if r.ended(ctx) || r.client.closed.Load() || !limits.Allows(len(r.attempts), failure) {
		return false
	}
	if !refusedHere(err) && !r.client.budget.Load().Spend(r.client.now()) {
		r.exhausted = true
		return false
	}
	return r.wait(ctx, limits.Pause(len(r.attempts), r.client.draw()))
}

// refusedHere reports whether the client itself refused an attempt: no node had anything to do with it, so that another one
// adds nothing to their load.
func refusedHere(err error) bool {
	return errors.Is(err, ErrNodeFailing) || errors.Is(err, ErrNoNode)
}

// maxMoves is how often a call may meet a reconfiguration.
const maxMoves = 16

// wasMoved reports whether an attempt failed only because the node's connections have been replaced: then another one
// is made at once, and this one does not count.
func (r *run) wasMoved(failure retry.Failure, err error) bool {
	if !failure.Unsent || !errors.Is(err, ErrNodeLeft) || r.client.closed.Load() {
		return false
	}
	r.moved++
	return r.moved <= maxMoves
}

// note keeps a failed attempt for the error.
func (r *run) note(n *node, err error) {
	a := Attempt{Err: err}
	if n != nil {
		a.Node = n.name
	}
	r.attempts = append(r.attempts, a)
}

// wait waits before the next attempt. It reports false if there is no time left for one.
func (r *run) wait(ctx context.Context, pause time.Duration) bool {
	if !r.deadline.IsZero() && r.client.now().Add(pause).After(r.deadline) {
		return false
	}
	return sleep(ctx, pause)
}

// ended reports whether the context has ended. That its deadline has passed counts: on a busy machine it takes a while until the
// context itself says so, and attempts made meanwhile fail for certain.
func (r *run) ended(ctx context.Context) bool {
	if ctx.Err() != nil {
		return true
	}
	deadline, limited := ctx.Deadline()
	return limited && !r.client.now().Before(deadline)
}

// translated gives an attempt's error its public form. After Close, whatever broke did so because of that. A deadline that was
// not the context's is the policy's.
func (r *run) translated(ctx context.Context, err error) error {
	err = translated(err)
	if errors.Is(err, context.DeadlineExceeded) && !r.ended(ctx) && !errors.Is(err, ErrTimeout) {
		err = fmt.Errorf("%w: %w", ErrTimeout, err)
	}
	if r.client.closed.Load() && !errors.Is(err, ErrClosed) {
		if _, answered := aero.CodeOf(err); !answered {
			return errors.Join(ErrClosed, err)
		}
	}
	return err
}

// failure makes the error of a call.
func (r *run) failure(n *node, failure retry.Failure, err error) error {
	e := &Error{
		Op: r.op, Subject: r.subject.String(), Attempts: r.attempts, InDoubt: failure.InDoubt(), Err: err,
		Hint: hint(err), retryable: failure.Safe() && !errors.Is(err, ErrClosed),
	}
	if n != nil {
		e.Node = n.name
	}
	if r.exhausted {
		e.Hint = "not tried again: too many retries by this client; see Options.RetryBudget"
	}
	return e
}
