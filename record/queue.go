package record

import (
	"context"
	"fmt"

	"github.com/aerolith/aerolith/aero"
)

// enqueue puts the request into the queue, waiting while the queue is full. It fails with ErrClosed.
func (n *namespace) enqueue(r *request) error {
	n.gate.RLock()
	defer n.gate.RUnlock()
	if n.closed {
		return ErrClosed
	}
	n.queue <- r
	return nil
}

// enqueueContext is enqueue for callers that may give up, which fails with ErrAbandoned.
func (n *namespace) enqueueContext(ctx context.Context, r *request) error {
	n.gate.RLock()
	defer n.gate.RUnlock()
	if n.closed {
		return ErrClosed
	}
	select {
	case n.queue <- r:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("%w: %w", ErrAbandoned, ctx.Err())
	}
}

// enqueueIfRoom puts the request into the queue unless that is full or closed, and reports whether it did.
func (n *namespace) enqueueIfRoom(r *request) bool {
	n.gate.RLock()
	defer n.gate.RUnlock()
	if n.closed {
		return false
	}
	select {
	case n.queue <- r:
		return true
	default:
		return false
	}
}

// executeWrite carries out a command that may write.
func (n *namespace) executeWrite(ctx context.Context, cmd *aero.RecordCommand, res *aero.RecordResult) error {
	return n.executeRequest(ctx, n.newRequest(cmd, cmd.Timeout, res))
}

// executeRequest carries out the command of a request, which it gives back, and returns its outcome.
func (n *namespace) executeRequest(ctx context.Context, r *request) error {
	if err := n.enqueueContext(ctx, r); err != nil {
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

// runTask hands a task to the committer and returns when it is durable or has failed.
func (n *namespace) runTask(t task) error {
	r := n.requests.get()
	r.task = t
	if err := n.enqueue(r); err != nil {
		n.requests.put(r)
		return err
	}
	<-r.done
	err := r.err
	n.requests.put(r)
	return err
}

// offerTask hands a task to the committer if there is room for it, and does not wait for it.
func (n *namespace) offerTask(t task) {
	r := n.requests.get()
	r.task, r.owner = t, ownerNobody
	if !n.enqueueIfRoom(r) {
		n.requests.put(r)
	}
}
