package client

import (
	"context"
	"iter"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/client/internal/pool"
	"github.com/aerolith/aerolith/client/internal/retry"
	"github.com/aerolith/aerolith/wire"
)

// Scan walks through the records of a namespace, or of one of its sets unless that is empty, partition by partition.
// A nil policy means the defaults. When a node breaks, the scan goes on behind the last record of each partition, on
// whichever node has it then; no record is given twice unless it was deleted and written again meanwhile.
//
// An error, always an *Error, is given once and ends the walk. Breaking the loop ends the scan on the server.
func (c *Client) Scan(ctx context.Context, namespace, set string, policy *ScanPolicy) iter.Seq2[*Record, error] {
	return func(yield func(*Record, error) bool) {
		s := newScan(c, namespace, set, policy, yield)
		r := c.newRun(s.op, subject{namespace: namespace, set: set}, s.policy.Timing, c.live.Load().ScanTiming)
		s.run = &r
		err := r.loop(ctx, func(time.Time) (*node, retry.Failure, error) { return s.visitAll(ctx) })
		if err != nil && !s.stopped {
			yield(nil, err)
		}
	}
}

// Query walks through the records that have a value of a range in a secondary index, in a namespace or in one of its
// sets. It is otherwise as Scan: there is no order of the values across partitions, and a record with several values in
// the range may come several times.
//
// Errors are those of Scan; aero.CodeIndexNotFound says that there is no index for the range.
func (c *Client) Query(ctx context.Context, namespace, set string, where aero.IndexRange, policy *ScanPolicy) iter.Seq2[*Record, error] {
	var with ScanPolicy
	if policy != nil {
		with = *policy
	}
	with.where = &where
	return c.Scan(ctx, namespace, set, &with)
}

// Cursor remembers how far a scan or query is, so that another one goes on there: put the same one into the policies of
// both. Only one of them may run at a time. The zero Cursor is at the beginning.
type Cursor struct {
	partitions [aero.PartitionCount]progress
}

// Done reports whether everything has been visited.
func (c *Cursor) Done() bool {
	for i := range c.partitions {
		if !c.partitions[i].done {
			return false
		}
	}
	return true
}

// scan is a scan under way.
type scan struct {
	// op is "scan" or "query".
	op     string
	client *Client
	run    *run
	policy ScanPolicy
	// command is the request, without partitions.
	command aero.ScanCommand
	yield   func(*Record, error) bool
	// partitions says how far each one is.
	partitions *[aero.PartitionCount]progress
	// delivered counts the records given so far.
	delivered uint64
	// stopped says that the caller wants no more, or has all it wanted.
	stopped bool
}

// progress is how far the visit of one partition is.
type progress struct {
	// done says that it is complete.
	done bool
	// asked says that the request under way has it, refused that the node could not visit it.
	asked, refused bool
	// begun says that last is the digest of the last record given.
	begun bool
	last  aero.Digest
	// value is where in the index it was found.
	value int64
}

// newScan makes a scan that has not begun.
func newScan(c *Client, namespace, set string, policy *ScanPolicy, yield func(*Record, error) bool) *scan {
	s := &scan{op: "scan", client: c, yield: yield}
	if policy != nil {
		s.policy = *policy
	}
	if s.policy.where != nil {
		s.op = "query"
	}
	if s.policy.Cursor == nil {
		s.policy.Cursor = new(Cursor)
	}
	s.partitions = &s.policy.Cursor.partitions
	s.restrict(s.policy.FirstPartition, s.policy.PartitionCount)
	s.command = aero.ScanCommand{
		Namespace: namespace, Set: set, Index: s.policy.where, Bins: s.policy.Bins, NoBinData: s.policy.HeaderOnly,
		RecordsPerSecond: s.policy.RecordsPerSecond, Filter: s.policy.Filter,
	}
	return s
}

// restrict takes the partitions out that the policy does not want; a count of 0 wants all.
func (s *scan) restrict(first, count int) {
	if count <= 0 {
		return
	}
	for id := range s.partitions {
		if id < first || id >= first+count {
			s.partitions[id].done = true
		}
	}
}

// visitAll asks one node after the other until all partitions are done or one node fails.
func (s *scan) visitAll(ctx context.Context) (*node, retry.Failure, error) {
	for {
		n, err := s.next()
		if err != nil {
			_, permanent := aero.CodeOf(err)
			return nil, retry.Failure{Unsent: !permanent, Answered: permanent}, err
		}
		if n == nil {
			return nil, retry.Failure{}, nil
		}
		before := s.delivered
		failure, err := s.visit(ctx, n)
		if s.stopped {
			return n, retry.Failure{}, nil
		}
		if err != nil {
			if s.delivered > before {
				s.run.attempts = s.run.attempts[:0]
			}
			failure.Idempotent = true
			return n, failure, err
		}
	}
}

// next chooses the node of the first partition that is not done, and the partitions to ask it for. It returns nil if
// all are done.
func (s *scan) next() (*node, error) {
	if s.client.closed.Load() {
		return nil, ErrClosed
	}
	state := s.client.state.Load()
	if err := state.checkNamespace(s.command.Namespace); err != nil {
		return nil, err
	}
	var chosen *node
	s.command.Partitions = s.command.Partitions[:0]
	for id := range s.partitions {
		p := &s.partitions[id]
		p.asked, p.refused = false, false
		if p.done {
			continue
		}
		owner, err := state.master(s.command.Namespace, aero.PartitionID(id))
		if err != nil {
			return nil, err
		}
		if chosen == nil {
			chosen = owner
		}
		if owner == chosen {
			s.ask(aero.PartitionID(id), p)
		}
	}
	return chosen, nil
}

// ask puts a partition, or what is left of it, into the next request.
func (s *scan) ask(id aero.PartitionID, p *progress) {
	p.asked = true
	part := aero.PartitionRange{ID: id}
	if p.begun {
		after := p.last
		part.After, part.AfterValue = &after, p.value
	}
	s.command.Partitions = append(s.command.Partitions, part)
}

// visit makes one request to a node and gives out what comes.
func (s *scan) visit(ctx context.Context, n *node) (retry.Failure, error) {
	deadline := s.run.attemptDeadline()
	conn, err := n.pool.Get(ctx, deadline)
	if err != nil {
		return retry.Failure{Unsent: true}, err
	}
	failure, err := s.exchange(ctx, conn, deadline)
	complete := !s.stopped && (err == nil || failure.Answered)
	if conn.End() && complete {
		n.pool.Put(conn)
	} else {
		n.pool.Discard(conn)
	}
	if err != nil && !failure.Answered {
		return failure, contextual(ctx, err)
	}
	return failure, err
}

// exchange sends the request and takes the answers. The time limit of an attempt begins anew with each frame.
func (s *scan) exchange(ctx context.Context, conn *pool.Conn, deadline time.Time) (retry.Failure, error) {
	if s.policy.MaxRecords > 0 {
		s.command.MaxRecords = s.policy.MaxRecords - s.delivered
	}
	s.command.SocketTimeout = s.run.timing.Attempt
	request, err := wire.AppendScanRequest(conn.Request[:0], &s.command, s.client.draw())
	if err != nil {
		return retry.Failure{Answered: true}, err
	}
	return stream(ctx, conn, request, deadline, func(body []byte) (bool, retry.Failure, error) {
		ended, failure, err := s.receive(conn, body)
		if !ended && err == nil {
			err = conn.Extend(s.run.attemptDeadline())
		}
		return ended, failure, err
	})
}
