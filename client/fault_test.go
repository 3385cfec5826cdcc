package client

import (
	"context"
	"errors"
	"io"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/internal/sim"
)

// TestFaultsOnce lets a node misbehave once: reads succeed with the next attempt, writes that may have happened fail in
// doubt and are not repeated, and writes that provably did not happen succeed.
func TestFaultsOnce(t *testing.T) {
	cases := []struct {
		name    string
		fault   sim.Fault
		inDoubt bool
		cause   error
	}{
		{"closed", sim.Fault{Hang: true}, true, io.EOF},
		{"cut", sim.Fault{CutAfter: 11}, true, io.ErrUnexpectedEOF},
		{"garbage", sim.Fault{Garbage: []byte("HTTP/1.1 400 Bad Request\r\n\r\n")}, true, ErrReply},
		{"endless", sim.Fault{Garbage: []byte{2, 3, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}}, true, ErrReply},
		{"wrong frame", sim.Fault{Garbage: []byte{2, 1, 0, 0, 0, 0, 0, 0}}, true, ErrReply},
		{"empty message", sim.Fault{Garbage: []byte{2, 3, 0, 0, 0, 0, 0, 0}}, true, ErrReply},
		{"busy", sim.Fault{Refuse: aero.CodeKeyBusy}, false, nil},
		{"server timeout", sim.Fault{Refuse: aero.CodeTimeout}, true, aero.CodeTimeout},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			cluster, client := open(t, 1, quick())
			key := keyOn(cluster, 0)
			mustPut(t, client, key, 1)
			c.fault.Times = 1
			cluster.Node(0).SetFault(c.fault)
			mustGet(t, client, key, 1)
			cluster.Node(0).SetFault(c.fault)
			err := client.Put(t.Context(), key, Bins{"n": 2}, nil)
			var e *Error
			switch {
			case c.cause == nil && err != nil:
				t.Fatal(err)
			case c.cause == nil:
			case !errors.As(err, &e) || e.InDoubt != c.inDoubt || !errors.Is(err, c.cause) || len(e.Attempts) != 1 || e.Retryable():
				t.Fatalf("%#v", err)
			}
			if err := client.Put(t.Context(), key, Bins{"n": 3}, nil); err != nil {
				t.Fatal(err)
			}
			mustGet(t, client, key, 3)
		})
	}
}

// TestRetriesAreCounted checks that N retries are N+1 attempts, all of which the error lists.
func TestRetriesAreCounted(t *testing.T) {
	options := quick()
	options.Timing.MaxRetries = 3
	cluster, c := open(t, 1, options)
	cluster.Node(0).SetFault(sim.Fault{Refuse: aero.CodeKeyBusy})
	_, err := c.Get(t.Context(), keyOn(cluster, 0), nil)
	var e *Error
	if !errors.As(err, &e) || len(e.Attempts) != 4 || cluster.Node(0).Commands() != 4 || !e.Retryable() {
		t.Fatalf("%v, %d commands", err, cluster.Node(0).Commands())
	}
}

// TestDrip lets an answer trickle in: it is read if it comes in time, and given up when the context ends.
func TestDrip(t *testing.T) {
	cluster, c := open(t, 1, once())
	key := keyOn(cluster, 0)
	mustPut(t, c, key, 1)
	cluster.Node(0).SetFault(sim.Fault{Drip: 100 * time.Microsecond})
	mustGet(t, c, key, 1)
	cluster.Node(0).SetFault(sim.Fault{Drip: time.Second})
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	began := time.Now()
	_, err := c.Get(ctx, key, nil)
	if !errors.Is(err, context.DeadlineExceeded) || time.Since(began) > patience/2 {
		t.Fatalf("%v after %v", err, time.Since(began))
	}
}

// TestStallEnds checks, in virtual time, that neither a policy's time nor a cancelled context lets a call hang, and that a write is
// then in doubt.
func TestStallEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cluster := sim.StartInMemory(t, 1, "test")
		options := once()
		options.Dial = cluster.Dial
		c := openSoon(t, cluster.Hosts(), options)
		defer c.Close()
		stallEnds(t, cluster, c)
	})
}

