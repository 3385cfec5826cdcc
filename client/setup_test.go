package client

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/internal/sim"
)

// patience is how long tests wait for what happens in the background.
const patience = 30 * time.Second

// quick returns options that let a client notice changes within milliseconds, and that never give up before a test
// does unless it says so: neither a call nor a dial nor a question, however slow the machine is.
func quick() Options {
	o := DefaultOptions()
	o.TendInterval = 50 * time.Millisecond
	o.Timing.Total, o.DialTimeout, o.TendTimeout = patience, patience, patience
	o.Timing.MaxRetries = 100
	o.ScanTiming.RetryDelay = 5 * time.Millisecond
	o.ScanTiming.MaxRetries = 100
	return o
}

// once returns quick options without retries.
func once() Options {
	o := quick()
	o.Timing.MaxRetries = 0
	return o
}

// open starts a cluster and a client, and checks at the end that closing leaves no goroutine and no connection.
func open(t testing.TB, nodes int, options Options) (*sim.Cluster, *Client) {
	t.Helper()
	checkLeaks(t)
	cluster := sim.Start(t, nodes, "test", "other")
	c := openSoon(t, cluster.Hosts()[:1], options)
	t.Cleanup(func() {
		c.Close()
		for i := range nodes {
			node := cluster.Node(i)
			node.SetFault(sim.Fault{})
			eventually(t, "connections closed", func() bool { return node.Open() == 0 })
		}
	})
	return cluster, c
}

// openSoon opens a client that may have little time for questions: on a slow machine it takes several tries.
func openSoon(t testing.TB, hosts []string, options Options) (c *Client) {
	t.Helper()
	var err error
	for end := time.Now().Add(patience); ; {
		if c, err = Open(t.Context(), hosts, options); err == nil {
			return c
		}
		var e *Error
		if !errors.As(err, &e) || !e.Retryable() || time.Now().After(end) {
			t.Fatal(err)
		}
	}
}

// checkLeaks fails the test if goroutines of this module are left when everything else has been cleaned up.
func checkLeaks(t testing.TB) {
	t.Helper()
	t.Cleanup(func() {
		left := ""
		for end := time.Now().Add(patience); time.Now().Before(end); {
			if left = strays(); left == "" {
				return
			}
			<-time.After(10 * time.Millisecond)
		}
		t.Errorf("goroutines are left:\n%s", left)
	})
}

// strays returns the stacks of goroutines that run code of this module outside of tests.
func strays() string {
	buffer := make([]byte, 1<<20)
	var found []string
	for stack := range strings.SplitSeq(string(buffer[:runtime.Stack(buffer, true)]), "\n\n") {
		if strings.Contains(stack, "aerolith/") && !strings.Contains(stack, "testing.tRunner(") && !strings.Contains(stack, "testing.runFuzz") {
			found = append(found, stack)
		}
	}
	return strings.Join(found, "\n\n")
}

// eventually waits until a condition holds.
func eventually(t testing.TB, what string, condition func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !condition(); <-time.After(2 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s: not within %v", what, patience)
		}
	}
}

// keyOn returns a key whose master is the given node, which must be alive.
func keyOn(cluster *sim.Cluster, node int) aero.Key {
	for i := range 10_000 {
		if key := aero.StringKey("test", "demo", fmt.Sprint("key", i)); cluster.MasterOf(key) == node {
			return key
		}
	}
	panic("no key on a node that is alive")
}

// keysOf returns so many keys of the set demo.
func keysOf(count int) []aero.Key {
	keys := make([]aero.Key, count)
	for i := range keys {
		keys[i] = aero.IntKey("test", "demo", int64(i))
	}
	return keys
}

// mustPut stores a bin n under a key.
func mustPut(t testing.TB, c *Client, key aero.Key, n int) {
	t.Helper()
	if err := c.Put(t.Context(), key, Bins{"n": n}, &WritePolicy{SendKey: true}); err != nil {
		t.Fatal(err)
	}
}

// mustGet reads the bin n under a key and compares.
func mustGet(t testing.TB, c *Client, key aero.Key, n int64) {
	t.Helper()
	record, err := c.Get(t.Context(), key, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := ValueAs[int64](record, "n"); err != nil || got != n {
		t.Fatalf("n is %d, %v; want %d", got, err, n)
	}
}
