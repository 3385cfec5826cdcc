package client

import (
	"context"
	"fmt"
	"time"

	"github.com/aerolith/aerolith/client/internal/pool"
	"github.com/aerolith/aerolith/client/internal/retry"
	"github.com/aerolith/aerolith/wire"
)

// InfoAnswer is a node's answer to one info command.
type InfoAnswer struct {
	// Name is the command as it was sent, Value the answer.
	Name, Value string
}

// Refusal returns why the node refused the command, and whether it did.
func (a InfoAnswer) Refusal() (text string, refused bool) {
	_, text, refused = wire.InfoError(a.Value)
	return text, refused
}

// InfoReply are a node's answers in order.
type InfoReply []InfoAnswer

// Get returns the answer to a command, and whether there is one.
func (r InfoReply) Get(name string) (string, bool) {
	for _, a := range r {
		if a.Name == name {
			return a.Value, true
		}
	}
	return "", false
}

// first returns the first answer, an empty one if there is none.
func (r InfoReply) first() InfoAnswer {
	if len(r) == 0 {
		return InfoAnswer{}
	}
	return r[0]
}

// Info sends info commands to a node, or to any node if the name is empty, and returns the answers. Without commands
// the node answers with a summary. An answer may itself be a refusal of the form "ERROR:…"; that is no error here.
//
// Info commands may change the node, so they are repeated only if they provably were not sent. Errors are of type *Error, with
// ErrNoNode for a name that no node bears.
func (c *Client) Info(ctx context.Context, name string, commands ...string) (InfoReply, error) {
	var reply InfoReply
	run := c.newRun("info", subject{}, Timing{}, c.live.Load().Timing)
	err := run.loop(ctx, func(deadline time.Time) (*node, retry.Failure, error) {
		n, err := c.nodeNamed(name)
		if err != nil {
			// An empty cluster may fill; a name that nobody bears is the caller's mistake.
			return nil, retry.Failure{Unsent: name == "" && c.local == nil, Answered: name != "" || c.local != nil}, err
		}
		var unsent bool
		reply, unsent, err = n.info(ctx, deadline, commands)
		return n, retry.Failure{Unsent: unsent}, err
	})
	return reply, err
}

// info asks the node over a connection of its pool.
func (n *node) info(ctx context.Context, deadline time.Time, commands []string) (reply InfoReply, unsent bool, err error) {
	conn, err := n.pool.Get(ctx, deadline)
	if err != nil {
		return nil, true, err
	}
	reply, unsent, err = askInfo(ctx, conn, deadline, commands)
	if err != nil {
		n.pool.Discard(conn)
		return nil, unsent, err
	}
	n.pool.Put(conn)
	return reply, false, nil
}

// askInfo makes one info exchange on a connection. After an error the connection cannot be used again.
func askInfo(ctx context.Context, conn *pool.Conn, deadline time.Time, commands []string) (reply InfoReply, unsent bool, err error) {
	request, err := wire.AppendInfoRequest(conn.Request[:0], commands...)
	if err != nil {
		return nil, true, err
	}
	conn.Request = request
	if err := conn.Begin(ctx, deadline); err != nil {
		return nil, true, err
	}
	defer func() {
		if !conn.End() && err == nil {
			reply, err = nil, ctx.Err()
		}
	}()
	if unsent, err := conn.Send(request); err != nil {
		return nil, unsent, contextual(ctx, err)
	}
	body, err := conn.Receive(wire.TypeInfo)
	if err != nil {
		return nil, false, contextual(ctx, err)
	}
	for name, value := range wire.InfoReply(body) {
		reply = append(reply, InfoAnswer{Name: name, Value: value})
	}
	return reply, false, nil
}

// contextual prefers the context's error to the failure of I/O that the context's end has caused.
func contextual(ctx context.Context, err error) error {
	if cause := ctx.Err(); cause != nil {
		return fmt.Errorf("%w (%w)", cause, err)
	}
	return err
}
