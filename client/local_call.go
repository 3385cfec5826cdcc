package client

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/client/internal/retry"
	"github.com/aerolith/aerolith/wire"
)

// executeLocally makes one attempt of a call without a cluster.
func (l *call) executeLocally(ctx context.Context, deadline time.Time) (retry.Failure, error) {
	c := l.home
	if c.closed.Load() {
		return retry.Failure{Answered: true}, ErrClosed
	}
	if l.payload != nil {
		return retry.Failure{Answered: true}, ErrNoCluster
	}
	if err := checkLocally(&l.cmd); err != nil {
		return retry.Failure{Answered: true}, err
	}
	l.cmd.Timeout = 0
	if !deadline.IsZero() {
		if l.cmd.Timeout = deadline.Sub(c.now()); l.cmd.Timeout <= 0 {
			return retry.Failure{Unsent: true}, ErrTimeout
		}
	}
	l.lend()
	err := c.local.Execute(ctx, &l.cmd, &l.result)
	l.keepReply(l.result.Memory)
	if err != nil {
		failure, err := localFailure(err, l.mayRepeat())
		l.unclear = l.unclear || failure.InDoubt()
		return failure, err
	}
	if code := l.result.Code; code != aero.CodeOK {
		failure, err := refused(code, retry.Failure{Idempotent: l.mayRepeat()})
		if feature := missing(code); feature != FeatureNone {
			c.degraded(feature, nil, err)
		}
		l.unclear = l.unclear || failure.Unclear
		return failure, l.explain(err)
	}
	if l.record != nil {
		l.record.adopt(&l.result)
	}
	return retry.Failure{}, nil
}

// lend gives the result the memory in which the answer is to stay.
func (l *call) lend() {
	l.result.Reset()
	l.result.Memory = l.reply[:0]
	if l.record != nil {
		l.result.Bins, l.result.Memory = l.record.Bins[:0], l.record.memory[:0]
	}
}

// localFailure says what an error of a Local means for the command.
func localFailure(err error, repeatable bool) (retry.Failure, error) {
	var e *aero.Error
	var code aero.ResultCode
	switch {
	case errors.As(err, &e) && e.InDoubt:
		return retry.Failure{Idempotent: repeatable}, err
	case errors.As(err, &code):
		return refused(code, retry.Failure{Idempotent: repeatable})
	case errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded):
		return retry.Failure{Unsent: true}, err
	}
	return retry.Failure{Answered: true}, err
}

// checkLocally refuses what could not travel to a cluster, with the same error.
func checkLocally(cmd *aero.RecordCommand) error {
	switch {
	case len(cmd.Namespace) > wire.MaxNamespaceLength:
		return fmt.Errorf("namespace %q, limit %d bytes: %w", cmd.Namespace, wire.MaxNamespaceLength, wire.ErrName)
	case len(cmd.Set) > wire.MaxSetLength:
		return fmt.Errorf("set %q, limit %d bytes: %w", cmd.Set, wire.MaxSetLength, wire.ErrName)
	}
	for i := range cmd.Operations {
		if name := cmd.Operations[i].Bin; len(name) > wire.MaxBinNameLength {
			return fmt.Errorf("bin %q, limit %d bytes: %w", name, wire.MaxBinNameLength, wire.ErrName)
		}
	}
	return nil
}
