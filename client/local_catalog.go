package client

import (
	"context"
	"errors"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/client/internal/retry"
)

// orderLocally gives the error of an order without a cluster the form that it has with one.
func (c *Client) orderLocally(ctx context.Context, op, command string, order func(Local) error) error {
	err := ctx.Err()
	switch {
	case err != nil:
	case c.closed.Load():
		err = ErrClosed
	default:
		err = order(c.local)
	}
	if err == nil {
		return nil
	}
	var code aero.ResultCode
	if errors.As(err, &code) {
		err = &RefusedError{Command: command, Code: code, Text: err.Error()}
	}
	return &Error{Op: op, Err: err}
}

// indexReadyLocally is IndexReady without a cluster.
func (c *Client) indexReadyLocally(ctx context.Context, namespace, name string) error {
	for {
		percent, known := uint32(0), false
		err := c.orderLocally(ctx, "index", "sindex-stat", func(l Local) error {
			if percent, known = l.IndexLoaded(namespace, name); !known {
				return aero.CodeIndexNotFound
			}
			return nil
		})
		if err != nil || percent == 100 {
			return err
		}
		if !sleep(ctx, pollInterval) {
			return &Error{Op: "index", Err: ctx.Err()}
		}
	}
}

// startLocally is Start without a cluster.
func (c *Client) startLocally(ctx context.Context, cmd *aero.BackgroundCommand) error {
	for id := range aero.PartitionCount {
		cmd.Select.Partitions = append(cmd.Select.Partitions, aero.PartitionRange{ID: aero.PartitionID(id)})
	}
	err := c.orderLocally(ctx, "start job", "", func(l Local) error { return l.StartWrite(cmd) })
	var refusal *RefusedError
	if errors.As(err, &refusal) {
		_, cause := refused(refusal.Code, retry.Failure{})
		return &Error{Op: "start job", Subject: cmd.Select.Namespace, Err: cause}
	}
	return err
}

// moduleLocally is ModuleSource without a cluster.
func (c *Client) moduleLocally(ctx context.Context, name string) (source []byte, err error) {
	err = c.orderLocally(ctx, "get module", "udf-get", func(l Local) error {
		if source = l.ModuleSource(name); source == nil {
			return &RefusedError{Command: "udf-get", Code: aero.CodeUnknown, Text: "error=not_found"}
		}
		return nil
	})
	return source, err
}

// waitLocally is Job.Wait without a cluster.
func (j *Job) waitLocally(ctx context.Context) error {
	for j.client.local.JobRuns(j.ID) {
		if !sleep(ctx, pollInterval) {
			return &Error{Op: "wait for job", Err: ctx.Err()}
		}
	}
	return nil
}
