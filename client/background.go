package client

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/client/internal/pool"
	"github.com/aerolith/aerolith/client/internal/retry"
	"github.com/aerolith/aerolith/wire"
)

// Background is a write that the nodes carry out on every record of a scan or query, while nobody waits.
type Background struct {
	// Namespace and Set say where; an empty Set means all.
	Namespace, Set string
	// Where selects records by a secondary index; nil takes all.
	Where *aero.IndexRange
	// Operations are carried out on each record; none of them may read.
	Operations []aero.Operation
	// Module, Function and Arguments are a registered function that is applied to each record in place of operations; empty
	// for none.
	Module, Function string
	Arguments        []any
	// Policy says how: of it TTLSeconds, Filter and DurableDelete count.
	Policy WritePolicy
	// RecordsPerSecond limits the rate at each node; 0 does not.
	RecordsPerSecond uint32
}

// Job is a write in the background.
type Job struct {
	client *Client
	// ID is the number under which operators see and abort it.
	ID uint64
}

// Start starts a write in the background on all nodes. After an error some nodes may carry it out: the error says InDoubt
// then. Errors are of type *Error.
func (c *Client) Start(ctx context.Context, b Background) (*Job, error) {
	job := &Job{client: c, ID: c.draw() | 1}
	cmd := aero.BackgroundCommand{
		ID:     job.ID,
		Select: aero.ScanCommand{Namespace: b.Namespace, Set: b.Set, Index: b.Where, RecordsPerSecond: b.RecordsPerSecond},
		Write:  aero.RecordCommand{Flags: aero.FlagWrite, Operations: b.Operations},
	}
	if b.Module != "" {
		f, err := newFunction(b.Module, b.Function, b.Arguments)
		if err != nil {
			return nil, &Error{Op: "start job", Subject: b.Namespace, Err: err}
		}
		cmd.Write.Function = f
	}
	applyWritePolicy(&cmd.Write, &aero.Key{}, &b.Policy)
	if c.local != nil {
		if err := c.startLocally(ctx, &cmd); err != nil {
			return nil, err
		}
		return job, nil
	}
	request, err := wire.AppendBackgroundRequest(nil, &cmd)
	if err != nil {
		return nil, &Error{Op: "start job", Subject: b.Namespace, Err: err}
	}
	for i, n := range c.state.Load().nodes {
		run := c.newRun("start job", subject{namespace: b.Namespace, set: b.Set}, b.Policy.Timing, c.live.Load().Timing)
		err := run.loop(ctx, func(deadline time.Time) (*node, retry.Failure, error) {
			failure, err := n.startJob(ctx, request, deadline)
			return n, failure, err
		})
		if e, ok := err.(*Error); ok {
			e.InDoubt = e.InDoubt || i > 0
			return nil, e
		}
	}
	return job, nil
}

// startJob sends the request to one node and takes its answer.
func (n *node) startJob(ctx context.Context, request []byte, deadline time.Time) (retry.Failure, error) {
	conn, err := n.pool.Get(ctx, deadline)
	if err != nil {
		return retry.Failure{Unsent: true}, err
	}
	conn.Request = append(conn.Request[:0], request...)
	failure, err := stream(ctx, conn, conn.Request, deadline, func(body []byte) (bool, retry.Failure, error) {
		return endOfJob(conn, body)
	})
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

// endOfJob reads the one message that answers the start of a job.
func endOfJob(conn *pool.Conn, body []byte) (bool, retry.Failure, error) {
	replies := conn.Decoder.Replies(body)
	item, ok, err := replies.Next(&conn.Result)
	if err != nil {
		return false, retry.Failure{}, err
	}
	if !ok {
		return false, retry.Failure{}, fmt.Errorf("empty answer to a job: %w", ErrReply)
	}
	if item.Code != aero.CodeOK {
		failure, err := refused(item.Code, retry.Failure{})
		return true, failure, err
	}
	return true, retry.Failure{}, nil
}

// Wait waits until no node works on the job any more, or the context ends. Errors are of type *Error.
func (j *Job) Wait(ctx context.Context) error {
	if j.client.local != nil {
		return j.waitLocally(ctx)
	}
	text := "query-show:id=" + strconv.FormatUint(j.ID, 10)
	for {
		running := false
		for _, n := range j.client.Nodes() {
			reply, err := j.client.Info(ctx, n.Name, text)
			if err != nil {
				return err
			}
			running = running || jobRuns(reply.first().Value)
		}
		if !running {
			return nil
		}
		if !sleep(ctx, pollInterval) {
			return &Error{Op: "wait for job", Err: ctx.Err()}
		}
	}
}

// jobRuns reports whether a node's answer about a job says that it works on it. One that does not know it has ended it.
func jobRuns(answer string) bool {
	if _, _, refused := infoError(answer); refused || answer == "" {
		return false
	}
	return !strings.Contains(answer, "status=done") && !strings.Contains(answer, "status=aborted")
}

// infoError is wire.InfoError.
func infoError(value string) (number, text string, refused bool) { return wire.InfoError(value) }
