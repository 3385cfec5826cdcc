package client

import (
	"context"
	"fmt"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/client/internal/pool"
	"github.com/aerolith/aerolith/client/internal/retry"
	"github.com/aerolith/aerolith/wire"
)

// administer carries out an administration command on any node, which tells the others.
func (c *Client) administer(ctx context.Context, op string, command wire.AdminCommand, build func(*wire.AdminBuilder)) error {
	return c.inquire(ctx, op, command, build, nil)
}

// inquire carries out an administration command, and passes the fields of each message of the answer to take. Without take
// the answer is one message.
func (c *Client) inquire(ctx context.Context, op string, command wire.AdminCommand, build func(*wire.AdminBuilder),
	take func(*wire.AdminFields) error,
) error {
	frame, start := wire.BeginFrame(nil)
	b := wire.BeginAdmin(frame, command, aero.CodeOK)
	build(b)
	request := wire.EndFrame(b.Bytes, start, wire.TypeAdmin)
	run := c.newRun(op, subject{}, Timing{}, c.live.Load().Timing)
	return run.loop(ctx, func(deadline time.Time) (*node, retry.Failure, error) {
		n, err := c.nodeNamed("")
		if err != nil {
			return nil, retry.Failure{Unsent: c.local == nil, Answered: c.local != nil}, err
		}
		failure, err := n.inquire(ctx, request, deadline, take)
		if code, answered := aero.CodeOf(err); answered && missing(code) != FeatureNone {
			c.degraded(missing(code), n, err)
		}
		return n, failure, err
	})
}

// inquire makes the exchange over a connection of the node's pool.
func (n *node) inquire(ctx context.Context, request []byte, deadline time.Time, take func(*wire.AdminFields) error) (retry.Failure, error) {
	conn, err := n.pool.Get(ctx, deadline)
	if err != nil {
		return retry.Failure{Unsent: true}, err
	}
	failure, err := inquireOn(ctx, conn, request, deadline, take)
	complete := err == nil || failure.Answered
	if conn.End() && complete {
		n.pool.Put(conn)
	} else {
		n.pool.Discard(conn)
	}
	if !complete {
		err = contextual(ctx, err)
	}
	return failure, err
}

// inquireOn makes the exchange on a connection.
func inquireOn(ctx context.Context, conn *pool.Conn, request []byte, deadline time.Time, take func(*wire.AdminFields) error) (retry.Failure, error) {
	if err := conn.Begin(ctx, deadline); err != nil {
		return retry.Failure{Unsent: true}, err
	}
	if unsent, err := conn.Send(request); err != nil {
		return retry.Failure{Unsent: unsent}, err
	}
	for {
		body, err := conn.Receive(wire.TypeAdmin)
		if err != nil {
			return retry.Failure{}, err
		}
		ended, failure, err := takeAdmin(body, take)
		if ended || err != nil {
			return failure, err
		}
	}
}

// takeAdmin takes the messages in one frame of an answer, and says whether the last one was among them.
func takeAdmin(body []byte, take func(*wire.AdminFields) error) (ended bool, failure retry.Failure, err error) {
	for len(body) > 0 {
		head, err := wire.DecodeAdmin(body)
		if err != nil {
			return false, retry.Failure{}, err
		}
		switch {
		case head.Code == aero.CodeSecurityOKLast || head.Code == aero.CodeOK && take == nil:
			return true, retry.Failure{}, nil
		case head.Code != aero.CodeOK:
			failure, err := refused(head.Code, retry.Failure{})
			return true, failure, err
		}
		size, err := wire.AdminSize(body)
		if err != nil {
			return false, retry.Failure{}, err
		}
		fields, err := wire.DecodeAdminFields(body[:size])
		if err != nil {
			return false, retry.Failure{}, err
		}
		if err := take(&fields); err != nil {
			return false, retry.Failure{}, fmt.Errorf("%w: %w", ErrReply, err)
		}
		body = body[size:]
	}
	return false, retry.Failure{}, nil
}
