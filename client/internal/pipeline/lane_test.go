package pipeline

import (
	"context"
	"errors"
	"io"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aerolith/aerolith/wire"
)

// TestAnswersReachTheirCallers lets many callers share few connections, and checks that each gets its own answer and that
// no limit is exceeded.
func TestAnswersReachTheirCallers(t *testing.T) {
	n := &fakeNode{}
	options := small()
	options.MaxLines, options.MaxDials, options.MaxWaiters = 3, 2, 1000
	withLane(t, n, options, func(t *testing.T, l *Lane) {
		results := make([]result, 500)
		var group sync.WaitGroup
		for i, name := range names(len(results)) {
			group.Go(func() { results[i] = sendNow(t.Context(), l, name, 0) })
		}
		group.Wait()
		for _, r := range results {
			mustAnswer(t, r)
		}
		if n.dials > 3 || n.most > 2 || l.Stats().Open > 3 {
			t.Fatalf("%d dials, %d at once, %+v", n.dials, n.most, l.Stats())
		}
	})
}

// TestStart lets many callers come before there is any connection: the dials stay bounded.
func TestStart(t *testing.T) {
	n := &fakeNode{}
	options := small()
	options.MaxLines, options.MaxDials, options.MaxWaiters = 8, 2, 5000
	withLane(t, n, options, func(t *testing.T, l *Lane) {
		n.hold = make(chan struct{})
		var group sync.WaitGroup
		for _, name := range names(2000) {
			group.Go(func() { mustAnswer(t, sendNow(t.Context(), l, name, 0)) })
		}
		synctest.Wait()
		if n.most > 2 || l.Stats().Waiting != 2000 {
			t.Fatalf("%d dials at once, %+v", n.most, l.Stats())
		}
		close(n.hold)
		group.Wait()
	})
}

// TestWaitersInOrder fills the only connection: later callers wait in the order of their arrival, and beyond the bound they
// are refused.
func TestWaitersInOrder(t *testing.T) {
	var gate chan struct{}
	n := &fakeNode{answer: func(c *fakeConn, body []byte) { <-gate; c.reply(wire.TypeMessage, string(body)) }}
	options := small()
	options.MaxDepth, options.MaxWaiters = 1, 2
	withLane(t, n, options, func(t *testing.T, l *Lane) {
		gate = make(chan struct{})
		all := []<-chan result{
			send(t.Context(), l, "a", 0), send(t.Context(), l, "b", 0), send(t.Context(), l, "c", 0),
		}
		if r := sendNow(t.Context(), l, "d", 0); !errors.Is(r.Err, ErrFull) || !r.Unsent {
			t.Fatalf("%+v", r)
		}
		close(gate)
		for _, done := range all {
			mustAnswer(t, <-done)
		}
		if got := n.all(); len(got) != 3 || got[0] != "a" || got[1] != "b" || got[2] != "c" {
			t.Fatalf("%q", got)
		}
	})
}

// TestAbandoned lets callers give up while they wait, while they are queued behind a blocked write, and after they were
// sent. The first two are provably unsent, the last one is in doubt; its answer is read past.
func TestAbandoned(t *testing.T) {
	var gate chan struct{}
	n := &fakeNode{answer: func(c *fakeConn, body []byte) { <-gate; c.reply(wire.TypeMessage, string(body)) }}
	options := small()
	options.MaxDepth = 3
	withLane(t, n, options, func(t *testing.T, l *Lane) {
		gate = make(chan struct{})
		contexts, cancels := make([]context.Context, 3), make([]context.CancelFunc, 3)
		for i := range contexts {
			contexts[i], cancels[i] = context.WithCancel(t.Context())
		}
		sent := send(contexts[0], l, "sent", 0)
		// The node takes no more until it has answered: the write of the next one blocks, and others queue behind it.
		writing := send(t.Context(), l, "writing", 0)
		queued := send(contexts[1], l, "queued", 0)
		waiting := send(contexts[2], l, "waiting", 0)
		// Who was sent leaves last: then the line takes no more, and those who wait would get another one.
		cases := []struct {
			name   string
			done   <-chan result
			unsent bool
		}{{"sent", sent, false}, {"queued", queued, true}, {"waiting", waiting, true}}
		for i := len(cases) - 1; i >= 0; i-- {
			cancels[i]()
			if r := <-cases[i].done; !errors.Is(r.Err, context.Canceled) || r.Unsent != cases[i].unsent || !r.Abandoned {
				t.Errorf("%s: %+v", cases[i].name, r)
			}
		}
		close(gate)
		mustAnswer(t, <-writing)
		mustAnswer(t, sendNow(t.Context(), l, "later", 0))
		for _, name := range n.all() {
			if name == "queued" || name == "waiting" {
				t.Errorf("%s was sent", name)
			}
		}
	})
}

// TestDeadline lets a node stall: the caller leaves at its deadline exactly, the connection takes no more, and others are
// served over another one.
func TestDeadline(t *testing.T) {
	var healed atomic.Bool
	n := &fakeNode{answer: func(c *fakeConn, body []byte) {
		if healed.Load() {
			c.reply(wire.TypeMessage, string(body))
		}
	}}
	withLane(t, n, small(), func(t *testing.T, l *Lane) {
		began := time.Now()
		r := sendNow(t.Context(), l, "a", 300*time.Millisecond)
		if !errors.Is(r.Err, ErrTimeout) || r.Unsent || time.Since(began) != 300*time.Millisecond {
			t.Fatalf("%+v after %v", r, time.Since(began))
		}
		healed.Store(true)
		mustAnswer(t, sendNow(t.Context(), l, "b", 0))
		if s := l.Stats(); s.Open != 2 || s.InFlight != 1 {
			t.Fatalf("%+v", s)
		}
		time.Sleep(6 * time.Second)
		l.Sweep()
		if s := l.Stats(); s.Open != 1 || s.InFlight != 0 {
			t.Fatalf("after the stall limit: %+v", s)
		}
	})
}