// stallEnds is TestStallEnds in its bubble.
func stallEnds(t *testing.T, cluster *sim.Cluster, c *Client) {
	key := keyOn(cluster, 0)
	cluster.Node(0).SetFault(sim.Fault{Stall: true})
	for _, timing := range []Timing{{Total: 30 * time.Millisecond}, {Total: patience, Attempt: 30 * time.Millisecond}} {
		err := c.Put(t.Context(), key, Bins{"n": 1}, &WritePolicy{Timing: timing})
		var e *Error
		if !errors.Is(err, ErrTimeout) || !errors.As(err, &e) || !e.InDoubt || !e.Timeout() {
			t.Fatalf("%#v", err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(20*time.Millisecond, cancel)
	err := c.Put(ctx, key, Bins{"n": 1}, nil)
	var e *Error
	if !errors.Is(err, context.Canceled) || !errors.As(err, &e) || !e.InDoubt {
		t.Fatalf("%#v", err)
	}
	if _, err := c.Get(ctx, key, nil); !errors.Is(err, context.Canceled) || cluster.Node(0).Commands() != 3 {
		t.Fatalf("%v, %d commands", err, cluster.Node(0).Commands())
	}
}

// TestCloseInFlight closes the client under calls that wait for an answer and for a connection.
func TestCloseInFlight(t *testing.T) {
	options := once()
	options.Shared = Shared{Above: -1, MaxConnsPerLane: 1, MaxDepth: 1}
	cluster, c := open(t, 1, options)
	cluster.Node(0).SetFault(sim.Fault{Stall: true})
	failures := make(chan error, 2)
	for range 2 {
		go func() {
			_, err := c.Get(t.Context(), keyOn(cluster, 0), nil)
			failures <- err
		}()
	}
	eventually(t, "one in flight, one waiting", func() bool { return c.Nodes()[0].Waiting == 1 && cluster.Node(0).Commands() == 1 })
	c.Close()
	for range 2 {
		if err := <-failures; !errors.Is(err, ErrClosed) {
			t.Error(err)
		}
	}
	if _, err := c.Get(t.Context(), keyOn(cluster, 0), nil); !errors.Is(err, ErrClosed) {
		t.Error(err)
	}
	if _, err := c.Info(t.Context(), ""); !errors.Is(err, ErrClosed) {
		t.Error(err)
	}
}

// TestNodeLeftInFlight lets a node leave the cluster under calls that it does not answer: they say so, and not that the client
// is closed. A read may be made again, a write is in doubt.
func TestNodeLeftInFlight(t *testing.T) {
	options := once()
	options.TendTimeout = 200 * time.Millisecond
	cluster, c := open(t, 3, options)
	key := keyOn(cluster, 1)
	cluster.Node(1).SetFault(sim.Fault{Stall: true, Deaf: true})
	failures := make(chan error, 2)
	go func() {
		_, err := c.Get(t.Context(), key, nil)
		failures <- err
	}()
	go func() { failures <- c.Put(t.Context(), key, Bins{"n": 1}, nil) }()
	eventually(t, "both in flight", func() bool { return cluster.Node(1).Commands() == 2 })
	cluster.Evict(1)
	for range 2 {
		var e *Error
		err := <-failures
		if !errors.Is(err, ErrNodeLeft) || errors.Is(err, ErrClosed) || !errors.As(err, &e) ||
			e.InDoubt != (e.Op == "put") || e.Retryable() != (e.Op == "get") {
			t.Errorf("%v", err)
		}
	}
}

// TestRestartUnnoticed restarts a node between two writes: the pooled connection is dead, which is noticed before
// anything is sent, so that the write is not in doubt.
func TestRestartUnnoticed(t *testing.T) {
	options := quick()
	options.CheckAfter = time.Nanosecond
	options.TendInterval = time.Hour
	cluster, c := open(t, 1, options)
	key := keyOn(cluster, 0)
	mustPut(t, c, key, 1)
	cluster.Kill(0)
	if err := cluster.Restart(0); err != nil {
		t.Fatal(err)
	}
	mustPut(t, c, key, 2)
	mustGet(t, c, key, 2)
}
