package client

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/aerolith/aerolith/client/internal/partition"
	"github.com/aerolith/aerolith/client/internal/peers"
	"github.com/aerolith/aerolith/client/internal/pool"
)

// tender finds the nodes and keeps the picture of the cluster up to date. Only one goroutine uses it at a time.
type tender struct {
	client *Client
	seeds  []pool.Address
	nodes  map[string]*node
	// round numbers the looks at the cluster.
	round uint64
	// rounds is round for everybody else.
	rounds atomic.Uint64
	// state is the present picture of the cluster; alive says that a node of it answered in the last round.
	state atomic.Pointer[snapshot]
	alive atomic.Bool
	// nudges asks for a look before its time, changes are what Reconfigure asks for.
	nudges  chan struct{}
	changes chan change
	// draining counts the nodes whose connections were replaced and still end.
	draining sync.WaitGroup
}

// The bounds of the work in one round.
const (
	// maxParallelAsks is how many nodes are asked at once.
	maxParallelAsks = 16
	// maxOpeningRounds is how many rounds Open makes at most to find all nodes.
	maxOpeningRounds = 4
	// nudgesPerInterval is how many rounds calls may cause within the tend interval.
	nudgesPerInterval = 10
	// fadeRounds is after how many rounds what is known about the latency of reads loses weight.
	fadeRounds = 10
	// jitterShare is which part of the interval the jitter is, as a divisor.
	jitterShare = 10
)

// newTender makes a tender that knows the seeds alone.
func newTender(c *Client, seeds []pool.Address) *tender {
	t := &tender{
		client: c, seeds: seeds, nodes: make(map[string]*node), nudges: make(chan struct{}, 1), changes: make(chan change),
	}
	t.state.Store(&snapshot{})
	return t
}

// start looks at the cluster until no new node turns up. It fails if no seed can be used.
func (t *tender) start(ctx context.Context) error {
	if err := t.seed(ctx); err != nil {
		return err
	}
	for range maxOpeningRounds {
		before := len(t.nodes)
		t.look(ctx)
		if len(t.nodes) == before {
			break
		}
	}
	if err := ctx.Err(); err != nil {
		return &Error{Op: "open", Err: err}
	}
	if t.state.Load().partitions == nil || len(t.nodes) == 0 {
		return &Error{Op: "open", Err: ErrNoSeed, Hint: "the seed stopped answering"}
	}
	return nil
}

// run looks at the cluster at every interval and at nudges until the context ends; then it closes everything.
func (t *tender) run(ctx context.Context) {
	defer t.draining.Wait()
	defer t.closeAll()
	for {
		interval := t.client.live.Load().TendInterval
		jitter := time.Duration(t.client.draw() % uint64(interval/jitterShare+1))
		if !t.pause(ctx, interval/nudgesPerInterval, nil) || !t.pause(ctx, interval+jitter-interval/nudgesPerInterval, t.nudges) {
			return
		}
		if len(t.nodes) == 0 || !t.anyHealthy() {
			// Without a seed that answers the next round tries again.
			_ = t.seed(ctx)
		}
		t.look(ctx)
	}
}

// pause waits for a time or a nudge. It reports false if the context ended.
func (t *tender) pause(ctx context.Context, d time.Duration, nudges <-chan struct{}) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return false
		case request := <-t.changes:
			request.done <- t.make(ctx, &request)
		case <-timer.C:
			return true
		case <-nudges:
			return true
		}
	}
}

// closeAll closes everything.
func (t *tender) closeAll() {
	for _, n := range t.nodes {
		t.drop(n)
	}
}

// drop closes a node and forgets it.
func (t *tender) drop(n *node) {
	if t.nodes[n.name] == n {
		delete(t.nodes, n.name)
		t.client.emitNode(EventNodeLeft, n, nil)
	}
	n.disconnect()
	n.close()
}

// disconnect closes the connection for questions.
func (n *node) disconnect() {
	if n.tend.conn != nil {
		n.tend.conn.Close()
		n.tend.conn = nil
	}
}

// anyHealthy reports whether any node answered when it was asked last.
func (t *tender) anyHealthy() bool {
	for _, n := range t.nodes {
		if n.tend.failures == 0 {
			return true
		}
	}
	return false
}

// seed asks all seeds and takes the nodes that answer. It fails if there is none.
func (t *tender) seed(ctx context.Context) error {
	candidates := make([]candidate, len(t.seeds))
	for i, address := range t.seeds {
		candidates[i].address = address
	}
	failures := t.admit(ctx, candidates)
	if len(t.nodes) > 0 {
		return nil
	}
	return &Error{
		Op: "open", Err: fmt.Errorf("%w: %w", ErrNoSeed, errors.Join(failures...)),
		Hint: hint(errors.Join(failures...)), retryable: true,
	}
}

