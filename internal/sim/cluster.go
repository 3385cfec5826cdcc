package sim

import (
	"crypto/tls"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/aerolith/aerolith/aero"
)

// TB is what a cluster needs of a test.
type TB interface {
	// Helper marks the caller as a helper.
	Helper()
	// Fatalf ends the test.
	Fatalf(format string, args ...any)
	// Cleanup runs a function when the test has ended.
	Cleanup(func())
}

// Cluster is a cluster under simulation.
type Cluster struct {
	// namespaces are the names of all namespaces; each has two copies of a partition if there are two nodes.
	namespaces []string
	// tls encrypts connections; nil does not.
	tls *tls.Config
	// memory is the network; nil for the system's.
	memory *memory
	// tracer sees commands; nil sees none.
	tracer atomic.Pointer[func(*aero.RecordCommand, Stage)]

	// mu guards everything below, and the records of all nodes.
	mu    sync.Mutex
	nodes []*Node
	// generation counts changes of membership.
	generation int64
	// clock is the time.
	clock func() time.Time
	// evaluates carries out what the nodes' own store cannot; nil until that is needed.
	evaluates *evaluator
	// lag is how many writes a replica may be behind, late those that it has not applied.
	lag  int
	late []lateWrite
}

// copies is how many nodes have a copy of a partition.
const copies = 2

// Start starts a cluster of so many nodes, which ends with the test.
func Start(t TB, count int, namespaces ...string) *Cluster {
	t.Helper()
	return start(t, count, &Cluster{namespaces: namespaces, generation: 1})
}

// StartTLS is Start of a cluster whose nodes speak TLS alone. The config may decide for each connection anew.
func StartTLS(t TB, count int, config *tls.Config, namespaces ...string) *Cluster {
	t.Helper()
	return start(t, count, &Cluster{namespaces: namespaces, generation: 1, tls: config})
}

// start starts the nodes of a cluster.
func start(t TB, count int, c *Cluster) *Cluster {
	t.Helper()
	t.Cleanup(c.Close)
	c.clock = time.Now
	for i := range count {
		n := newNode(c, fmt.Sprintf("BB9%012X", i+1))
		address := "127.0.0.1:0"
		if c.memory != nil {
			address = fmt.Sprintf("10.0.0.%d:3000", i+1)
		}
		if err := n.listen(address); err != nil {
			t.Fatalf("sim: %v", err)
		}
		c.nodes = append(c.nodes, n)
	}
	return c
}

// secured encrypts a connection if the cluster does.
func (c *Cluster) secured(conn net.Conn) net.Conn {
	if c.tls == nil {
		return conn
	}
	return tls.Server(conn, c.tls)
}

// Close stops all nodes and waits for them.
func (c *Cluster) Close() {
	for _, n := range c.nodes {
		n.halt()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.evaluates != nil {
		c.evaluates.close()
		c.evaluates = nil
	}
}

// Hosts returns the addresses of all nodes, dead or alive.
func (c *Cluster) Hosts() []string {
	hosts := make([]string, len(c.nodes))
	for i, n := range c.nodes {
		hosts[i] = n.address
	}
	return hosts
}

// Node returns a node by its number, from 0.
func (c *Cluster) Node(index int) *Node { return c.nodes[index] }

// Kill ends a node at once, as SIGKILL would, together with what it has stored. The others take over its partitions.
func (c *Cluster) Kill(index int) {
	c.nodes[index].halt()
	c.change(func() { c.nodes[index].alive, c.nodes[index].records = false, make(map[recordKey]*record) })
}

// Restart starts a dead node again, at the same address and with the records that it owns.
func (c *Cluster) Restart(index int) error {
	n := c.nodes[index]
	if err := n.listen(n.address); err != nil {
		return err
	}
	c.change(func() { n.alive = true })
	return nil
}

// Evict lets the others take over a node's partitions while it goes on: as they see it, it is gone. Readmit takes it back.
func (c *Cluster) Evict(index int) { c.change(func() { c.nodes[index].alive = false }) }

// Readmit takes back a node that was evicted.
func (c *Cluster) Readmit(index int) { c.change(func() { c.nodes[index].alive = true }) }

// change changes the membership and redistributes the records.
func (c *Cluster) change(how func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.applyLate(0)
	how()
	c.generation++
	everything := make(map[recordKey]*record)
	for _, n := range c.nodes {
		for key, r := range n.records {
			everything[key] = r
		}
		n.records = make(map[recordKey]*record)
	}
	for key, r := range everything {
		for _, n := range c.owners(key.digest.Partition()) {
			n.records[key] = r.clone()
		}
	}
}

// owners returns the nodes that have a partition, the master first. The lock is held.
func (c *Cluster) owners(id aero.PartitionID) []*Node {
	var owners []*Node
	for i := range c.nodes {
		if n := c.nodes[(int(id)+i)%len(c.nodes)]; n.alive && len(owners) < copies {
			owners = append(owners, n)
		}
	}
	return owners
}

// MasterOf returns the number of the node that is master of a key's partition, -1 for none.
func (c *Cluster) MasterOf(key aero.Key) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	owners := c.owners(key.Digest.Partition())
	for i, n := range c.nodes {
		if len(owners) > 0 && n == owners[0] {
			return i
		}
	}
	return -1
}

// listenOn listens at an address: host:port or unix:/path.
func (c *Cluster) listenOn(address string) (net.Listener, error) {
	if c.memory != nil {
		return c.memory.listen(address)
	}
	const unix = "unix:"
	if len(address) > len(unix) && address[:len(unix)] == unix {
		return net.Listen("unix", address[len(unix):])
	}
	return net.Listen("tcp", address)
}
