package client_test

import (
	"context"
	"errors"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/aerolithtest"
	"github.com/aerolith/aerolith/client"
)

// load calls a client from several goroutines until it is stopped, and notes every failure.
type load struct {
	calls    atomic.Int64
	failures atomic.Int64
	stop     context.CancelFunc
	group    sync.WaitGroup
}

// startLoad begins gets and puts of few records.
func startLoad(t *testing.T, c *client.Client) *load {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	l := &load{stop: cancel}
	for w := range 8 {
		l.group.Go(func() {
			for i := 0; ctx.Err() == nil; i++ {
				key := aero.IntKey("test", "demo", int64(w))
				err := c.Put(t.Context(), key, client.Bins{"n": i}, nil)
				if err == nil {
					_, err = c.Get(t.Context(), key, nil)
				}
				if err != nil {
					l.failures.Add(1)
					t.Error(err)
				}
				l.calls.Add(1)
			}
		})
	}
	return l
}

// goesOn waits until some more calls were made.
func (l *load) goesOn(t *testing.T) {
	t.Helper()
	before := l.calls.Load()
	soon(t, "calls go on", func() bool { return l.calls.Load() > before+20 })
}

// soon waits until a condition holds.
func soon(t *testing.T, what string, condition func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !condition(); <-time.After(2 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("never: ", what)
		}
	}
}

// events collects what a client tells.
type events struct {
	mu  sync.Mutex
	all []client.Event
}

// observe is client.Options.Observe.
func (e *events) observe(one client.Event) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.all = append(e.all, one)
}

// count returns how many events of a kind there were.
func (e *events) count(kind client.EventKind) int {
	e.mu.Lock()
	defer e.mu.Unlock()
	count := 0
	for _, one := range e.all {
		if one.Kind == kind {
			count++
		}
	}
	return count
}

// TestSetHostsUnderLoad lets calls go from one cluster to another and back while they run: none fails. Hosts that cannot be
// used change nothing.
func TestSetHostsUnderLoad(t *testing.T) {
	first, second := aerolithtest.NewCluster(t, 3), aerolithtest.NewCluster(t, 2)
	c := connect(t, first.Hosts()[0], func(o *client.Options) { o.Timing.MaxRetries = 20 })
	// Both clusters have what is read.
	for _, hosts := range [][]string{second.Hosts(), first.Hosts()} {
		must(t, c.SetHosts(t.Context(), hosts))
		for w := range int64(8) {
			must(t, c.Put(t.Context(), aero.IntKey("test", "demo", w), client.Bins{"n": 0}, nil))
		}
	}
	l := startLoad(t, c)
	for i := range 6 {
		hosts := first.Hosts()
		if i%2 == 0 {
			hosts = second.Hosts()[1:]
		}
		must(t, c.SetHosts(t.Context(), hosts))
		if got := len(c.Nodes()); got != 3-(i+1)%2 {
			t.Fatalf("%d nodes", got)
		}
		l.goesOn(t)
	}
	for _, hosts := range [][]string{{"127.0.0.1:1"}, {"no port:x"}, nil} {
		if err := c.SetHosts(t.Context(), hosts); !errors.Is(err, client.ErrNoSeed) && !errors.Is(err, client.ErrHost) {
			t.Fatal(err)
		}
	}
	l.goesOn(t)
	l.stop()
	l.group.Wait()
	if len(c.Nodes()) != 3 {
		t.Fatalf("%+v", c.Nodes())
	}
}

// TestRotationUnderLoad changes passwords and certificates while calls run over connections that do not live long: none
// fails. Certificates that do not fit are reported once, and the old ones count.
func TestRotationUnderLoad(t *testing.T) {
	cert, key := certify(t, "node.example")
	ours, oursKey := certify(t, "client.example")
	server := aerolithtest.NewServer(t, aerolithtest.WithSecurity("first"), aerolithtest.WithTLS(cert, key, ""))
	var password atomic.Value
	password.Store("first")
	var told events
	c := connect(t, server.TLSAddress(), func(o *client.Options) {
		o.TLS = &client.TLS{CAFile: cert, CertFile: ours, KeyFile: oursKey, ServerName: "node.example"}
		o.Auth = &client.Auth{User: "admin", Password: func() (string, error) {
			text, _ := password.Load().(string)
			return text, nil
		}}
		o.Observe, o.Timing.MaxRetries, o.Lifetime = told.observe, 20, 50*time.Millisecond
	})
	l := startLoadAfterGrant(t, c)
	if !client.RaceEnabled { // hashing passwords takes long then
		must(t, c.ChangePassword(t.Context(), "admin", "first", "second"))
		password.Store("second")
		must(t, c.Reconfigure(t.Context(), c.Options()))
		l.goesOn(t)
	}
	other, otherKey := certify(t, "client.example")
	copyFile(t, other, ours)
	bad := c.Options()
	bad.TLS = &client.TLS{CAFile: cert, CertFile: ours, KeyFile: oursKey, ServerName: "node.example"}
	if err := c.Reconfigure(t.Context(), bad); !errors.Is(err, client.ErrTLS) {
		t.Fatal(err)
	}
	soon(t, "the certificates are reported", func() bool { return told.count(client.EventCertificates) == 1 })
	l.goesOn(t)
	copyFile(t, otherKey, oursKey)
	l.goesOn(t)
	l.stop()
	l.group.Wait()
}

// startLoadAfterGrant lets the administrator read and write, and begins calls.
func startLoadAfterGrant(t *testing.T, c *client.Client) *load {
	t.Helper()
	must(t, c.GrantRoles(t.Context(), "admin", "read-write"))
	return startLoad(t, c)
}

// copyFile replaces a file by another one's content.
func copyFile(t *testing.T, from, to string) {
	t.Helper()
	content, err := os.ReadFile(from)
	must(t, err)
	must(t, os.WriteFile(to, content, 0o600))
	// Files of equal size are told apart by the time of their change.
	later := time.Now().Add(time.Duration(time.Now().Nanosecond()%1000+1) * time.Second)
	must(t, os.Chtimes(to, later, later))
}

// TestDegradedOnce asks again and again for what a server lacks: it warns once for each feature.
func TestDegradedOnce(t *testing.T) {
	var told events
	c := connect(t, aerolithtest.NewServer(t).Address(), func(o *client.Options) {
		o.Observe, o.Replica, o.Racks = told.observe, client.ReplicaPreferRack, []int{1}
		o.Auth = client.PasswordAuth("somebody", "secret")
	})
	key := aero.StringKey("test", "demo", "a")
	must(t, c.Put(t.Context(), key, client.Bins{"n": 1}, nil))
	for range 3 {
		_, err := c.Delete(t.Context(), key, &client.WritePolicy{DurableDelete: true})
		if !errors.Is(err, aero.CodeEnterpriseOnly) {
			t.Fatal(err)
		}
	}
	told.mu.Lock()
	defer told.mu.Unlock()
	seen := make(map[client.Feature]int)
	for _, e := range told.all {
		if e.Kind == client.EventDegraded {
			seen[e.Feature]++
		}
	}
	if seen[client.FeatureUsers] != 1 || seen[client.FeatureRacks] != 1 || seen[client.FeatureEnterprise] != 1 {
		t.Fatalf("%v", seen)
	}
}
