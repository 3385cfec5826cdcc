package server

import (
	"context"
	"io"
	"net"
	"slices"
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// TestRepliesBeforeEnd: a client that says that it will send no more, right behind its requests, gets all replies and then
// the end. Method: send the end together with the last request, so that the server learns of both at once.
func TestRepliesBeforeEnd(t *testing.T) {
	ts := startServer(t, nil)
	for range 20 {
		p := ts.dial()
		p.send(slices.Concat(putRequest(t, 1, 5), getRequest(t, 1)))
		if err := p.conn.(*net.TCPConn).CloseWrite(); err != nil {
			t.Fatal(err)
		}
		p.result()
		if got := valueOf(t, p.result()); got != 5 {
			t.Fatalf("got %d, want 5", got)
		}
		p.expectClosed()
	}
}

// TestRepliesLargerThanSocket: replies that the socket does not take at once arrive whole and in order. Method: ask for a
// large record many times before reading anything.
func TestRepliesLargerThanSocket(t *testing.T) {
	p := startServer(t, nil).dial()
	blob := make([]byte, 300<<10)
	for i := range blob {
		blob[i] = byte(i * 13 >> 4)
	}
	p.send(encode(t, aero.RecordCommand{
		Namespace: fakeNamespace, Digest: digestOf(1), Flags: aero.FlagWrite,
		Operations: []aero.Operation{{Type: aero.OpWrite, Bin: "b", Value: aero.Particle{Type: aero.ParticleBlob, Data: blob}}},
	}))
	p.result()
	const gets = 40
	p.send(slices.Repeat(getRequest(t, 1), gets))
	for i := range gets {
		if res := p.result(); len(res.Bins) != 1 || !slices.Equal(res.Bins[0].Value.Data, blob) {
			t.Fatalf("reply %d: the record changed on its way", i)
		}
	}
}

// TestNoAllocationThroughSocket: once warm, a session on a real socket allocates nothing for requests on single records.
func TestNoAllocationThroughSocket(t *testing.T) {
	if underRace || testing.CoverMode() != "" {
		t.Skip("the race detector and coverage cost allocations")
	}
	loop, burst := newLoop(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- loop.server.Serve(context.Background(), listener) }()
	conn, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	p := newPeer(t, conn)
	p.send(burst.burst)
	size := 0
	for range 2 * loopPairs {
		header, _ := p.frame()
		size += 8 + header.Size
	}
	replies := make([]byte, size)
	exchange := func() {
		if _, err := conn.Write(burst.burst); err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadFull(conn, replies); err != nil {
			t.Fatal(err)
		}
	}
	for range 100 {
		exchange()
	}
	const runs = 200
	if allocations := testing.AllocsPerRun(runs, exchange); allocations > loopPairs/8 {
		t.Errorf("%.1f allocations for %d requests", allocations, 2*loopPairs)
	}
	if err := conn.Close(); err != nil {
		t.Error(err)
	}
	if err := loop.server.Shutdown(t.Context()); err != nil {
		t.Error(err)
	}
	<-served
}
