package client

import (
	"context"
	"sync"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/client/internal/pool"
	"github.com/aerolith/aerolith/client/internal/retry"
	"github.com/aerolith/aerolith/wire"
)

// call is a command on one record under way. Calls are reused.
type call struct {
	cmd aero.RecordCommand
	// op names the call, for errors.
	op string
	// replica says which copy is read.
	replica Replica
	// record takes the answer; nil for none.
	record *Record
	// tries counts the attempts that failed, for choosing a copy.
	tries int
}

// calls keeps idle calls.
var calls sync.Pool

// newCall returns a call on the key's record.
func newCall(op string, key *aero.Key) *call {
	l, ok := calls.Get().(*call)
	if !ok {
		l = new(call)
	}
	operations := l.cmd.Operations[:0]
	*l = call{op: op, cmd: aero.RecordCommand{
		Namespace: key.Namespace, Set: key.Set, Digest: key.Digest, Operations: operations,
	}}
	return l
}

// free gives the call back. Operations that the caller owns are forgotten.
func (l *call) free() {
	if cap(l.cmd.Operations) > maxKeptOperations {
		l.cmd.Operations = nil
	}
	clear(l.cmd.Operations[:cap(l.cmd.Operations)])
	l.record = nil
	calls.Put(l)
}

// maxKeptOperations is the largest list of operations that stays with an idle call.
const maxKeptOperations = 64

// isRead reports whether the command changes nothing, so that it may run twice.
func (l *call) isRead() bool { return l.cmd.Flags&aero.FlagWrite == 0 }

// execute carries out a call with all its attempts. The result is nil or an *Error.
func (c *Client) execute(ctx context.Context, l *call, timing Timing) error {
	about := subject{namespace: l.cmd.Namespace, set: l.cmd.Set, digest: l.cmd.Digest, record: true}
	r := c.newRun(l.op, about, timing, c.options.Timing)
	return r.loop(ctx, func(deadline time.Time) (*node, retry.Failure, error) {
		n, failure, err := c.try(ctx, l, deadline)
		l.tries++
		return n, failure, err
	})
}

// try makes one attempt.
func (c *Client) try(ctx context.Context, l *call, deadline time.Time) (*node, retry.Failure, error) {
	n, err := c.route(l)
	if err != nil {
		_, permanent := aero.CodeOf(err)
		return nil, retry.Failure{Unsent: !permanent, Answered: permanent}, err
	}
	conn, err := n.pool.Get(ctx, deadline)
	if err != nil {
		return n, retry.Failure{Unsent: true, Idempotent: l.isRead()}, err
	}
	failure, err := c.exchange(ctx, conn, l, deadline)
	complete := err == nil || failure.Answered
	if conn.End() && complete {
		n.pool.Put(conn)
	} else {
		n.pool.Discard(conn)
	}
	if !complete {
		err = contextual(ctx, err)
	}
	return n, failure, err
}

// route returns the node for the call.
func (c *Client) route(l *call) (*node, error) {
	if c.closed.Load() {
		return nil, ErrClosed
	}
	state := c.state.Load()
	if l.isRead() {
		return state.reader(l.cmd.Namespace, l.cmd.Digest.Partition(), l.replica, l.tries)
	}
	return state.master(l.cmd.Namespace, l.cmd.Digest.Partition())
}

// exchange sends the command and takes the answer. After a failure that was not answered, the connection cannot be used
// again. The caller ends the exchange on the connection.
func (c *Client) exchange(ctx context.Context, conn *pool.Conn, l *call, deadline time.Time) (retry.Failure, error) {
	failure := retry.Failure{Idempotent: l.isRead(), Unsent: true}
	l.cmd.Timeout = 0
	if !deadline.IsZero() {
		l.cmd.Timeout = deadline.Sub(c.options.Now())
	}
	request, err := wire.AppendRecordRequest(conn.Request[:0], &l.cmd)
	if err != nil {
		return retry.Failure{Answered: true}, err
	}
	conn.Request = request
	if err := conn.Begin(ctx, deadline); err != nil {
		return failure, err
	}
	if failure.Unsent, err = conn.Send(request); err != nil {
		return failure, err
	}
	body, err := conn.Receive(wire.TypeMessage)
	if err == nil {
		err = conn.Decoder.RecordReply(body, &conn.Result)
	}
	if err != nil {
		return failure, err
	}
	if code := conn.Result.Code; code != aero.CodeOK {
		return refused(code, failure)
	}
	if l.record != nil {
		l.record.take(&conn.Result)
	}
	return retry.Failure{}, nil
}
