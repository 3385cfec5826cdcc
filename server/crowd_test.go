package server

import (
	"context"
	"errors"
	"net"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/wire"
)

// pipeListener hands out connections in memory, so that thousands of them need no descriptors.
type pipeListener struct {
	accepts chan net.Conn
	closed  chan struct{}
	once    sync.Once
}

// newPipeListener returns a listener in memory.
func newPipeListener() *pipeListener {
	return &pipeListener{accepts: make(chan net.Conn), closed: make(chan struct{})}
}

// Accept implements net.Listener.
func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case conn := <-l.accepts:
		return conn, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener.
func (l *pipeListener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

// Addr implements net.Listener.
func (l *pipeListener) Addr() net.Addr { return &net.UnixAddr{Name: "pipe", Net: "unix"} }

// dial returns the client's end of a new connection.
func (l *pipeListener) dial(t *testing.T) net.Conn {
	t.Helper()
	here, there := net.Pipe()
	select {
	case l.accepts <- there:
	case <-l.closed:
		t.Fatal("the listener is closed")
	}
	return here
}

// serveInMemory starts a server on a listener in memory.
func serveInMemory(t *testing.T) (*testServer, *pipeListener) {
	t.Helper()
	ts, l := startServerUnserved(t, nil), newPipeListener()
	ts.serve(l)
	return ts, l
}

// crowd is how many connections the tests of crowds make.
func crowd() int {
	if underRace {
		return 1000
	}
	return 10_000
}

// inUse returns the memory of heap and stacks after a garbage collection, in bytes.
func inUse() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc + m.StackInuse
}

// TestIdleCrowd: ten thousand connections that do nothing cost little each, do not keep others from working, and leave
// nothing behind.
func TestIdleCrowd(t *testing.T) {
	const perConnection = 40 << 10 // both ends, their goroutine and the server's first buffer
	ts, l := serveInMemory(t)
	before := inUse()
	conns := make([]net.Conn, crowd())
	for i := range conns {
		conns[i] = l.dial(t)
	}
	if used := int64(inUse()) - int64(before); used > int64(len(conns))*perConnection {
		t.Errorf("%d bytes for each idle connection, want at most %d", used/int64(len(conns)), perConnection)
	}
	p := newPeer(t, conns[len(conns)/2])
	p.sendAside(putRequest(t, 1, 7))
	if res := p.result(); res.Code != aero.CodeOK {
		t.Errorf("put among the idle: %v", res.Code)
	}
	for _, conn := range conns {
		_ = conn.Close() // of a pipe, which cannot fail
	}
	awaitNoConnections(ts)
}

// awaitNoConnections waits until all sessions have ended.
func awaitNoConnections(ts *testServer) {
	ts.t.Helper()
	eventually(ts.t, "the sessions' ends", func() bool { return ts.Snapshot().ConnectionsOpen == 0 })
}

// TestChurn: connections that come, do one thing and go, in the middle of a request too, leave no goroutine and no
// buffer behind.
func TestChurn(t *testing.T) {
	ts, l := serveInMemory(t)
	before := runtime.NumGoroutine()
	var all sync.WaitGroup
	for worker := range 8 {
		all.Go(func() {
			for i := range crowd() / 40 {
				conn := l.dial(t)
				request := putRequest(t, worker, uint64(i))
				if i%3 == 0 {
					request = request[:len(request)/2] // gone before the request was complete
				}
				if _, err := conn.Write(request); err != nil {
					t.Errorf("write: %v", err)
				}
				_ = conn.Close() // of a pipe, which cannot fail
			}
		})
	}
	all.Wait()
	awaitNoConnections(ts)
	if used := ts.Snapshot().BytesInFlight; used != 0 {
		t.Errorf("%d bytes still charged", used)
	}
	eventually(t, "the goroutines' ends", func() bool { return runtime.NumGoroutine() <= before+crowd()/100 })
}

// TestStopUnderLoad: a stop in the middle of writes answers or cuts each of them; every write that was acknowledged is in
// the store, and nobody waits for ever.
func TestStopUnderLoad(t *testing.T) {
	ts, l := serveInMemory(t)
	var acknowledged atomic.Int64
	var all sync.WaitGroup
	begun := make(chan struct{}, 64)
	for worker := range 16 {
		conn := l.dial(t)
		all.Go(func() {
			defer func() { _ = conn.Close() }() // the server may have closed it
			decoder := wire.NewDecoder(wire.Options{})
			reader := wire.NewReader(conn, wire.Options{})
			for i := 0; ; i++ {
				if _, err := conn.Write(putRequest(t, worker<<20|i, 1)); err != nil {
					return
				}
				if err := reader.Fill(); err != nil {
					return
				}
				frame, ok, err := reader.Next()
				var res aero.RecordResult
				if err != nil || !ok || decoder.RecordReply(frame.Body, &res) != nil || res.Code != aero.CodeOK {
					t.Errorf("reply %v, %v, %v", ok, err, res.Code)
					return
				}
				acknowledged.Add(1)
				select {
				case begun <- struct{}{}:
				default:
				}
			}
		})
	}
	for range cap(begun) {
		<-begun
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := ts.Shutdown(ctx); err != nil {
		t.Errorf("shutdown: %v", err)
	}
	all.Wait()
	if err := <-ts.served; !errors.Is(err, ErrClosed) {
		t.Errorf("serve: %v", err)
	}
	stats, _ := ts.store.NamespaceStats(fakeNamespace)
	if stats.Objects < uint64(acknowledged.Load()) {
		t.Errorf("%d records for %d acknowledged writes", stats.Objects, acknowledged.Load())
	}
}