// TestStalledLineIsClosed closes a connection over which nothing comes, with all its requests in doubt.
func TestStalledLineIsClosed(t *testing.T) {
	n := &fakeNode{answer: func(*fakeConn, []byte) {}}
	withLane(t, n, small(), func(t *testing.T, l *Lane) {
		done := send(t.Context(), l, "a", 0)
		l.Sweep()
		time.Sleep(4 * time.Second)
		l.Sweep()
		if l.Stats().InFlight != 1 {
			t.Fatal("closed too early")
		}
		time.Sleep(2 * time.Second)
		l.Sweep()
		if r := <-done; !errors.Is(r.Err, ErrStalled) || r.Unsent || r.Abandoned {
			t.Fatalf("%+v", r)
		}
	})
}

// TestAges closes a connection that is idle for too long, and replaces one that is too old without a failure.
func TestAges(t *testing.T) {
	n := &fakeNode{}
	options := small()
	options.Lifetime = 20 * time.Second
	withLane(t, n, options, func(t *testing.T, l *Lane) {
		for range 4 {
			mustAnswer(t, sendNow(t.Context(), l, "a", 0))
			time.Sleep(11 * time.Second)
			l.Sweep()
		}
		if n.dials != 2 {
			t.Fatalf("%d connections in 44 s, want 2", n.dials)
		}
		l.options.Lifetime = 0
		mustAnswer(t, sendNow(t.Context(), l, "a", 0))
		for range 7 {
			time.Sleep(10 * time.Second)
			l.Sweep()
		}
		if s := l.Stats(); s.Open != 0 {
			t.Fatalf("idle for too long: %+v", s)
		}
	})
}

// TestBrokenLines ends connections in all ways: requests that were sent are in doubt, and the next one is served.
func TestBrokenLines(t *testing.T) {
	cases := map[string]struct {
		answer func(c *fakeConn, body []byte)
		want   error
	}{
		"closed":      {func(c *fakeConn, _ []byte) { _ = c.Close() }, io.EOF},
		"cut":         {func(c *fakeConn, _ []byte) { _, _ = c.Write([]byte{2, 3, 0}); _ = c.Close() }, io.ErrUnexpectedEOF},
		"garbage":     {func(c *fakeConn, _ []byte) { _, _ = c.Write([]byte("HTTP/1.1 400")) }, wire.ErrVersion},
		"wrong frame": {func(c *fakeConn, _ []byte) { c.reply(wire.TypeInfo, "x") }, ErrReply},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			var broken atomic.Bool
			n := &fakeNode{}
			n.answer = func(conn *fakeConn, body []byte) {
				if broken.CompareAndSwap(false, true) {
					c.answer(conn, body)
					return
				}
				conn.reply(wire.TypeMessage, string(body))
			}
			withLane(t, n, small(), func(t *testing.T, l *Lane) {
				if r := sendNow(t.Context(), l, "a", 0); !errors.Is(r.Err, c.want) && c.want != ErrReply || r.Unsent {
					t.Fatalf("%+v", r)
				}
				synctest.Wait()
				mustAnswer(t, sendNow(t.Context(), l, "b", 0))
			})
		})
	}
}

// TestUnaskedFrame closes a connection over which something comes that nobody asked for.
func TestUnaskedFrame(t *testing.T) {
	n := &fakeNode{}
	withLane(t, n, small(), func(t *testing.T, l *Lane) {
		mustAnswer(t, sendNow(t.Context(), l, "a", 0))
		n.conns[0].reply(wire.TypeMessage, "surprise")
		synctest.Wait()
		if s := l.Stats(); s.Open != 0 {
			t.Fatalf("%+v", s)
		}
		mustAnswer(t, sendNow(t.Context(), l, "b", 0))
	})
}

// TestNoConnection refuses those who wait when no connection can be made, and after Close.
func TestNoConnection(t *testing.T) {
	n := &fakeNode{dialErr: errors.New("refused")}
	withLane(t, n, small(), func(t *testing.T, l *Lane) {
		for range 2 {
			if r := sendNow(t.Context(), l, "a", 0); !errors.Is(r.Err, n.dialErr) || !r.Unsent {
				t.Fatalf("%+v", r)
			}
		}
		n.dialErr, n.hold = nil, make(chan struct{})
		done := send(t.Context(), l, "b", 0)
		l.Close()
		if r := <-done; !errors.Is(r.Err, ErrClosed) || !r.Unsent {
			t.Fatalf("%+v", r)
		}
		if r := sendNow(t.Context(), l, "c", 0); !errors.Is(r.Err, ErrClosed) {
			t.Fatalf("%+v", r)
		}
	})
}

// TestCloseInFlight closes a lane under a request: it is in doubt.
func TestCloseInFlight(t *testing.T) {
	n := &fakeNode{answer: func(*fakeConn, []byte) {}}
	withLane(t, n, small(), func(t *testing.T, l *Lane) {
		done := send(t.Context(), l, "a", 0)
		l.Warm(1)
		l.Close()
		if r := <-done; !errors.Is(r.Err, ErrClosed) || r.Unsent {
			t.Fatalf("%+v", r)
		}
	})
}
