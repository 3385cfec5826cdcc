package pool

import (
	"context"
	"errors"
	"net"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aerolith/aerolith/wire"
)

// peer is the other end of the connections of a test.
type peer struct {
	listener net.Listener
	// dialled counts connections, dialling those being made now, dialsMost the most at once.
	dialled, dialling, dialsMost atomic.Int64
	mu                           sync.Mutex
	ends                         []net.Conn
}

// newPeer listens, and accepts until the test ends.
func newPeer(t *testing.T) *peer {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &peer{listener: listener}
	var accepting sync.WaitGroup
	accepting.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			p.mu.Lock()
			p.ends = append(p.ends, conn)
			p.mu.Unlock()
		}
	})
	t.Cleanup(func() {
		_ = listener.Close()
		accepting.Wait()
		p.hangUp()
	})
	return p
}

// hangUp closes the peer's ends of all connections.
func (p *peer) hangUp() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, conn := range p.ends {
		_ = conn.Close()
	}
}

// pool makes a pool of connections to the peer.
func (p *peer) pool(t *testing.T, conns, dials, waiters int) *Pool {
	options := &Options{
		MaxConns: conns, MaxDials: dials, MaxWaiters: waiters, MaxKeptBuffer: 100, IdleLimit: time.Hour,
		CheckAfter: time.Hour, DialTimeout: time.Minute, Wire: wire.DefaultOptions(), Now: time.Now, Dial: p.dial,
	}
	pool := New(Address{Network: "tcp", Place: p.listener.Addr().String()}, options)
	t.Cleanup(pool.Close)
	return pool
}

// dial makes a connection, and counts.
func (p *peer) dial(ctx context.Context, network, place string) (net.Conn, error) {
	p.dialsMost.Store(max(p.dialsMost.Load(), p.dialling.Add(1)))
	defer p.dialling.Add(-1)
	p.dialled.Add(1)
	return new(net.Dialer).DialContext(ctx, network, place)
}

// soon waits until a condition holds.
func soon(t *testing.T, what string, condition func() bool) {
	t.Helper()
	for began := time.Now(); time.Since(began) < ready; {
		if condition() {
			return
		}
		<-time.After(time.Millisecond)
	}
	t.Fatal("never: ", what)
}

// take gets a connection that must be there.
func take(t *testing.T, p *Pool) *Conn {
	t.Helper()
	conn, err := p.Get(t.Context(), time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	return conn
}

// TestReuse checks that a free connection is used again, the latest first, and a discarded one is not.
func TestReuse(t *testing.T) {
	peer := newPeer(t)
	pool := peer.pool(t, 4, 4, 4)
	a, b := take(t, pool), take(t, pool)
	a.Request = make([]byte, 1000)
	pool.Put(a)
	pool.Put(b)
	if got := take(t, pool); got != b {
		t.Error("not the connection used last")
	}
	pool.Discard(b)
	if got := take(t, pool); got != a || a.Request != nil {
		t.Error("not the other connection, or its large buffer was kept")
	}
	if s := pool.Stats(); s.Open != 1 || s.Idle != 0 || peer.dialled.Load() != 2 {
		t.Errorf("%+v, %d dialled", s, peer.dialled.Load())
	}
}

// TestFairBoundedWaiting lets callers wait in line: they are served in order, and one more than allowed is refused.
func TestFairBoundedWaiting(t *testing.T) {
	pool := newPeer(t).pool(t, 1, 1, 3)
	conn := take(t, pool)
	served := make(chan int, 3)
	var callers sync.WaitGroup
	for i := range 3 {
		callers.Go(func() {
			c, err := pool.Get(context.Background(), time.Time{})
			if err != nil {
				t.Error(err)
				return
			}
			served <- i
			pool.Put(c)
		})
		soon(t, "in line", func() bool { return pool.Stats().Waiting == i+1 })
	}
	if _, err := pool.Get(t.Context(), time.Time{}); !errors.Is(err, ErrFull) {
		t.Error(err)
	}
	pool.Put(conn)
	callers.Wait()
	for want := range 3 {
		if got := <-served; got != want {
			t.Errorf("caller %d was served instead of %d", got, want)
		}
	}
}

// TestWaitingEnds checks that waiting ends with the context, at the deadline, and at Close, and that what was granted
// meanwhile is not lost.
func TestWaitingEnds(t *testing.T) {
	pool := newPeer(t).pool(t, 1, 1, 10)
	conn := take(t, pool)
	if _, err := pool.Get(t.Context(), time.Now().Add(10*time.Millisecond)); !errors.Is(err, ErrTimeout) || !IsTimeout(err) {
		t.Error(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if _, err := pool.Get(ctx, time.Time{}); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
	failure := make(chan error, 1)
	go func() {
		_, err := pool.Get(context.Background(), time.Time{})
		failure <- err
	}()
	soon(t, "waiting", func() bool { return pool.Stats().Waiting == 1 })
	pool.Close()
	if err := <-failure; !errors.Is(err, ErrClosed) {
		t.Error(err)
	}
	pool.Put(conn)
	if _, err := pool.Get(t.Context(), time.Time{}); !errors.Is(err, ErrClosed) || pool.Stats().Open != 0 {
		t.Error(err, pool.Stats())
	}
}

// TestStormOfCallers lets many callers come at once, of whom some give up: the limits of dials and connections hold,
// and nothing is lost.
func TestStormOfCallers(t *testing.T) {
	peer := newPeer(t)
	pool := peer.pool(t, 8, 3, 1000)
	var callers sync.WaitGroup
	for i := range 300 {
		callers.Go(func() {
			ctx, cancel := context.WithTimeout(context.Background(), time.Duration(1+i%5*1000)*time.Millisecond)
			defer cancel()
			conn, err := pool.Get(ctx, time.Time{})
			if err != nil {
				return
			}
			if i%7 == 0 {
				pool.Discard(conn)
			} else {
				pool.Put(conn)
			}
		})
	}
	callers.Wait()
	soon(t, "all connections free", func() bool { s := pool.Stats(); return s.Open == s.Idle && s.Waiting == 0 })
	if s := pool.Stats(); s.Open > 8 || peer.dialsMost.Load() > 3 {
		t.Errorf("%+v, %d dials at once", s, peer.dialsMost.Load())
	}
}

// TestIdle checks that connections are closed that were idle for too long, and that one the peer has closed is noticed
// before it is used.
func TestIdle(t *testing.T) {
	peer := newPeer(t)
	pool := peer.pool(t, 4, 4, 4)
	now := time.Now()
	pool.options.Now = func() time.Time { return now }
	a, b := take(t, pool), take(t, pool)
	pool.Put(a)
	now = now.Add(time.Hour / 2)
	pool.Put(b)
	now = now.Add(time.Hour / 2)
	pool.Trim()
	if s := pool.Stats(); s.Open != 1 || s.Idle != 1 {
		t.Errorf("%+v", s)
	}
	if runtime.GOOS == "windows" {
		t.Skip("a dead connection is not noticed before its use here")
	}
	pool.options.CheckAfter = 0
	soon(t, "accepted", func() bool {
		peer.mu.Lock()
		defer peer.mu.Unlock()
		return len(peer.ends) == 2
	})
	peer.hangUp()
	soon(t, "noticed", func() bool { return !b.alive() })
	if c := take(t, pool); c == b || pool.Stats().Open != 1 {
		t.Error("a dead connection was handed out")
	}
	now = now.Add(2 * time.Hour)
	take(t, pool)
	pool.CloseIdle()
	if s := pool.Stats(); s.Open != 2 {
		t.Errorf("%+v", s)
	}
}
