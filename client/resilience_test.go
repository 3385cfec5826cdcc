package client

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/internal/sim"
)

// TestBreakerOpens lets a node fail everything: after some failures nothing is sent to it any more, until a trial
// succeeds.
func TestBreakerOpens(t *testing.T) {
	options := once()
	options.Breaker = Breaker{MinFailures: 5, Window: time.Hour, OpenFor: time.Second, OpenForMax: 2 * time.Second}
	options.Timing.MaxRetries = 0
	cluster, c := open(t, 1, options)
	key := keyOn(cluster, 0)
	cluster.Node(0).SetFault(sim.Fault{Refuse: aero.CodeDeviceOverload})
	var refused int
	for range 50 {
		if _, err := c.Get(t.Context(), key, nil); errors.Is(err, ErrNodeFailing) {
			refused++
			var e *Error
			if !errors.As(err, &e) || e.InDoubt || !e.Retryable() {
				t.Fatalf("%#v", err)
			}
		}
	}
	if refused == 0 || cluster.Node(0).Commands() > 40 {
		t.Fatalf("%d refused, %d sent", refused, cluster.Node(0).Commands())
	}
	cluster.Node(0).SetFault(sim.Fault{})
	eventually(t, "the breaker closes", func() bool {
		_, err := c.Get(t.Context(), key, nil)
		return errors.Is(err, aero.CodeNotFound)
	})
}

// TestRetryBudget lets a cluster fail everything: the retries of all calls together stay within the budget.
func TestRetryBudget(t *testing.T) {
	options := quick()
	options.RetryBudget = RetryBudget{Share: 10, Reserve: 20, PerSecond: 1}
	options.Breaker.MinFailures = 1 << 30
	options.Timing = Timing{Total: patience, MaxRetries: 5, RetryDelay: time.Microsecond, RetryDelayMax: time.Microsecond}
	cluster, c := open(t, 1, options)
	key := keyOn(cluster, 0)
	cluster.Node(0).SetFault(sim.Fault{Refuse: aero.CodeDeviceOverload})
	for range 100 {
		if _, err := c.Get(t.Context(), key, nil); !errors.Is(err, aero.CodeDeviceOverload) {
			t.Fatal(err)
		}
	}
	// The reserve, a tenth of the calls, and what the seconds of the test bring.
	if sent := cluster.Node(0).Commands(); sent < 120 || sent > 100+20+10+60 {
		t.Fatalf("%d commands for 100 calls", sent)
	}
}

// TestReplicaPolicies reads under each policy, and with a node gone: every copy answers, and no read fails.
func TestReplicaPolicies(t *testing.T) {
	cluster, c := open(t, 3, quick())
	keys := keysOf(30)
	for i, key := range keys {
		mustPut(t, c, key, i)
	}
	policies := []Replica{
		ReplicaSequence, ReplicaMaster, ReplicaAny, ReplicaPreferRack, ReplicaRoundRobin, ReplicaLeastConnections, ReplicaLatencyAware,
	}
	read := func() {
		for _, replica := range policies {
			for i, key := range keys {
				record, err := c.Get(t.Context(), key, &ReadPolicy{Replica: replica})
				if err != nil {
					t.Fatalf("policy %d: %v", replica, err)
				}
				if n, err := ValueAs[int64](record, "n"); err != nil || n != int64(i) {
					t.Fatalf("policy %d: %d, %v", replica, n, err)
				}
			}
		}
	}
	read()
	cluster.Kill(2)
	read()
}

// TestHedge lets one node stall after it was quick: reads that go there are sent to the other copy as well, and none
// waits for the stalled node.
func TestHedge(t *testing.T) {
	options := quick()
	options.Hedge = Hedge{Percentile: 99, DelayMin: time.Millisecond}
	// A slow machine makes the percentile long, and must not make the test fail.
	options.Timing = Timing{Total: 4 * patience}
	options.TendTimeout, options.DialTimeout = patience, patience
	cluster, c := open(t, 2, options)
	key := keyOn(cluster, 0)
	mustPut(t, c, key, 7)
	for range 2 * hedgeSamples {
		mustGet(t, c, key, 7)
	}
	cluster.Node(0).SetFault(sim.Fault{Stall: true})
	for range 5 {
		mustGet(t, c, key, 7)
	}
	if found, err := c.Exists(t.Context(), key, nil); !found || err != nil {
		t.Fatal(err)
	}
	if cluster.Node(1).Commands() == 0 {
		t.Fatal("the other copy was never asked")
	}
}

// TestReconfigureUnderLoad replaces the options again and again while calls run: none fails.
func TestReconfigureUnderLoad(t *testing.T) {
	_, c := open(t, 3, quick())
	keys := keysOf(50)
	for i, key := range keys {
		mustPut(t, c, key, i)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var group sync.WaitGroup
	var calls, failures atomic.Int64
	for w := range 8 {
		group.Go(func() {
			for i := w; ctx.Err() == nil; i++ {
				key := keys[i%len(keys)]
				_, err := c.Get(t.Context(), key, nil)
				if err == nil && i%4 == 0 {
					err = c.Put(t.Context(), key, Bins{"n": i}, nil)
				}
				if err != nil {
					failures.Add(1)
					t.Error(err)
				}
				calls.Add(1)
			}
		})
	}
	for i := range 10 {
		options := c.Options()
		options.Shared.Off = i%2 == 0
		options.MaxConnsPerNode = 4 + i
		options.Replica = Replica(1 + i%7)
		if err := c.Reconfigure(t.Context(), options); err != nil {
			t.Fatal(err)
		}
		before := calls.Load()
		eventually(t, "calls go on", func() bool { return calls.Load() > before+20 })
	}
	cancel()
	group.Wait()
	if failures.Load() > 0 {
		t.Fatalf("%d of %d calls failed", failures.Load(), calls.Load())
	}
}

// TestReconfigureRefused gives options that cannot be: nothing changes.
func TestReconfigureRefused(t *testing.T) {
	_, c := open(t, 1, quick())
	options := c.Options()
	options.MaxConnsPerNode = -1
	if err := c.Reconfigure(t.Context(), options); !errors.Is(err, ErrOptions) {
		t.Fatal(err)
	}
	options = c.Options()
	options.ClusterName = "another"
	if err := c.Reconfigure(t.Context(), options); !errors.Is(err, ErrClusterName) {
		t.Fatal(err)
	}
	if c.Options().MaxConnsPerNode < 0 || c.Options().ClusterName != "" {
		t.Fatal("refused options count")
	}
	mustPut(t, c, keysOf(1)[0], 1)
}

// TestRateLimit lets a slow rate through in time and refuses what cannot wait.
func TestRateLimit(t *testing.T) {
	options := once()
	options.RatePerNode = 20
	cluster, c := open(t, 1, options)
	key := keyOn(cluster, 0)
	var refused atomic.Int64
	var group sync.WaitGroup
	for range 200 {
		group.Go(func() {
			_, err := c.Get(t.Context(), key, &ReadPolicy{Timing: Timing{Total: time.Millisecond}})
			if errors.Is(err, ErrRate) {
				refused.Add(1)
			}
		})
	}
	group.Wait()
	if refused.Load() == 0 {
		t.Fatal("no call met the limit")
	}
	mustPut(t, c, key, 1)
}
