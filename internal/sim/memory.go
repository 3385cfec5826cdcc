package sim

import (
	"context"
	"fmt"
	"net"
	"sync"
	"syscall"
)

// memory is a network of one cluster alone, without sockets: for tests in virtual time.
type memory struct {
	// mu guards listeners, by address.
	mu        sync.Mutex
	listeners map[string]*memoryListener
}

// StartInMemory is Start of a cluster that is reached by its Dial only, so that it can live in a bubble of testing/synctest.
func StartInMemory(t TB, count int, namespaces ...string) *Cluster {
	t.Helper()
	return start(t, count, &Cluster{namespaces: namespaces, generation: 1, memory: newMemory()})
}

// Dial connects to a node of a cluster in memory: it has the form of client.Options.Dial.
func (c *Cluster) Dial(ctx context.Context, _, address string) (net.Conn, error) {
	return c.memory.dial(ctx, address)
}

// newMemory makes a network without listeners.
func newMemory() *memory { return &memory{listeners: make(map[string]*memoryListener)} }

// dial connects to a listener.
func (m *memory) dial(ctx context.Context, address string) (net.Conn, error) {
	m.mu.Lock()
	listener := m.listeners[address]
	m.mu.Unlock()
	if listener == nil {
		return nil, fmt.Errorf("sim: connect to %s: %w", address, syscall.ECONNREFUSED)
	}
	ours, theirs := net.Pipe()
	select {
	case listener.incoming <- theirs:
		return ours, nil
	case <-listener.closed:
		return nil, fmt.Errorf("sim: connect to %s: %w", address, syscall.ECONNREFUSED)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// listen listens at an address that nobody has yet.
func (m *memory) listen(address string) (net.Listener, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.listeners[address] != nil {
		return nil, fmt.Errorf("sim: %s is in use", address)
	}
	l := &memoryListener{memory: m, address: address, incoming: make(chan net.Conn), closed: make(chan struct{})}
	m.listeners[address] = l
	return l, nil
}

// memoryListener is a net.Listener in memory.
type memoryListener struct {
	memory   *memory
	address  string
	incoming chan net.Conn
	closed   chan struct{}
	once     sync.Once
}

// Accept implements net.Listener.
func (l *memoryListener) Accept() (net.Conn, error) {
	select {
	case conn := <-l.incoming:
		return conn, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener.
func (l *memoryListener) Close() error {
	l.once.Do(func() {
		l.memory.mu.Lock()
		defer l.memory.mu.Unlock()
		delete(l.memory.listeners, l.address)
		close(l.closed)
	})
	return nil
}

// Addr implements net.Listener.
func (l *memoryListener) Addr() net.Addr { return memoryAddress(l.address) }

// memoryAddress is a net.Addr in memory.
type memoryAddress string

// Network implements net.Addr.
func (memoryAddress) Network() string { return "memory" }

// String implements net.Addr.
func (a memoryAddress) String() string { return string(a) }
