package client

import (
	"context"
	"fmt"
	"sync"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/client/internal/retry"
)

// found is what a visit has received in one frame.
type found struct {
	visit *visit
	// records are the records in the order of the frame, values where in the index each one was found; nil for scans.
	records []*Record
	values  []int64
	// done are the partitions that are complete with this frame.
	done []aero.PartitionID
	// memory is what the records lie in if it is used again; nil otherwise.
	memory *recordMemory
}

// again returns what a frame's receiver can use after its records were given out.
func (f *found) again() found {
	clear(f.records)
	return found{records: f.records[:0], values: f.values[:0], done: f.done[:0], memory: f.memory}
}

// ending is how a visit ended.
type ending struct {
	visit   *visit
	failure retry.Failure
	err     error
}

// framesAhead is how many frames for each visit may wait for the caller.
const framesAhead = 2

// round is one look at everything that is not done yet: visits to each node that has something of it.
type round struct {
	scan *scan
	// waiting are the visits that have not begun, running counts the others that have not ended.
	waiting []*visit
	running int
	// found takes what visits receive, ended how they end: it has room for all.
	found chan found
	ended chan ending
	// used takes what visits may use again.
	used  chan found
	group sync.WaitGroup
}

// visitAll visits all nodes, at most so many at once as the policy says, until all partitions are done or a node fails.
func (s *scan) visitAll(ctx context.Context) (*node, retry.Failure, error) {
	if s.client.local != nil {
		return s.visitLocally(ctx)
	}
	for {
		visits, err := s.plan()
		if err != nil {
			_, permanent := aero.CodeOf(err)
			return nil, retry.Failure{Unsent: !permanent, Answered: permanent}, err
		}
		if len(visits) == 0 {
			return nil, retry.Failure{}, nil
		}
		before := s.delivered
		n, failure, err := s.round(ctx, visits)
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

// plan makes visits for each node that owns partitions which are not done.
func (s *scan) plan() ([]*visit, error) {
	if s.client.closed.Load() {
		return nil, ErrClosed
	}
	state := s.client.state.Load()
	if err := state.checkNamespace(s.command.Namespace); err != nil {
		return nil, err
	}
	if s.policy.Node != "" && state.named(s.policy.Node) == nil {
		return nil, fmt.Errorf("%q: %w", s.policy.Node, ErrNoNode)
	}
	var visits []*visit
	perNode := s.requestsPerNode()
	shares := make(map[*node]*nodeVisits)
	for id := range s.partitions {
		p := &s.partitions[id]
		if p.done {
			continue
		}
		owner, err := state.master(s.command.Namespace, aero.PartitionID(id))
		if err != nil {
			return nil, err
		}
		if s.policy.Node != "" && owner.name != s.policy.Node {
			continue
		}
		share := shares[owner]
		if share == nil {
			share = &nodeVisits{}
			shares[owner] = share
		}
		if len(share.visits) < perNode {
			share.visits = append(share.visits, s.newVisit(owner))
			visits = append(visits, share.visits[len(share.visits)-1])
		}
		share.visits[share.asked%len(share.visits)].ask(aero.PartitionID(id), p)
		share.asked++
	}
	return visits, nil
}

// nodeVisits are the visits to one node, which take turns with its partitions; asked counts these.
type nodeVisits struct {
	visits []*visit
	asked  int
}

// requestsPerNode returns how many requests walk through one node at once. What is limited in number or rate is asked for
// with one; so is an index, whose walk serves all partitions together.
func (s *scan) requestsPerNode() int {
	if s.policy.MaxRecords > 0 || s.policy.RecordsPerSecond > 0 || s.command.Index != nil {
		return 1
	}
	if s.policy.RequestsPerNode > 0 {
		return s.policy.RequestsPerNode
	}
	if s.client.live.Load().MaxConnsPerNode < fewConns {
		return 1
	}
	return defaultRequestsPerNode
}

// fewConns is how many connections to a node there must be before a walk takes more than one of them: those who call while
// they walk need one too.
const fewConns = 8

// defaultRequestsPerNode lets a node work on the next frames while others are on their way.
const defaultRequestsPerNode = 2

// newVisit makes a visit to a node that asks for nothing yet.
func (s *scan) newVisit(n *node) *visit {
	v := &visit{scan: s, node: n, command: s.command, memory: new(recordMemory)}
	v.command.Partitions = nil
	if s.policy.MaxRecords > 0 {
		v.command.MaxRecords = s.policy.MaxRecords - s.delivered
	}
	return v
}

// round makes visits and gives out what they find, until all have ended, one fails for good or the caller has enough.
func (s *scan) round(ctx context.Context, visits []*visit) (worst *node, failure retry.Failure, err error) {
	ctx, cancel := context.WithCancel(ctx)
	limit := s.policy.MaxConcurrentNodes * s.requestsPerNode()
	if limit <= 0 || limit > len(visits) {
		limit = len(visits)
	}
	r := &round{
		scan: s, waiting: visits, found: make(chan found, limit*framesAhead), ended: make(chan ending, len(visits)),
		used: make(chan found, limit*(framesAhead+1)),
	}
	defer r.group.Wait()
	defer cancel()
	for range limit {
		r.next(ctx)
	}
	for r.running > 0 && !s.stopped {
		select {
		case f := <-r.found:
			r.deliver(&f)
		case e := <-r.ended:
			r.drain()
			r.running--
			e.failure.Idempotent = true
			if e.err != nil && (err == nil || !e.failure.Safe()) {
				worst, failure, err = e.visit.node, e.failure, e.err
			}
			if err != nil && !failure.Safe() {
				return worst, failure, err
			}
			r.next(ctx)
		}
	}
	return worst, failure, err
}

// drain gives out what waits: a visit that has ended has left all it received there.
func (r *round) drain() {
	for !r.scan.stopped {
		select {
		case f := <-r.found:
			r.deliver(&f)
		default:
			return
		}
	}
}

// deliver gives out a frame, and lets visits use its memory again.
func (r *round) deliver(f *found) {
	r.scan.deliver(f)
	select {
	case r.used <- f.again():
	default:
	}
}

// next begins another visit, if there is one.
func (r *round) next(ctx context.Context) {
	if len(r.waiting) == 0 {
		return
	}
	v := r.waiting[0]
	r.waiting = r.waiting[1:]
	r.running++
	r.group.Go(func() {
		v.used = r.used
		failure, err := v.make(ctx, r.found)
		r.ended <- ending{visit: v, failure: failure, err: err}
	})
}

// deliver gives the records of a frame to the caller, and notes how far each partition is.
func (s *scan) deliver(f *found) {
	for i, record := range f.records {
		p := &s.partitions[record.Key.Digest.Partition()]
		p.begun, p.last = true, record.Key.Digest
		if f.values != nil {
			p.value = f.values[i]
		}
		s.delivered++
		s.stopped = !s.yield(record, nil) || s.policy.MaxRecords > 0 && s.delivered >= s.policy.MaxRecords
		if s.stopped {
			return
		}
	}
	for _, id := range f.done {
		s.partitions[id].done = true
	}
}
