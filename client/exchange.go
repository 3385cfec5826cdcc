package client

import (
	"context"
	"fmt"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/client/internal/pipeline"
	"github.com/aerolith/aerolith/client/internal/pool"
	"github.com/aerolith/aerolith/client/internal/retry"
	"github.com/aerolith/aerolith/wire"
)

// maxSharedRequest is the largest request, in bytes, that travels over a shared connection: a larger one would hold up
// those behind it.
const maxSharedRequest = 64 << 10

// exchange sends the call's command to a node, unless the node is failing, and takes the answer.
func (c *Client) exchange(ctx context.Context, n *node, l *call, deadline time.Time) (failure retry.Failure, err error) {
	began := c.now()
	if err := n.admit(ctx, began, deadline); err != nil {
		return retry.Failure{Unsent: true, Idempotent: l.mayRepeat()}, err
	}
	failure, err = c.send(ctx, n, l, began, deadline)
	n.report(ctx, began, failure, err, c.number)
	if err == nil && l.hedge.Percentile > 0 {
		c.reads.Add(c.now().Sub(began))
	}
	return failure, err
}

// send is exchange with a node that takes the command.
func (c *Client) send(ctx context.Context, n *node, l *call, now, deadline time.Time) (retry.Failure, error) {
	l.cmd.Timeout = 0
	if !deadline.IsZero() {
		l.cmd.Timeout = deadline.Sub(now)
	}
	request, err := l.encode(l.slot.Request[:0])
	if err != nil {
		return retry.Failure{Answered: true}, err
	}
	if l.compress && c.compresses(n) {
		wire.WantCompressed(request)
		request = squeezed(request)
	}
	l.slot.Request = request
	failure := retry.Failure{Idempotent: l.mayRepeat()}
	running := n.inFlight.Add(1)
	defer n.inFlight.Add(-1)
	lane := n.lane(l)
	if lane == nil || running <= n.shareAbove || len(request) > maxSharedRequest {
		failure.Unsent, err = n.exchangeAlone(ctx, l, deadline)
	} else {
		failure.Unsent, err = l.exchangeShared(ctx, lane, deadline)
	}
	if err != nil {
		l.unclear = l.unclear || !failure.Unsent
		return failure, err
	}
	if code := l.result.Code; code != aero.CodeOK {
		failure, err := refused(code, failure)
		if feature := missing(code); feature != FeatureNone {
			c.degraded(feature, n, err)
		}
		l.unclear = l.unclear || failure.Unclear
		return failure, l.explain(err)
	}
	if l.record != nil {
		l.record.adopt(&l.result)
	}
	return retry.Failure{}, nil
}

// encode appends the request.
func (l *call) encode(dst []byte) ([]byte, error) {
	if l.payload != nil {
		return append(dst, l.payload...), nil
	}
	return wire.AppendRecordRequest(dst, &l.cmd)
}

// lane returns the shared connections for the call, nil if there are none.
func (n *node) lane(l *call) *pipeline.Lane {
	if l.isRead() {
		return n.reads
	}
	return n.writes
}

// exchangeShared makes the exchange over a shared connection. The answer is put where it is to stay, so that it is
// copied only once.
func (l *call) exchangeShared(ctx context.Context, lane *pipeline.Lane, deadline time.Time) (unsent bool, err error) {
	l.slot.Reply = l.reply
	if l.record != nil {
		l.slot.Reply = l.record.memory
	}
	outcome := lane.Do(ctx, deadline, l.slot)
	if outcome.Abandoned {
		// The slot and what it points to belong to the connection now.
		if l.record != nil {
			l.record.memory = nil
		}
		l.reply, l.slot = nil, pipeline.NewSlot()
		return outcome.Unsent, contextual(ctx, outcome.Err)
	}
	l.keepReply(l.slot.Reply)
	if outcome.Err != nil {
		return outcome.Unsent, contextual(ctx, outcome.Err)
	}
	return false, l.decode(l.slot.Reply)
}

// keepReply gives the memory of an answer back to where it came from.
func (l *call) keepReply(reply []byte) {
	if l.record != nil {
		l.record.memory = reply
	} else {
		l.reply = reply
	}
}

// decode reads the answer. Its values alias the body.
func (l *call) decode(body []byte) error {
	if l.record != nil {
		l.result.Bins = l.record.Bins
	}
	decoder, ok := l.home.decoders.Get().(*wire.Decoder)
	if !ok {
		decoder = wire.NewDecoder(wire.Options{})
	}
	defer l.home.decoders.Put(decoder)
	return decoder.RecordReply(body, &l.result)
}

// exchangeAlone makes the exchange over a connection that nobody else uses meanwhile.
func (n *node) exchangeAlone(ctx context.Context, l *call, deadline time.Time) (unsent bool, err error) {
	conn, err := n.pool.Get(ctx, deadline)
	if err != nil {
		return true, err
	}
	unsent, err = l.exchangeOn(ctx, conn, deadline)
	if conn.End() && err == nil {
		n.pool.Put(conn)
	} else {
		n.pool.Discard(conn)
	}
	if err != nil {
		err = contextual(ctx, err)
	}
	return unsent, err
}

// exchangeOn makes the exchange on a connection. The caller ends the exchange there.
func (l *call) exchangeOn(ctx context.Context, conn *pool.Conn, deadline time.Time) (unsent bool, err error) {
	if err := conn.Begin(ctx, deadline); err != nil {
		return true, err
	}
	body, unsent, err := conn.Ask(l.slot.Request, wire.TypeMessage)
	if err != nil {
		return unsent, err
	}
	reply := l.reply
	if l.record != nil {
		reply = l.record.memory
	}
	reply = append(reply[:0], body...)
	l.keepReply(reply)
	return false, l.decode(reply)
}

// explain adds the message of a function that failed to the refusal.
func (l *call) explain(err error) error {
	if !l.keepsFailure {
		return err
	}
	return explained(&l.result, err)
}

// explained adds the message of a function that failed to the refusal.
func explained(result *aero.RecordResult, err error) error {
	for _, bin := range result.Bins {
		if bin.Name == aero.BinFailure {
			return fmt.Errorf("%.500s: %w", bin.Value.Data, err)
		}
	}
	return err
}
