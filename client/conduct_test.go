package client

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"math/big"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aerolith/aerolith/internal/sim"
)

// TestRacks moves nodes between racks while reads prefer one: they follow, and go elsewhere when the rack is empty.
func TestRacks(t *testing.T) {
	options := quick()
	options.Replica, options.Racks = ReplicaPreferRack, []int{2, 1}
	// A get that gave up would cost a connection, and no other one can be made for a while.
	options.TendTimeout, options.DialTimeout, options.Timing.Attempt = patience, patience, 0
	cluster, c := open(t, 2, options)
	key := keyOn(cluster, 0)
	mustPut(t, c, key, 1)
	for _, racks := range [][2]int{{1, 2}, {2, 1}, {5, 1}, {7, 8}} {
		for i, rack := range racks {
			cluster.Node(i).SetConduct(sim.Conduct{Rack: rack})
		}
		want := 0
		if racks[1] == 2 || racks[0] == 5 {
			want = 1
		}
		eventually(t, "reads follow the racks", func() bool {
			before := cluster.Node(want).Commands()
			mustGet(t, c, key, 1)
			return cluster.Node(want).Commands() == before+1
		})
	}
}

// TestLyingPeers lets a node speak of peers that are not there, of one at an address where another node answers, and in
// text that nobody can read: calls go on, and no node is believed to be who it is not.
func TestLyingPeers(t *testing.T) {
	options := quick()
	options.TendTimeout, options.DialTimeout = patience, patience
	cluster, c := open(t, 3, options)
	mustPut(t, c, keysOf(1)[0], 7)
	other := cluster.Hosts()[1]
	lies := []sim.Conduct{
		{Peers: []string{"[BB9DEAD,,[127.0.0.1:1]]", "[BB9FAKE,,[" + other + "]]", "[,,[]]"}},
		{Peers: []string{"[[[["}},
		{Nonsense: true},
	}
	for _, lie := range lies {
		before := c.chosen.Load()
		cluster.Node(0).SetConduct(lie)
		for range 40 {
			mustGet(t, c, keysOf(1)[0], 7)
			c.nudge()
			<-time.After(2 * time.Millisecond)
		}
		if n := len(c.Nodes()); n != 3 && n != 2 || c.chosen.Load() != before {
			t.Fatalf("%d nodes", n)
		}
		for _, n := range c.Nodes() {
			if n.Name == "BB9FAKE" || n.Name == "BB9DEAD" {
				t.Fatalf("believed in %+v", n)
			}
		}
	}
	cluster.Node(0).SetConduct(sim.Conduct{})
	eventually(t, "all are back", func() bool { return len(c.Nodes()) == 3 })
}

// TestRegimes lets a node claim to be master of everything, under an old regime: writes go to the master all the same; under
// a higher regime the claim counts.
func TestRegimes(t *testing.T) {
	options := quick()
	options.TendTimeout, options.DialTimeout = patience, patience
	cluster, c := open(t, 3, options)
	key := keyOn(cluster, 2)
	for i := range 3 {
		cluster.Node(i).SetConduct(sim.Conduct{Regime: 5})
	}
	cluster.Node(0).SetConduct(sim.Conduct{Regime: 4, Claims: true})
	master := func() string {
		n, err := c.state.Load().master(key.Namespace, key.Digest.Partition())
		if err != nil {
			t.Fatal(err)
		}
		return n.name
	}
	eventually(t, "the claims are known", func() bool { return c.state.Load().partitions.Regime("test", key.Digest.Partition()) == 5 })
	if got := master(); got != cluster.Node(2).Name() {
		t.Fatalf("master is %s", got)
	}
	mustPut(t, c, key, 1)
	cluster.Node(0).SetConduct(sim.Conduct{Regime: 6, Claims: true})
	eventually(t, "the higher regime counts", func() bool { return master() == cluster.Node(0).Name() })
}