// candidate is an address where a node may be found.
type candidate struct {
	// name is the node that must answer there; empty accepts any.
	name    string
	address pool.Address
}

// admit asks who answers at the addresses and takes those that are new. It returns what went wrong.
func (t *tender) admit(ctx context.Context, candidates []candidate) []error {
	found := make([]*node, len(candidates))
	failures := make([]error, len(candidates))
	inParallel(len(candidates), func(i int) { found[i], failures[i] = t.validate(ctx, candidates[i]) })
	for _, n := range found {
		switch {
		case n == nil:
		case t.nodes[n.name] == nil:
			t.nodes[n.name] = n
			t.client.emitNode(EventNodeJoined, n, nil)
		case t.nodes[n.name].tend.failures > 0 || t.nodes[n.name].tend.gone:
			// The node moved, or came back at the place where it was.
			t.drop(t.nodes[n.name])
			t.nodes[n.name] = n
		default:
			n.disconnect()
			n.close()
		}
	}
	return slices.DeleteFunc(failures, func(err error) bool { return err == nil })
}

// inParallel calls work for 0 to count-1, some at once, and waits for all.
func inParallel(count int, work func(int)) {
	var group sync.WaitGroup
	places := make(chan struct{}, maxParallelAsks)
	for i := range count {
		places <- struct{}{}
		group.Go(func() {
			defer func() { <-places }()
			work(i)
		})
	}
	group.Wait()
}

// look asks all nodes for what changed, takes in new ones, lets go of those that left, and publishes the picture.
func (t *tender) look(ctx context.Context) {
	t.round++
	t.rounds.Store(t.round)
	if t.round%fadeRounds == 0 {
		t.client.reads.Fade(fadeSamples)
	}
	t.refreshAll(ctx, func(n *node) bool { return n.tend.failures == 0 })
	if ctx.Err() != nil {
		return
	}
	// What the healthy nodes say must not wait for those that are dead and take their time about it.
	t.publish()
	t.refreshAll(ctx, func(n *node) bool { return n.tend.failures > 0 && n.tend.asked != t.round })
	if unknown := t.unknownPeers(); len(unknown) > 0 {
		// A peer that does not answer is asked again in the next round.
		_ = t.admit(ctx, unknown)
		fresh := slices.DeleteFunc(t.sorted(), func(n *node) bool { return n.tend.partitionGeneration >= 0 })
		inParallel(len(fresh), func(i int) { t.refresh(ctx, fresh[i]) })
	}
	t.removeLost()
	t.publish()
	t.alive.Store(t.anyHealthy())
}

// refreshAll refreshes the nodes that are wanted, some at once.
func (t *tender) refreshAll(ctx context.Context, wanted func(*node) bool) {
	some := slices.DeleteFunc(t.sorted(), func(n *node) bool { return !wanted(n) })
	for _, n := range some {
		n.tend.asked = t.round
	}
	inParallel(len(some), func(i int) { t.refresh(ctx, some[i]) })
}

// sorted returns all nodes by name.
func (t *tender) sorted() []*node {
	all := make([]*node, 0, len(t.nodes))
	for _, n := range t.nodes {
		all = append(all, n)
	}
	slices.SortFunc(all, func(a, b *node) int { return strings.Compare(a.name, b.name) })
	return all
}

// publish replaces the picture of the cluster.
func (t *tender) publish() {
	all := t.sorted()
	claimants := slices.Clone(all)
	slices.SortStableFunc(claimants, func(a, b *node) int { return cmp.Compare(a.tend.claimed, b.tend.claimed) })
	claims := make([]partition.Claim[*node], len(claimants))
	for i, n := range claimants {
		claims[i] = partition.Claim[*node]{Node: n, Owned: n.tend.owned}
	}
	before := t.state.Load()
	t.client.show(t, &snapshot{nodes: all, partitions: partition.Build(before.partitions, claims)})
}

// unknownPeers returns the addresses of every peer that healthy nodes see and that is not known, or does not answer where it
// was: nodes keep their names when they come back in another place.
func (t *tender) unknownPeers() []candidate {
	var unknown []candidate
	live := t.client.live.Load()
	seen := make(map[string]bool)
	t.eachPeer(func(p peers.Peer) {
		known := t.nodes[p.Name]
		if seen[p.Name] || known != nil && known.tend.failures == 0 {
			return
		}
		seen[p.Name] = true
		for _, place := range p.Addresses {
			if address := live.reach(place, p.TLSName); known == nil || address != known.address {
				unknown = append(unknown, candidate{name: p.Name, address: address})
			}
		}
	})
	return unknown
}
