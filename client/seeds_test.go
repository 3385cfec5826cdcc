package client

import (
	"context"
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/client/internal/peers"
	"github.com/aerolith/aerolith/client/internal/pool"
	"github.com/aerolith/aerolith/internal/sim"
)

// TestSeedNameMoves lets the name of the only seed stand for other machines after the whole cluster has gone: the client finds
// the new cluster, because it looks the name up again.
func TestSeedNameMoves(t *testing.T) {
	checkLeaks(t)
	const seed = "seed.example:3000"
	before, after := sim.Start(t, 2, "test"), sim.Start(t, 2, "test")
	var place atomic.Pointer[string]
	place.Store(&before.Hosts()[0])
	options := quick()
	var dialer net.Dialer
	options.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		if address == seed {
			address = *place.Load()
		}
		return dialer.DialContext(ctx, network, address)
	}
	c, err := Open(t.Context(), []string{seed}, options)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	key := aero.IntKey("test", "demo", 1)
	mustPut(t, c, key, 1)
	place.Store(&after.Hosts()[0])
	before.Kill(0)
	before.Kill(1)
	if _, err := c.Get(t.Context(), key, nil); !errors.Is(err, aero.CodeNotFound) {
		t.Fatalf("%v, want what the new cluster says", err)
	}
	mustPut(t, c, key, 2)
	mustGet(t, c, key, 2)
	eventually(t, "the old nodes are forgotten", func() bool { return len(c.Nodes()) == 2 })
	if n := after.Node(0).Commands() + after.Node(1).Commands(); n == 0 {
		t.Fatal("the new cluster got nothing")
	}
}

// TestMovedPeer looks for a node that does not answer where it was, and nowhere else for one that does.
func TestMovedPeer(t *testing.T) {
	_, c := open(t, 1, quick())
	there, elsewhere := pool.Address{Network: "tcp", Place: "b:1"}, pool.Address{Network: "tcp", Place: "b:2"}
	cases := []struct {
		name     string
		address  pool.Address
		failures int
		want     []candidate
	}{
		{"well", there, 0, nil},
		{"down", there, 3, nil},
		{"moved", elsewhere, 3, []candidate{{name: "B", address: there}}},
		{"well, and said to be elsewhere", elsewhere, 0, nil},
	}
	for _, test := range cases {
		tender := newTender(c, nil)
		tender.nodes["A"] = &node{name: "A", tend: tendState{peers: []peers.Peer{{Name: "B", Addresses: []string{there.Place}}}}}
		tender.nodes["B"] = &node{name: "B", address: test.address, tend: tendState{failures: test.failures}}
		if got := tender.unknownPeers(); !slices.Equal(got, test.want) {
			t.Errorf("%s: %+v, want %+v", test.name, got, test.want)
		}
	}
}

// TestIPv6 serves a node behind an address of IPv6.
func TestIPv6(t *testing.T) {
	checkLeaks(t)
	listener, err := net.Listen("tcp6", "[::1]:0")
	if err != nil {
		t.Skip("no IPv6 here: ", err)
	}
	cluster := sim.Start(t, 1, "test")
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		forward(listener, cluster.Hosts()[0])
	}()
	defer func() { _ = listener.Close(); <-ended }()
	options := quick()
	options.SeedOnly = true // the node would tell its other address
	c, err := Open(t.Context(), []string{listener.Addr().String()}, options)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	key := aero.IntKey("test", "demo", 1)
	mustPut(t, c, key, 6)
	mustGet(t, c, key, 6)
	if address := c.Nodes()[0].Address; !strings.HasPrefix(address, "[::1]:") {
		t.Fatalf("address %s", address)
	}
}

// forward passes connections on to a node until the listener is closed, and waits for their ends.
func forward(listener net.Listener, node string) {
	var group sync.WaitGroup
	defer group.Wait()
	for {
		from, err := listener.Accept()
		if err != nil {
			return
		}
		to, err := net.Dial("tcp", node)
		if err != nil {
			_ = from.Close()
			continue
		}
		pass := func(out, in net.Conn) {
			// Whichever side ends, the other one is ended too.
			_, _ = io.Copy(out, in)
			_, _ = out.Close(), in.Close()
		}
		group.Go(func() { pass(to, from) })
		group.Go(func() { pass(from, to) })
	}
}
