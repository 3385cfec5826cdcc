package pool

import (
	"context"
	"errors"
	"net"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aerolith/aerolith/wire"
)

// fake is a node in memory, in virtual time.
type fake struct {
	// takes returns how long a dial takes, fails whether it then fails.
	takes func() time.Duration
	fails func() bool
	// dials counts them; dialling and open are those under way and the connections that stand, dialsMost and openMost the
	// most of them at once, dials included.
	dials, dialling, open, dialsMost, openMost atomic.Int64
}

// fakeConn is a connection to a fake.
type fakeConn struct {
	net.Conn
	node   *fake
	closed atomic.Bool
}

// Close implements net.Conn.
func (c *fakeConn) Close() error {
	if c.closed.CompareAndSwap(false, true) {
		c.node.open.Add(-1)
	}
	return c.Conn.Close()
}

// dial is Options.Dial.
func (f *fake) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	f.dials.Add(1)
	f.dialsMost.Store(max(f.dialsMost.Load(), f.dialling.Add(1)))
	f.openMost.Store(max(f.openMost.Load(), f.open.Add(1)))
	defer f.dialling.Add(-1)
	var err error
	select {
	case <-time.After(f.takes()):
		if f.fails() {
			err = syscall.ECONNREFUSED
		}
	case <-ctx.Done():
		err = ctx.Err()
	}
	if err != nil {
		f.open.Add(-1)
		return nil, err
	}
	ours, theirs := net.Pipe()
	_ = theirs.Close()
	return &fakeConn{Conn: ours, node: f}, nil
}

// withFake runs a test in virtual time with a pool of connections to a node whose dials take so long.
func withFake(t *testing.T, conns, dials int, takes time.Duration, run func(*testing.T, *fake, *Pool)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		f := &fake{takes: func() time.Duration { return takes }, fails: func() bool { return false }}
		p := New(Address{Network: "tcp", Place: "node:3000"}, &Options{
			MaxConns: conns, MaxDials: dials, MaxWaiters: 1000, MaxKeptBuffer: 100, IdleLimit: time.Hour,
			CheckAfter: time.Hour, DialTimeout: time.Second, Wire: wire.Options{}, Now: time.Now, Dial: f.dial,
		})
		defer p.Close()
		run(t, f, p)
	})
}

// outcome is how a Get in the background ended.
type outcome struct {
	conn *Conn
	err  error
	took time.Duration
}

// get gets a connection in the background.
func get(ctx context.Context, p *Pool, patience time.Duration) <-chan outcome {
	done := make(chan outcome, 1)
	go func() {
		began, deadline := time.Now(), time.Time{}
		if patience > 0 {
			deadline = began.Add(patience)
		}
		conn, err := p.Get(ctx, deadline)
		done <- outcome{conn: conn, err: err, took: time.Since(began)}
	}()
	synctest.Wait()
	return done
}

// TestShortDeadlines: callers whose time, that of their deadlines or contexts, is shorter than a dial leave exactly in time, and one
// of them has a connection in the end, from one dial.
func TestShortDeadlines(t *testing.T) {
	for _, by := range []string{"deadline", "context"} {
		withFake(t, 4, 2, 50*time.Millisecond, func(t *testing.T, f *fake, p *Pool) {
			const patience = 3 * time.Millisecond
			for tries := 1; ; tries++ {
				ctx, limit := t.Context(), patience
				cause := ErrTimeout
				if by == "context" {
					var cancel context.CancelFunc
					ctx, cancel = context.WithTimeout(ctx, patience)
					defer cancel()
					limit, cause = 0, context.DeadlineExceeded
				}
				one := <-get(ctx, p, limit)
				if one.err == nil {
					break
				}
				if one.took != patience || !errors.Is(one.err, cause) || tries > 17 {
					t.Fatalf("%s: %v after %v, try %d", by, one.err, one.took, tries)
				}
			}
			if n := f.dials.Load(); n != 1 {
				t.Errorf("%d dials", n)
			}
		})
	}
}

