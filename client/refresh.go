package client

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/aerolith/aerolith/client/internal/partition"
	"github.com/aerolith/aerolith/client/internal/peers"
	"github.com/aerolith/aerolith/client/internal/pool"
)

// refresh asks a node for its generations, and for what changed with them. Failures are counted. Different nodes may
// be refreshed at once.
func (t *tender) refresh(ctx context.Context, n *node) {
	n.trim()
	n.vitals.latency.Fade()
	if err := t.tryRefresh(ctx, n); err != nil {
		n.disconnect()
		if n.tend.failures == 0 {
			n.pool.CloseIdle()
			t.client.emitNode(EventNodeFailed, n, err)
		}
		n.tend.failures++
		return
	}
	n.tend.failures = 0
	t.keepWarm(n)
}

// keepWarm begins to open the connections that a node shall have although nobody needs them. Those that cannot be made now are
// tried again in the next round.
func (t *tender) keepWarm(n *node) {
	if count := t.client.live.Load().MinConnsPerNode; count > 0 {
		n.pool.Replenish(count)
	}
}

// tryRefresh is refresh without the counting.
func (t *tender) tryRefresh(ctx context.Context, n *node) error {
	if n.tend.conn == nil {
		conn, err := pool.Dial(ctx, n.address, &t.client.live.Load().pools)
		if err != nil {
			return err
		}
		n.tend.conn = conn
	}
	reply, err := t.ask(ctx, n.tend.conn, []string{infoNode, infoPeersGeneration, infoPartitionGeneration})
	if err != nil {
		return err
	}
	if name, _ := reply.Get(infoNode); name != n.name {
		n.tend.gone = true
		return fmt.Errorf("node %.80q answers in place of %s: %w", name, n.name, ErrReply)
	}
	peersGeneration, err := reply.number(infoPeersGeneration)
	if err != nil {
		return err
	}
	partitionGeneration, err := reply.number(infoPartitionGeneration)
	if err != nil {
		return err
	}
	if peersGeneration != n.tend.peersGeneration {
		if err := t.refreshPeers(ctx, n); err != nil {
			return err
		}
	}
	if partitionGeneration != n.tend.partitionGeneration {
		if err := t.refreshRacks(ctx, n); err != nil {
			return err
		}
		return t.refreshPartitions(ctx, n, partitionGeneration)
	}
	return nil
}

// number returns the answer to a command as a number.
func (r InfoReply) number(name string) (int64, error) {
	text, _ := r.Get(name)
	value, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("%s %.40q is no number: %w", name, text, ErrReply)
	}
	return value, nil
}

// refreshPeers asks a node which other nodes it sees.
func (t *tender) refreshPeers(ctx context.Context, n *node) error {
	live := t.client.live.Load()
	command := live.peersCommand()
	reply, err := t.ask(ctx, n.tend.conn, []string{command})
	if err != nil {
		return err
	}
	text, _ := reply.Get(command)
	list, err := peers.Parse(text)
	if err != nil {
		return err
	}
	n.tend.peers, n.tend.peersGeneration = list.Peers, list.Generation
	if live.SeedOnly {
		n.tend.peers = nil
	}
	return nil
}

// refreshRacks asks a node for its racks. Nodes that have none refuse, which is no failure.
func (t *tender) refreshRacks(ctx context.Context, n *node) error {
	deadline := t.client.now().Add(t.client.live.Load().TendTimeout)
	reply, _, err := askInfo(ctx, n.tend.conn, deadline, []string{infoRacks})
	if err != nil {
		return err
	}
	racks := make(map[string]int)
	text, _ := reply.Get(infoRacks)
	for part := range strings.SplitSeq(text, ";") {
		at := strings.LastIndexByte(part, ':')
		if at <= 0 {
			continue
		}
		if rack, err := strconv.Atoi(part[at+1:]); err == nil {
			racks[part[:at]] = rack
		}
	}
	n.racks.Store(&racks)
	if len(racks) == 0 && t.client.live.Load().Replica == ReplicaPreferRack {
		t.client.degraded(FeatureRacks, n, nil)
	}
	return nil
}

// refreshPartitions asks a node what it owns. The generation was read before: if ownership changes in between, the
// next round sees another generation and asks again.
func (t *tender) refreshPartitions(ctx context.Context, n *node, generation int64) error {
	reply, err := t.ask(ctx, n.tend.conn, []string{infoReplicas})
	if err != nil {
		return err
	}
	text, _ := reply.Get(infoReplicas)
	owned, err := partition.ParseReplicas(text)
	if err != nil {
		return err
	}
	n.tend.owned, n.tend.partitionGeneration, n.tend.claimed = owned, generation, t.round
	return nil
}

// removeLost lets go of nodes that left: another node answers in their place; or no healthy node sees them while there
// is one, and they do not answer or own nothing. A node that others still see stays, so that a short outage does not
// empty the picture.
func (t *tender) removeLost() {
	seen := make(map[string]bool)
	t.eachPeer(func(p peers.Peer) { seen[p.Name] = true })
	state := t.state.Load()
	for _, n := range t.sorted() {
		lost := n.tend.failures > 0 || state.partitions != nil && !state.partitions.Maps(n)
		if n.tend.gone || lost && !seen[n.name] && t.otherHealthy(n) {
			t.drop(n)
		}
	}
}

// otherHealthy reports whether a node other than n answers and knows its peers.
func (t *tender) otherHealthy(n *node) bool {
	for _, other := range t.nodes {
		if other != n && other.tend.failures == 0 && other.tend.peersGeneration >= 0 {
			return true
		}
	}
	return false
}

// eachPeer calls visit for every peer that a healthy node sees.
func (t *tender) eachPeer(visit func(peers.Peer)) {
	for _, n := range t.sorted() {
		if n.tend.failures > 0 {
			continue
		}
		for _, p := range n.tend.peers {
			visit(p)
		}
	}
}
