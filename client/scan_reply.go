package client

import (
	"errors"
	"fmt"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/client/internal/pool"
	"github.com/aerolith/aerolith/client/internal/retry"
	"github.com/aerolith/aerolith/wire"
)

// receive takes the answers in one frame, and says whether the scan of this node has ended.
func (s *scan) receive(conn *pool.Conn, body []byte) (ended bool, failure retry.Failure, err error) {
	replies := conn.Decoder.Replies(body)
	for {
		item, ok, err := replies.Next(&conn.Result)
		if err != nil || !ok {
			return false, retry.Failure{}, err
		}
		switch {
		case item.Kind == wire.ItemPartitionDone:
			if err := s.partitionDone(item); err != nil {
				return false, retry.Failure{}, err
			}
		case item.Kind == wire.ItemEnd || item.Code != aero.CodeOK:
			failure, err := s.end(item.Code)
			return true, failure, err
		default:
			if err := s.deliver(&conn.Result); err != nil || s.stopped {
				return true, retry.Failure{}, err
			}
		}
	}
}

// partitionDone notes how the visit of one partition ended.
func (s *scan) partitionDone(item wire.Item) error {
	p := &s.partitions[item.Partition]
	if !p.asked {
		return fmt.Errorf("end of partition %d, which was not asked for: %w", item.Partition, ErrReply)
	}
	p.done = p.done || item.Code == aero.CodeOK
	p.refused = item.Code != aero.CodeOK
	return nil
}

// end takes the end of a node's answers. What the node did not refuse is done.
func (s *scan) end(code aero.ResultCode) (retry.Failure, error) {
	if code != aero.CodeOK && !errors.Is(code, aero.CodeNotFound) {
		return refused(code, retry.Failure{Idempotent: true})
	}
	left := 0
	for id := range s.partitions {
		p := &s.partitions[id]
		if p.asked && !p.refused {
			p.done = true
		} else if p.asked {
			left++
		}
	}
	if left > 0 {
		failure, err := refused(aero.CodeUnavailable, retry.Failure{Idempotent: true})
		s.client.nudge()
		return failure, fmt.Errorf("%d partitions: %w", left, err)
	}
	return retry.Failure{}, nil
}

// deliver gives out one record.
func (s *scan) deliver(result *aero.RecordResult) error {
	p := &s.partitions[result.Digest.Partition()]
	if !p.asked || p.done {
		return fmt.Errorf("record of partition %d, which was not asked for: %w", result.Digest.Partition(), ErrReply)
	}
	p.begun, p.last, p.value = true, result.Digest, result.IndexValue
	record := new(Record)
	record.takeFound(s.command.Namespace, result)
	s.delivered++
	s.stopped = !s.yield(record, nil) || s.policy.MaxRecords > 0 && s.delivered >= s.policy.MaxRecords
	return nil
}
