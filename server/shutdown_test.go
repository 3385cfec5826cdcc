package server

import (
	"context"
	"errors"
	"net"
	"slices"
	"testing"
	"time"

	"github.com/aerolith/aerolith/aero"
)

// TestShutdownDrains: requests that have been received are carried out and answered, idle connections end at once, and
// nobody can connect any more. Method: hold a write in the store while the server is told to stop.
func TestShutdownDrains(t *testing.T) {
	ts := startServer(t, nil)
	idle, busy := ts.dial(), ts.dial()
	idle.info("status")
	ts.store.gate.Lock()
	busy.send(slices.Concat(putRequest(t, 1, 1), getRequest(t, 1)))
	eventually(t, "the write under way", func() bool { return ts.store.arrivals.Load() == 1 })

	stopped := make(chan error, 1)
	go func() { stopped <- ts.Shutdown(context.Background()) }()
	idle.expectClosed()
	if _, err := net.Dial("tcp", ts.address); err == nil {
		t.Error("the server still accepts connections")
	}
	select {
	case err := <-stopped:
		t.Fatalf("shutdown did not wait for the write: %v", err)
	case <-time.After(brief):
	}
	ts.store.gate.Unlock()
	if res := busy.result(); res.Code != aero.CodeOK {
		t.Errorf("write: %+v", res)
	}
	if got := valueOf(t, busy.result()); got != 1 {
		t.Errorf("read: %d", got)
	}
	busy.expectClosed()
	if err := <-stopped; err != nil {
		t.Error(err)
	}
	if err := <-ts.served; !errors.Is(err, ErrClosed) {
		t.Errorf("Serve returned %v", err)
	}
}

// TestShutdownIsBounded: when a connection does not drain in time it is cut, and Shutdown says so.
func TestShutdownIsBounded(t *testing.T) {
	ts := startServer(t, nil)
	p := ts.dial()
	ts.store.gate.Lock()
	defer ts.store.gate.Unlock()
	p.send(putRequest(t, 1, 1))
	eventually(t, "the write under way", func() bool { return ts.store.arrivals.Load() == 1 })
	ctx, cancel := context.WithTimeout(t.Context(), brief)
	defer cancel()
	if err := ts.Shutdown(ctx); !errors.Is(err, ErrShutdownForced) {
		t.Errorf("shutdown: %v", err)
	}
	p.expectClosed()
}

// TestServeEndsWithContext: the end of the context cuts everything and is returned.
func TestServeEndsWithContext(t *testing.T) {
	s, err := New(Options{}, newFakeStore())
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- s.Serve(ctx, listener) }()
	conn, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	p := newPeer(t, conn)
	p.info("status")
	if err := s.Serve(ctx, listener); !errors.Is(err, ErrServing) {
		t.Errorf("second Serve: %v", err)
	}
	cancel()
	p.expectClosed()
	if err := <-served; !errors.Is(err, context.Canceled) {
		t.Errorf("Serve returned %v", err)
	}
}

// TestServeRefusals: Serve needs a listener and a server that was not shut down.
func TestServeRefusals(t *testing.T) {
	s, err := New(Options{}, newFakeStore())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Serve(t.Context()); !errors.Is(err, ErrNoListener) {
		t.Errorf("without listener: %v", err)
	}
	if err := s.Shutdown(t.Context()); err != nil {
		t.Error(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Serve(t.Context(), listener); !errors.Is(err, ErrClosed) {
		t.Errorf("after shutdown: %v", err)
	}
	if _, err := listener.Accept(); !errors.Is(err, net.ErrClosed) {
		t.Errorf("the listener was left open: %v", err)
	}
}
