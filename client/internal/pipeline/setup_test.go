package pipeline

import (
	"context"
	"fmt"
	"net"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aerolith/aerolith/wire"
)

// fakeNode is a node whose connections are pipes. Each request that arrives is passed to answer.
type fakeNode struct {
	// answer decides what is written for a request; nil echoes it.
	answer func(c *fakeConn, body []byte)
	// dialErr refuses connections.
	dialErr error
	// hold lets dials wait until it is closed; nil does not.
	hold chan struct{}

	// mu guards what follows.
	mu                   sync.Mutex
	dialing, most, dials int
	conns                []*fakeConn
	requests             []string
	serving              sync.WaitGroup
}

// fakeConn is the node's end of a connection.
type fakeConn struct {
	net.Conn
	node *fakeNode
}

// reply writes one frame of a type.
func (c *fakeConn) reply(kind wire.Type, body string) {
	out, start := wire.BeginFrame(nil)
	out = wire.EndFrame(append(out, body...), start, kind)
	// A client that has gone takes nothing.
	_, _ = c.Write(out)
}

// dial makes a connection.
func (n *fakeNode) dial(ctx context.Context) (net.Conn, error) {
	n.mu.Lock()
	n.dials++
	n.dialing++
	n.most = max(n.most, n.dialing)
	n.mu.Unlock()
	defer func() {
		n.mu.Lock()
		defer n.mu.Unlock()
		n.dialing--
	}()
	if n.hold != nil {
		select {
		case <-n.hold:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	if n.dialErr != nil {
		return nil, n.dialErr
	}
	ours, theirs := net.Pipe()
	c := &fakeConn{Conn: theirs, node: n}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.conns = append(n.conns, c)
	n.serving.Go(c.serve)
	return ours, nil
}

// serve answers requests until the connection ends.
func (c *fakeConn) serve() {
	reader := wire.NewReader(c, wire.Options{})
	for reader.Fill() == nil {
		for frame, ok, err := reader.Next(); ok && err == nil; frame, ok, err = reader.Next() {
			c.node.mu.Lock()
			c.node.requests = append(c.node.requests, string(frame.Body))
			c.node.mu.Unlock()
			if c.node.answer != nil {
				c.node.answer(c, frame.Body)
			} else {
				c.reply(wire.TypeMessage, string(frame.Body))
			}
		}
	}
}

// all returns the requests that have arrived, in order.
func (n *fakeNode) all() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.requests)
}

// small returns options with small limits.
func small() Options {
	return Options{
		MaxLines: 1, TargetDepth: 1, MaxDepth: 4, MaxDials: 1, MaxWaiters: 100, IdleLimit: time.Minute, CheckAfter: time.Second,
		StallLimit: 5 * time.Second, Now: time.Now, Draw: func() uint64 { return 0 },
	}
}

// withLane runs a test in virtual time, with a lane to a node, and checks that closing leaves nothing.
func withLane(t *testing.T, n *fakeNode, options Options, test func(t *testing.T, l *Lane)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		options.Dial = n.dial
		l := New(&options)
		defer n.serving.Wait()
		defer l.Close()
		test(t, l)
	})
}

// result is the outcome of a request with its answer.
type result struct {
	Outcome
	name, reply string
}

// send makes a request in a goroutine of its own.
func send(ctx context.Context, l *Lane, name string, limit time.Duration) <-chan result {
	done := make(chan result, 1)
	go func() { done <- sendNow(ctx, l, name, limit) }()
	synctest.Wait()
	return done
}

// sendNow makes a request and waits for its end.
func sendNow(ctx context.Context, l *Lane, name string, limit time.Duration) result {
	s := NewSlot()
	request, start := wire.BeginFrame(nil)
	s.Request = wire.EndFrame(append(request, name...), start, wire.TypeMessage)
	var deadline time.Time
	if limit > 0 {
		deadline = time.Now().Add(limit)
	}
	outcome := l.Do(ctx, deadline, s)
	r := result{Outcome: outcome, name: name}
	if outcome.Err == nil {
		r.reply = string(s.Reply)
	}
	return r
}

// mustAnswer fails the test unless the request got its own answer.
func mustAnswer(t *testing.T, r result) {
	t.Helper()
	if r.Err != nil || r.reply != r.name {
		t.Fatalf("%s: %q, %v", r.name, r.reply, r.Err)
	}
}

// names returns count different names.
func names(count int) []string {
	all := make([]string, count)
	for i := range all {
		all[i] = fmt.Sprint("request ", i)
	}
	return all
}
