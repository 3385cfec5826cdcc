package sim

import (
	"io"
	"net"
	"sync"
	"sync/atomic"

	"github.com/aerolith/aerolith/wire"
)

// Node is one node of a cluster.
type Node struct {
	cluster *Cluster
	// name is its id, address where it listens.
	name, address string

	// alive and records are guarded by the cluster's lock.
	alive   bool
	records map[recordKey]*record

	// mu guards everything below.
	mu       sync.Mutex
	listener net.Listener
	conns    map[net.Conn]struct{}
	fault    Fault
	// conduct is what the node says beside the truth; nil for nothing.
	conduct atomic.Pointer[Conduct]
	// accepted counts the connections, commands the messages since the start.
	accepted, commands atomic.Int64
	// running counts the node's goroutines.
	running sync.WaitGroup
}

// newNode makes a node that does not listen yet.
func newNode(c *Cluster, name string) *Node {
	return &Node{
		cluster: c, name: name, alive: true,
		records: make(map[recordKey]*record), conns: make(map[net.Conn]struct{}),
	}
}

// Name returns the node's id.
func (n *Node) Name() string { return n.name }

// Accepted returns how many connections the node has taken.
func (n *Node) Accepted() int64 { return n.accepted.Load() }

// Commands returns how many messages the node has received.
func (n *Node) Commands() int64 { return n.commands.Load() }

// Open returns how many connections are open.
func (n *Node) Open() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return len(n.conns)
}

// listen starts the node at an address.
func (n *Node) listen(address string) error {
	listener, err := n.cluster.listenOn(address)
	if err != nil {
		return err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.listener = listener
	if listener.Addr().Network() == "tcp" {
		address = listener.Addr().String()
	}
	n.address = address
	n.running.Go(func() { n.accept(listener) })
	return nil
}

// Move lets the node listen at another address: host:port or unix:/path.
func (n *Node) Move(address string) error {
	n.halt()
	return n.listen(address)
}

// halt ends the node and waits until nothing of it runs.
func (n *Node) halt() {
	n.mu.Lock()
	if n.listener != nil {
		// A listener that fails to close is closed already.
		_ = n.listener.Close()
		n.listener = nil
	}
	n.mu.Unlock()
	n.Disconnect()
	n.running.Wait()
}

// Disconnect closes all connections; the node goes on listening.
func (n *Node) Disconnect() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.fault.release()
	for conn := range n.conns {
		// The peer is told by the system, or is gone.
		_ = conn.Close()
	}
}

// accept takes connections until the listener is closed.
func (n *Node) accept(listener net.Listener) {
	for {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		n.accepted.Add(1)
		n.mu.Lock()
		if n.listener != listener {
			n.mu.Unlock()
			_ = conn.Close()
			return
		}
		n.conns[conn] = struct{}{}
		n.running.Go(func() { n.serve(conn) })
		n.mu.Unlock()
	}
}

// serve answers what comes over a connection until it ends.
func (n *Node) serve(plain net.Conn) {
	conn := n.cluster.secured(plain)
	defer func() {
		n.mu.Lock()
		defer n.mu.Unlock()
		delete(n.conns, plain)
		_ = plain.Close() // the other side may have closed it already
	}()
	switch conduct := n.conducts(); {
	case conduct.Refuse:
		return
	case conduct.HalfOpen:
		// The peer is heard and never answered, until it or the node ends the connection.
		_, _ = io.Copy(io.Discard, plain)
		return
	}
	s := session{node: n, conn: conn, decoder: wire.NewDecoder(wire.Options{})}
	reader := wire.NewReader(conn, wire.Options{})
	for reader.Fill() == nil {
		for {
			frame, ok, err := reader.Next()
			if err != nil {
				return
			}
			if !ok {
				break
			}
			if !s.frame(frame) {
				return
			}
		}
	}
}
