package client

import (
	"context"
	"iter"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/client/internal/retry"
)

// Scan walks through the records of a namespace, or of one of its sets unless that is empty. All nodes are asked at once,
// unless the policy says otherwise, and read ahead of the caller by a few frames each. A nil policy means the defaults. When
// a node breaks, the scan goes on behind the last record of each partition, on whichever node has it then; no record is
// given twice unless it was deleted and written again meanwhile.
//
// Records that came in one frame share memory: to keep few of many for long, keep Record.Clone.
//
// An error, always an *Error, is given once and ends the walk. Breaking the loop ends the scan on the server.
func (c *Client) Scan(ctx context.Context, namespace, set string, policy *ScanPolicy) iter.Seq2[*Record, error] {
	return func(yield func(*Record, error) bool) {
		with := c.live.Load().Policies.scan(policy, nil)
		c.walk(ctx, namespace, set, &with, yield)
	}
}

// walk is a Scan or a Query under a policy.
func (c *Client) walk(ctx context.Context, namespace, set string, policy *ScanPolicy, yield func(*Record, error) bool) {
	s := newScan(c, namespace, set, policy, yield)
	r := c.newRun(s.op, subject{namespace: namespace, set: set}, s.policy.Timing, c.live.Load().ScanTiming)
	s.run = &r
	err := r.loop(ctx, func(time.Time) (*node, retry.Failure, error) { return s.visitAll(ctx) })
	if err != nil && !s.stopped {
		yield(nil, err)
	}
}

// Query walks through the records that have a value of a range in a secondary index, in a namespace or in one of its
// sets. It is otherwise as Scan: there is no order of the values across partitions, and a record with several values in
// the range may come several times.
//
// Errors are those of Scan; aero.CodeIndexNotFound says that there is no index for the range.
func (c *Client) Query(ctx context.Context, namespace, set string, where aero.IndexRange, policy *ScanPolicy) iter.Seq2[*Record, error] {
	return func(yield func(*Record, error) bool) {
		with := c.live.Load().Policies.scan(policy, &where)
		c.walk(ctx, namespace, set, &with, yield)
	}
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
		RecordsPerSecond: s.policy.RecordsPerSecond, Filter: s.policy.Filter, Operations: s.policy.Operations, Short: s.policy.Short,
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
