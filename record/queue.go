package record

import (
	"context"
	"fmt"

	"github.com/aerolith/aerolith/aero"
)

// enter begins the use of the queue; leave must follow. It fails with ErrClosed.
func (n *namespace) enter() error {
	n.gate.RLock()
	if n.closed {
		n.gate.RUnlock()
		return ErrClosed
	}
	return nil
}

// leave ends the use of the queue.
func (n *namespace) leave() { n.gate.RUnlock() }

// push puts the request into the queue, waiting while the queue is full. The caller has entered, and lets somebody attend
// to the queue afterwards.
func (n *namespace) push(r *request) {
	if !n.pushIfRoom(r) {
		n.committer.nudge()
		n.queue <- r
		n.queued.Add(1)
	}
}

// pushIfRoom is push unless the queue is full; it reports whether it did.
func (n *namespace) pushIfRoom(r *request) bool {
	select {
	case n.queue <- r:
		n.queued.Add(1)
		return true
	default:
		return false
	}
}

// pushContext is push for callers that may give up, which fails with ErrAbandoned.
func (n *namespace) pushContext(ctx context.Context, r *request) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("%w: %w", ErrAbandoned, err)
	}
	if n.pushIfRoom(r) {
		return nil
	}
	n.committer.nudge()
	select {
	case n.queue <- r:
		n.queued.Add(1)
		return nil
	case <-ctx.Done():
		return fmt.Errorf("%w: %w", ErrAbandoned, ctx.Err())
	}
}

// executeWrite carries out a command that may write.
func (n *namespace) executeWrite(ctx context.Context, cmd *aero.RecordCommand, res *aero.RecordResult) error {
	return n.executeRequest(ctx, n.newRequest(cmd, cmd.Timeout, res))
}

// executeRequest carries out the command of a request, which it gives back, and returns its outcome.
func (n *namespace) executeRequest(ctx context.Context, r *request) error {
	if err := n.attendTo(ctx, r); err != nil {
		n.requests.put(r)
		return err
	}
	select {
	case <-r.done:
	case <-ctx.Done():
		if r.state.CompareAndSwap(requestWaiting, requestAbandoned) {
			return fmt.Errorf("%w: %w", ErrAbandoned, ctx.Err()) // the committer gives the request back
		}
		<-r.done
	}
	err := r.err
	n.requests.put(r)
	return err
}

// attendTo puts the request into the queue and attends to that.
func (n *namespace) attendTo(ctx context.Context, r *request) error {
	if err := n.enter(); err != nil {
		return err
	}
	defer n.leave()
	if err := n.pushContext(ctx, r); err != nil {
		return err
	}
	n.committer.attend()
	return nil
}

// runTask hands a task to the committer and returns when it is durable or has failed.
func (n *namespace) runTask(t task) error {
	r := n.requests.get()
	r.task = t
	if err := n.enter(); err != nil {
		n.requests.put(r)
		return err
	}
	n.push(r)
	n.committer.nudge()
	n.leave()
	<-r.done
	err := r.err
	n.requests.put(r)
	return err
}

// offerTask hands a task to the committer if there is room for it, and does not wait for it.
func (n *namespace) offerTask(t task) {
	r := n.requests.get()
	r.task, r.owner = t, ownerNobody
	if n.enter() != nil {
		n.requests.put(r)
		return
	}
	defer n.leave()
	if n.pushIfRoom(r) {
		n.committer.nudge()
		return
	}
	n.requests.put(r)
}