// TestDialOfWhoLeft: the connection that is made for a caller who has left goes to the next in line, and to the free ones if there
// is nobody.
func TestDialOfWhoLeft(t *testing.T) {
	withFake(t, 2, 1, 10*time.Millisecond, func(t *testing.T, f *fake, p *Pool) {
		ctx, cancel := context.WithCancel(t.Context())
		left, next := get(ctx, p, 0), get(t.Context(), p, 0)
		cancel()
		if one := <-left; !errors.Is(one.err, context.Canceled) {
			t.Error(one.err)
		}
		if one := <-next; one.err != nil || one.took != 10*time.Millisecond || f.dials.Load() != 1 {
			t.Errorf("%v after %v, %d dials", one.err, one.took, f.dials.Load())
		}
		if one := <-get(t.Context(), p, time.Millisecond); !errors.Is(one.err, ErrTimeout) {
			t.Error(one.err)
		}
		time.Sleep(10 * time.Millisecond)
		if s := p.Stats(); s != (Stats{Open: 2, Idle: 1}) {
			t.Errorf("%+v", s)
		}
	})
}

// TestRefused: where no connection can be made, everybody who waits is told why after two dials at the latest, and these stay few.
// One connection that stands is hope: then each failed dial fails one caller.
func TestRefused(t *testing.T) {
	withFake(t, 8, 4, 10*time.Millisecond, func(t *testing.T, f *fake, p *Pool) {
		held := <-get(t.Context(), p, 0)
		f.fails = func() bool { return true }
		var callers []<-chan outcome
		for range 6 {
			callers = append(callers, get(t.Context(), p, 0))
		}
		time.Sleep(11 * time.Millisecond)
		p.Put(held.conn)
		served := 0
		for _, done := range callers {
			one := <-done
			if one.err == nil {
				served++
				p.Put(one.conn)
			} else if !errors.Is(one.err, syscall.ECONNREFUSED) {
				t.Error(one.err)
			}
		}
		if served != 2 {
			t.Errorf("%d of 6 callers were served, 4 had a dial", served)
		}
	})
	withFake(t, 8, 4, 10*time.Millisecond, func(t *testing.T, f *fake, p *Pool) {
		f.fails = func() bool { return true }
		var callers []<-chan outcome
		for range 500 {
			callers = append(callers, get(t.Context(), p, 0))
		}
		for _, done := range callers {
			if one := <-done; !errors.Is(one.err, syscall.ECONNREFUSED) || one.took > 20*time.Millisecond {
				t.Fatalf("%v after %v", one.err, one.took)
			}
		}
		if n := f.dials.Load(); n > 8 {
			t.Errorf("%d dials", n)
		}
		time.Sleep(time.Second) // dials that were begun for those who have left end
		f.takes = func() time.Duration { return time.Hour }
		if one := <-get(t.Context(), p, 0); !errors.Is(one.err, context.DeadlineExceeded) || one.took != time.Second {
			t.Errorf("%v after %v", one.err, one.took)
		}
	})
}

// TestCloseEndsDials closes a pool with dials under way, for callers and for nobody: callers are refused at once, and nothing runs
// any more.
func TestCloseEndsDials(t *testing.T) {
	withFake(t, 8, 2, time.Minute, func(t *testing.T, f *fake, p *Pool) {
		gone := get(t.Context(), p, time.Millisecond)
		warm := make(chan error, 1)
		go func() { warm <- p.Warm(t.Context(), 2) }()
		synctest.Wait()
		waiting := get(t.Context(), p, 0)
		<-gone
		p.Close()
		if one := <-waiting; !errors.Is(one.err, ErrClosed) || one.took > 2*time.Millisecond {
			t.Error(one)
		}
		if err := <-warm; !errors.Is(err, ErrClosed) {
			t.Error(err)
		}
		if s := p.Stats(); s != (Stats{}) || f.dialling.Load() != 0 || f.open.Load() != 0 {
			t.Errorf("%+v, %d dials under way", s, f.dialling.Load())
		}
	})
}
