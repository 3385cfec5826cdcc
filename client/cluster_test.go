package client

import (
	"context"
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aerolith/aerolith/internal/sim"
)

// TestDiscovery finds all nodes from one seed, and routes to the right ones: the nodes refuse what is not theirs.
func TestDiscovery(t *testing.T) {
	options := once()
	options.ClusterName = sim.ClusterName
	cluster, c := open(t, 3, options)
	nodes := c.Nodes()
	if len(nodes) != 3 || nodes[0].Build == "" || len(nodes[0].Features) == 0 {
		t.Fatalf("%+v", nodes)
	}
	for i, key := range keysOf(100) {
		mustPut(t, c, key, i)
		mustGet(t, c, key, int64(i))
	}
	for i := range 3 {
		if cluster.Node(i).Commands() == 0 {
			t.Errorf("node %d was never asked", i)
		}
	}
}

// TestNodeDeath kills a node under a client: reads go on with the other copy, writes with the new master, and the node
// is taken in again when it is back.
func TestNodeDeath(t *testing.T) {
	cluster, c := open(t, 3, quick())
	keys := keysOf(60)
	for i, key := range keys {
		mustPut(t, c, key, i)
	}
	cluster.Kill(1)
	for i, key := range keys {
		mustGet(t, c, key, int64(i))
	}
	eventually(t, "the dead node is forgotten", func() bool { return len(c.Nodes()) == 2 })
	for i, key := range keys {
		mustPut(t, c, key, i+1)
	}
	if err := cluster.Restart(1); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the node is back", func() bool { return len(c.Nodes()) == 3 })
	for i, key := range keys {
		mustGet(t, c, key, int64(i+1))
	}
}

// TestDeafNode lets a node accept and never answer, in virtual time: the others are served without delay.
func TestDeafNode(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cluster := sim.StartInMemory(t, 3, "test")
		options := quick()
		options.Dial, options.TendTimeout = cluster.Dial, 100*time.Millisecond
		c := openSoon(t, cluster.Hosts()[:1], options)
		defer c.Close()
		key := keyOn(cluster, 0)
		mustPut(t, c, key, 1)
		cluster.Node(1).SetFault(sim.Fault{Stall: true, Deaf: true})
		for range 50 {
			began := time.Now()
			mustGet(t, c, key, 1)
			if took := time.Since(began); took != 0 {
				t.Fatalf("a get took %v", took)
			}
			time.Sleep(10 * time.Millisecond)
		}
	})
}

// TestAllNodesReturn restarts the only node: the client finds it again.
func TestAllNodesReturn(t *testing.T) {
	cluster, c := open(t, 1, quick())
	key := keyOn(cluster, 0)
	cluster.Kill(0)
	_, err := c.Get(t.Context(), key, &ReadPolicy{Timing: Timing{Total: 100 * time.Millisecond}})
	if err == nil {
		t.Fatal("a dead node answered")
	}
	if err := cluster.Restart(0); err != nil {
		t.Fatal(err)
	}
	mustPut(t, c, key, 5)
	mustGet(t, c, key, 5)
}

// TestOpenFails checks what Open says about seeds that cannot be used.
func TestOpenFails(t *testing.T) {
	checkLeaks(t)
	cluster := sim.Start(t, 1, "test")
	other := quick()
	other.ClusterName = "another"
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = silent.Close() }()
	impatient := quick()
	impatient.TendTimeout = 30 * time.Millisecond
	cases := []struct {
		name    string
		hosts   []string
		options Options
		want    error
		text    string
	}{
		{"none", nil, quick(), ErrHost, "no hosts"},
		{"malformed", []string{"a:b:c:d"}, quick(), ErrHost, ""},
		{"no port", []string{"host:0"}, quick(), ErrHost, "port"},
		{"refused", []string{"127.0.0.1:1"}, quick(), ErrNoSeed, "is a server running"},
		{"other cluster", cluster.Hosts(), other, ErrClusterName, "simulated"},
		{"silent", []string{silent.Addr().String()}, impatient, ErrTimeout, ""},
	}
	for _, c := range cases {
		client, err := Open(t.Context(), c.hosts, c.options)
		if !errors.Is(err, c.want) || !strings.Contains(fmt.Sprint(err), c.text) {
			t.Errorf("%s: %v", c.name, err)
		}
		if client != nil {
			client.Close()
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Open(ctx, cluster.Hosts(), quick()); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// TestParseHost checks the forms of seeds.
func TestParseHost(t *testing.T) {
	for host, want := range map[string]string{
		"a": "a:3000", "a:1": "a:1", "10.0.0.1:4000": "10.0.0.1:4000", "[::1]:5": "[::1]:5", "::1": "[::1]:3000",
		"[::1]": "[::1]:3000", "unix:/tmp/x": "unix:/tmp/x",
		"": "", ":3000": "", "a:x": "", "a:70000": "", "unix:": "", "a b": "", "a:b:c:3000": "", "http://a": "",
	} {
		address, err := parseHost(host)
		if want == "" && !errors.Is(err, ErrHost) || want != "" && (err != nil || address.String() != want) {
			t.Errorf("%q: %v, %v", host, address, err)
		}
	}
}

// TestUnixSocket reaches a node through a Unix socket.
func TestUnixSocket(t *testing.T) {
	checkLeaks(t)
	cluster := sim.Start(t, 1, "test")
	path := "unix:" + filepath.Join(t.TempDir(), "s")
	if err := cluster.Node(0).Move(path); err != nil {
		t.Skip("no Unix sockets here: ", err)
	}
	c, err := Open(t.Context(), []string{path}, quick())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	mustPut(t, c, keyOn(cluster, 0), 7)
	mustGet(t, c, keyOn(cluster, 0), 7)
}

// TestInfo asks any node, each node, and one that does not exist.
func TestInfo(t *testing.T) {
	_, c := open(t, 2, quick())
	reply, err := c.Info(t.Context(), "", "build", "nonsense")
	if build, ok := reply.Get("build"); err != nil || !ok || build == "" || len(reply) != 2 {
		t.Fatalf("%v, %v", reply, err)
	}
	for _, n := range c.Nodes() {
		reply, err := c.Info(t.Context(), n.Name, "node")
		if name, _ := reply.Get("node"); err != nil || name != n.Name {
			t.Fatalf("%v, %v", reply, err)
		}
	}
	fail := Timing{Total: time.Second}
	options := c.Options()
	options.Timing = fail
	if err := c.Reconfigure(t.Context(), options); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Info(t.Context(), "BB9", "node"); !errors.Is(err, ErrNoNode) {
		t.Fatal(err)
	}
	if _, err := c.Info(t.Context(), "", "a\nb"); err == nil {
		t.Fatal("a line break was sent")
	}
}
