package client

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/client/internal/retry"
)

// visitLocally visits everything that is not done yet, without a cluster.
func (s *scan) visitLocally(ctx context.Context) (*node, retry.Failure, error) {
	if s.client.closed.Load() {
		return nil, retry.Failure{Answered: true}, ErrClosed
	}
	if s.policy.Node != "" {
		return nil, retry.Failure{Answered: true}, fmt.Errorf("%q: %w", s.policy.Node, ErrNoNode)
	}
	v := s.newVisit(nil)
	for id := range s.partitions {
		if !s.partitions[id].done {
			v.ask(aero.PartitionID(id), &s.partitions[id])
		}
	}
	if len(v.command.Partitions) == 0 {
		return nil, retry.Failure{}, nil
	}
	if !s.run.deadline.IsZero() {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, s.run.deadline.Sub(s.client.now()), ErrTimeout)
		defer cancel()
	}
	err := v.makeLocally(ctx)
	switch {
	case errors.Is(err, errStopped):
		return nil, retry.Failure{}, nil
	case err != nil && errors.Is(context.Cause(ctx), ErrTimeout):
		return nil, retry.Failure{Answered: true}, ErrTimeout
	case err != nil && !errors.Is(err, aero.CodeNotFound):
		failure, err := localFailure(err, true)
		return nil, retry.Failure{Answered: !failure.Unsent, Unsent: failure.Unsent, Transient: failure.Transient}, err
	}
	return nil, retry.Failure{}, nil
}

// makeLocally makes the visit. It returns errStopped if the caller wants no more.
func (v *visit) makeLocally(ctx context.Context) error {
	s := v.scan
	err := s.client.local.Scan(ctx, &v.command, func(res *aero.RecordResult) error {
		own(res)
		f := found{visit: v}
		if err := v.take(res, &f); err != nil {
			return err
		}
		if s.deliver(&f); s.stopped {
			return errStopped
		}
		return nil
	}, func(id aero.PartitionID, code aero.ResultCode) error {
		if code != aero.CodeOK {
			return &aero.Error{Code: code}
		}
		s.partitions[id].done = true
		return nil
	})
	if err == nil {
		for _, asked := range v.command.Partitions {
			s.partitions[asked.ID].done = true
		}
	}
	return err
}

// askLocally is askAll without a cluster.
func (g *aggregating) askLocally(ctx context.Context, cancel context.CancelCauseFunc) {
	defer close(g.values)
	r := g.client.newRun("aggregate", subject{namespace: g.command.Namespace, set: g.command.Set}, g.timing, g.timing)
	command := g.scan
	for id := range aero.PartitionCount {
		command.Partitions = append(command.Partitions, aero.PartitionRange{ID: aero.PartitionID(id)})
	}
	err := g.client.local.Aggregate(ctx, &command, g.function, func(bin aero.Bin) error {
		bin.Value.Data = slices.Clone(bin.Value.Data)
		value, err := valueOf(bin)
		if err != nil {
			return err
		}
		select {
		case g.values <- value:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	})
	if err != nil {
		failure, err := localFailure(err, true)
		r.note(nil, err)
		cancel(r.failure(nil, failure, err))
	}
}
