package aerolithtest_test

import (
	"context"
	"net"
	"strconv"
	"testing"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/aerolithtest"
	"github.com/aerolith/aerolith/client"
)

// TestServer stores and reads a record in a server of the test's own.
func TestServer(t *testing.T) {
	for name, options := range map[string][]aerolithtest.Option{
		"memory": nil, "disk": {aerolithtest.WithDisk(), aerolithtest.WithNamespaces("test", "other")},
	} {
		server := aerolithtest.NewServer(t, options...)
		roundTrip(t, name, server.Address())
		if host, port := server.HostPort(); net.JoinHostPort(host, strconv.Itoa(port)) != server.Address() {
			t.Errorf("%s: %s and %d", name, host, port)
		}
		if server.TLSAddress() != "" {
			t.Errorf("%s: TLS at %s", name, server.TLSAddress())
		}
	}
}

// TestCluster stores and reads a record while a node dies.
func TestCluster(t *testing.T) {
	cluster := aerolithtest.NewCluster(t, 3)
	roundTrip(t, "all alive", cluster.Hosts()...)
	cluster.Kill(0)
	roundTrip(t, "one dead", cluster.Hosts()...)
	nemesis := aerolithtest.NewNemesis(cluster, 1)
	nemesis.Act()
	if err := nemesis.Heal(); err != nil {
		t.Fatal(err)
	}
	roundTrip(t, "healed", cluster.Hosts()...)
}

// roundTrip writes and reads a record.
func roundTrip(t *testing.T, name string, hosts ...string) {
	t.Helper()
	options := client.DefaultOptions()
	options.Timing.Total, options.Timing.MaxRetries = time.Minute, 100
	options.DialTimeout, options.TendTimeout = time.Minute, time.Minute
	c, err := client.Open(t.Context(), hosts, options)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	defer c.Close()
	key := aero.StringKey("test", "demo", name)
	if err := c.Put(context.Background(), key, client.Bins{"n": 1}, nil); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	record, err := c.Get(context.Background(), key, nil)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if n, err := client.ValueAs[int64](record, "n"); err != nil || n != 1 {
		t.Fatalf("%s: %d, %v", name, n, err)
	}
}