// TestClockSkew lets the clocks of nodes differ by days: the expiry of a record is what its node says.
func TestClockSkew(t *testing.T) {
	cluster, c := open(t, 2, quick())
	cluster.SetClock(time.Now)
	for i, skew := range []time.Duration{-72 * time.Hour, 72 * time.Hour} {
		cluster.Node(i).SetConduct(sim.Conduct{Skew: skew})
		key := keyOn(cluster, i)
		if err := c.Put(t.Context(), key, Bins{"n": 1}, &WritePolicy{TTLSeconds: 3600}); err != nil {
			t.Fatal(err)
		}
		record, err := c.Get(t.Context(), key, nil)
		if err != nil {
			t.Fatal(err)
		}
		expires, ok := record.Expires()
		if off := time.Until(expires) - time.Hour - skew; !ok || off.Abs() > time.Minute {
			t.Fatalf("expires %v, %v", expires, ok)
		}
	}
}

// TestHalfOpen lets a node take connections and do nothing on them, and then close them at once: reads go to the other copy,
// and when the node is well again it is used again.
func TestHalfOpen(t *testing.T) {
	for name, conduct := range map[string]sim.Conduct{"half open": {HalfOpen: true}, "refused": {Refuse: true}} {
		t.Run(name, func(t *testing.T) {
			options := resilient()
			options.Shared.Off = true
			cluster, c := open(t, 2, options)
			key := keyOn(cluster, 0)
			store(t, c, key, 3)
			cluster.Node(0).SetConduct(conduct)
			cluster.Node(0).Disconnect()
			for range 5 {
				mustGet(t, c, key, 3)
			}
			cluster.Node(0).SetConduct(sim.Conduct{})
			cluster.Node(0).Disconnect()
			eventually(t, "the node is used again", func() bool {
				return c.Put(t.Context(), key, Bins{"n": 4}, &WritePolicy{Timing: Timing{Total: patience / 6}}) == nil
			})
		})
	}
}

// TestTLSFailures lets nodes show certificates that cannot be trusted, and break handshakes: opening fails with ErrTLS, and
// a client that is connected goes on with the nodes that are well.
func TestTLSFailures(t *testing.T) {
	checkLeaks(t)
	good, roots := selfSigned(t, time.Now().Add(time.Hour))
	expired, _ := selfSigned(t, time.Now().Add(-time.Hour))
	var mode atomic.Int64
	config := &tls.Config{GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
		switch mode.Load() {
		case 1:
			return expired, nil
		case 2:
			return nil, errors.New("no handshake today")
		default:
			return good, nil
		}
	}}
	cluster := sim.StartTLS(t, 2, config, "test")
	options := resilient()
	options.TLS = &TLS{Config: &tls.Config{RootCAs: roots}}
	options.TendTimeout, options.DialTimeout = patience, patience
	c, err := Open(t.Context(), cluster.Hosts()[:1], options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	if len(c.Nodes()) != 2 {
		t.Fatalf("%+v", c.Nodes())
	}
	key := keyOn(cluster, 0)
	store(t, c, key, 1)
	for _, broken := range []int64{1, 2} {
		mode.Store(broken)
		if _, err := Open(t.Context(), cluster.Hosts(), options); !errors.Is(err, ErrTLS) {
			t.Fatal(err)
		}
		mustGet(t, c, key, 1)
	}
	cluster.Node(0).Disconnect()
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if err := c.Put(ctx, key, Bins{"n": 2}, nil); err == nil {
		t.Fatal("written over a connection that cannot be")
	}
	mode.Store(0)
	eventually(t, "well again", func() bool { return c.Put(t.Context(), key, Bins{"n": 3}, nil) == nil })
}

// selfSigned makes a certificate for 127.0.0.1 that is valid until a time, and the authorities that trust it.
func selfSigned(t *testing.T, until time.Time) (*tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "node"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-2 * time.Hour), NotAfter: until, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(parsed)
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, roots
}
