package client

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/client/internal/pool"
	"github.com/aerolith/aerolith/client/internal/retry"
	"github.com/aerolith/aerolith/wire"
)

// part is how far a visit is with a partition.
type part uint8

// The states of a partition.
const (
	partUnasked part = iota
	partAsked
	partDone
	partRefused
)

// visit is one request to a node for some partitions. It runs beside the caller, and passes on what it receives.
type visit struct {
	scan    *scan
	node    *node
	command aero.ScanCommand
	parts   [aero.PartitionCount]part
	// memory is what the records of the present frame lie in.
	memory *recordMemory
	// used has what may be used again.
	used <-chan found
	// out takes what is received.
	out chan<- found
}

// ask puts a partition, or what is left of it, into the request.
func (v *visit) ask(id aero.PartitionID, p *progress) {
	v.parts[id] = partAsked
	rest := aero.PartitionRange{ID: id}
	if p.begun {
		after := p.last
		rest.After, rest.AfterValue = &after, p.value
	}
	v.command.Partitions = append(v.command.Partitions, rest)
}

// make makes the request and passes on what comes.
func (v *visit) make(ctx context.Context, out chan<- found) (retry.Failure, error) {
	v.out = out
	deadline := v.scan.run.attemptDeadline()
	conn, err := v.node.pool.Get(ctx, deadline)
	if err != nil {
		return retry.Failure{Unsent: true}, err
	}
	failure, err := v.exchange(ctx, conn, deadline)
	complete := err == nil || failure.Answered
	if conn.End() && complete {
		v.node.pool.Put(conn)
	} else {
		v.node.pool.Discard(conn)
	}
	if err != nil && !failure.Answered {
		return failure, contextual(ctx, err)
	}
	return failure, err
}

// exchange sends the request and takes the answers. The time limit of an attempt begins anew with each frame.
func (v *visit) exchange(ctx context.Context, conn *pool.Conn, deadline time.Time) (retry.Failure, error) {
	s := v.scan
	v.command.SocketTimeout = s.run.timing.Attempt
	request, err := wire.AppendScanRequest(conn.Request[:0], &v.command, s.client.draw())
	if err != nil {
		return retry.Failure{Answered: true}, err
	}
	if s.policy.Compress && s.client.compresses(v.node) {
		wire.WantCompressed(request)
		request = squeezed(request)
	}
	return stream(ctx, conn, request, deadline, func(body []byte) (bool, retry.Failure, error) {
		ended, failure, err := v.receive(ctx, conn, body)
		if !ended && err == nil {
			err = conn.Extend(s.run.attemptDeadline())
		}
		return ended, failure, err
	})
}

// receive passes on what is in one frame, and says whether the visit has ended.
func (v *visit) receive(ctx context.Context, conn *pool.Conn, body []byte) (ended bool, failure retry.Failure, err error) {
	f, body := v.begin(body)
	replies := conn.Decoder.Replies(body)
	for !ended && err == nil {
		var item wire.Item
		var ok bool
		if item, ok, err = replies.Next(&conn.Result); err != nil || !ok {
			break
		}
		switch {
		case item.Kind == wire.ItemPartitionDone:
			err = v.partitionDone(item, &f)
		case item.Kind == wire.ItemEnd || item.Code != aero.CodeOK:
			ended = true
			failure, err = v.end(item.Code, &f)
		default:
			err = v.take(&conn.Result, &f)
		}
	}
	if len(f.records) > 0 || len(f.done) > 0 {
		select {
		case v.out <- f:
		case <-ctx.Done():
			return false, retry.Failure{}, ctx.Err()
		}
	}
	return ended, failure, err
}

// begin readies memory for what is in a frame, and returns the frame in it.
func (v *visit) begin(body []byte) (found, []byte) {
	var f found
	select {
	case f = <-v.used:
	default:
	}
	f.visit = v
	if !v.scan.policy.ReuseRecords {
		return f, v.memory.adopt(body)
	}
	if f.memory == nil {
		f.memory = new(recordMemory)
	}
	v.memory = f.memory
	return f, f.memory.adoptAgain(body)
}

// partitionDone notes how the visit of one partition ended.
func (v *visit) partitionDone(item wire.Item, f *found) error {
	at := &v.parts[item.Partition]
	if *at == partUnasked {
		return fmt.Errorf("end of partition %d, which was not asked for: %w", item.Partition, ErrReply)
	}
	if item.Code != aero.CodeOK {
		*at = partRefused
	} else if *at == partAsked {
		*at = partDone
		f.done = append(f.done, item.Partition)
	}
	return nil
}

// end takes the end of the node's answers. What the node did not refuse is done.
func (v *visit) end(code aero.ResultCode, f *found) (retry.Failure, error) {
	if code != aero.CodeOK && !errors.Is(code, aero.CodeNotFound) {
		return refused(code, retry.Failure{Idempotent: true})
	}
	left := 0
	for id := range v.parts {
		switch v.parts[id] {
		case partAsked:
			f.done = append(f.done, aero.PartitionID(id))
		case partRefused:
			left++
		}
	}
	if left > 0 {
		failure, err := refused(aero.CodeUnavailable, retry.Failure{Idempotent: true})
		v.scan.client.nudge()
		return failure, fmt.Errorf("%d partitions: %w", left, err)
	}
	return retry.Failure{}, nil
}

// take adds one record to what is passed on.
func (v *visit) take(result *aero.RecordResult, f *found) error {
	if id := result.Digest.Partition(); v.parts[id] != partAsked {
		return fmt.Errorf("record of partition %d, which was not asked for: %w", id, ErrReply)
	}
	record := v.memory.record(result)
	record.Key = aero.Key{Namespace: v.command.Namespace, Set: result.Set, User: result.Key, Digest: result.Digest}
	if v.command.Index != nil {
		f.values = append(f.values, result.IndexValue)
	}
	f.records = append(f.records, record)
	return nil
}
