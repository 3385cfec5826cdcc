package client

import (
	"context"
	"errors"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/internal/sim"
)

// witness writes rising numbers to a record of its own and reads it, and knows what the record may hold.
type witness struct {
	key aero.Key
	// last is the number written last, certain the latest that is known to be stored; doubtful those that may be at any time.
	last, certain int64
	doubtful      map[int64]bool
	reads, writes int
	readFailures  []error
	falseReports  []error
	failedWrites  int
}

// step writes and reads once.
func (w *witness) step(ctx context.Context, c *Client) {
	w.last++
	err := c.Put(ctx, w.key, Bins{"n": w.last}, nil)
	var e *Error
	switch {
	case err == nil:
		// What is in doubt stays so: it may be carried out late.
		w.certain = w.last
		w.writes++
	case errors.As(err, &e) && e.InDoubt:
		w.doubtful[w.last] = true
		w.failedWrites++
	default:
		w.failedWrites++
	}
	record, err := c.Get(ctx, w.key, &ReadPolicy{Replica: ReplicaSequence})
	if errors.Is(err, aero.CodeNotFound) && w.certain == 0 {
		return
	}
	if err != nil {
		w.readFailures = append(w.readFailures, err)
		return
	}
	w.reads++
	n, err := ValueAs[int64](record, "n")
	if err != nil || n != w.certain && !w.doubtful[n] {
		w.falseReports = append(w.falseReports, errors.Join(err, errors.New("a number that cannot be there")))
	}
}

// watch lets witnesses work until the returned function is called, which returns them.
func watch(t *testing.T, c *Client, count int) (steps *atomic.Int64, end func() []*witness) {
	ctx, cancel := context.WithCancel(t.Context())
	all := make([]*witness, count)
	var group sync.WaitGroup
	steps = new(atomic.Int64)
	for i := range all {
		all[i] = &witness{key: aero.IntKey("test", "witness", int64(i)), doubtful: make(map[int64]bool)}
		group.Go(func() {
			for ctx.Err() == nil {
				all[i].step(t.Context(), c)
				steps.Add(1)
			}
		})
	}
	return steps, func() []*witness {
		cancel()
		group.Wait()
		return all
	}
}

// resilient returns options with which calls give up on a node early, and on the whole late.
func resilient() Options {
	o := quick()
	o.Timing = Timing{
		Total: patience, Attempt: 500 * time.Millisecond, MaxRetries: 200,
		RetryDelay: time.Millisecond, RetryDelayMax: 20 * time.Millisecond,
	}
	o.RetryBudget = RetryBudget{Share: 100, Reserve: 1 << 20, PerSecond: 1 << 20}
	o.TendTimeout = 200 * time.Millisecond
	return o
}

// store stores a number, however long that takes.
func store(t *testing.T, c *Client, key aero.Key, n int) {
	t.Helper()
	patient := Timing{Total: patience, MaxRetries: 100, RetryDelay: time.Millisecond, RetryDelayMax: 20 * time.Millisecond}
	if err := c.Put(t.Context(), key, Bins{"n": n}, &WritePolicy{Timing: patient}); err != nil {
		t.Fatal(err)
	}
}

// TestNodeLost kills one node of three under load, and lets one stall until the others take over: no read fails, what was
// reported about writes is true, and writes go on when the map has moved.
func TestNodeLost(t *testing.T) {
	for name, lose := range losses() {
		t.Run(name, func(t *testing.T) {
			cluster, c := open(t, 3, resilient())
			steps, end := watch(t, c, 24)
			eventually(t, "load", func() bool { return steps.Load() > 200 })
			looks := c.Stats().Rounds
			lose(cluster)
			eventually(t, "the map moves", func() bool { return len(c.Nodes()) == 2 })
			looks = c.Stats().Rounds - looks
			before := steps.Load()
			eventually(t, "full load again", func() bool { return steps.Load() > before+200 })
			lost, written := 0, 0
			for i, w := range end() {
				lost += w.failedWrites
				written += w.writes
				if len(w.readFailures) > 0 || len(w.falseReports) > 0 {
					t.Errorf("witness %d: %v, %v, %d writes", i, w.readFailures, w.falseReports, w.writes)
				}
			}
			if written == 0 {
				t.Error("nothing was written")
			}
			t.Logf("%d steps, %d writes failed, the map moved after %d looks", steps.Load(), lost, looks)
		})
	}
}

// TestSlowNode lets one node of three answer much later than the others: with latency-aware routing and hedged reads, next
// to none of the reads waits for it.
func TestSlowNode(t *testing.T) {
	options := resilient()
	options.Timing.Attempt = 0
	options.Hedge = Hedge{Percentile: 95, DelayMin: time.Millisecond}
	options.Replica = ReplicaLatencyAware
	options.TendTimeout = patience
	cluster, c := open(t, 3, options)
	keys := keysOf(60)
	for i, key := range keys {
		store(t, c, key, i)
	}
	reads := 300
	delay := 2 * time.Second
	if os.Getenv(timingVariable) != "" {
		reads, delay = 5000, 500*time.Millisecond
	}
	healthy := timed(t, c, keys, reads)
	cluster.Node(0).SetFault(sim.Fault{Delay: delay})
	slow := timed(t, c, keys, reads)
	waited := 0
	for _, took := range slow {
		if took >= delay {
			waited++
		}
	}
	before, after := healthy[len(healthy)*99/100], slow[len(slow)*99/100]
	t.Logf("p99 %v, with the slow node %v; %d of %d reads waited for it", before, after, waited, reads)
	if waited > reads/100 {
		t.Errorf("%d of %d reads waited for the slow node", waited, reads)
	}
	if os.Getenv(timingVariable) != "" && after > 3*before {
		t.Errorf("p99 is %v, healthy %v", after, before)
	}
}

// timingVariable lets tests compare times, for quiet machines.
const timingVariable = "AEROLITH_TIMING"

// timed reads from several goroutines and returns how long each read took, sorted.
func timed(t *testing.T, c *Client, keys []aero.Key, reads int) []time.Duration {
	t.Helper()
	const workers = 4
	took := make([][]time.Duration, workers)
	var group sync.WaitGroup
	for w := range workers {
		group.Go(func() {
			for i := range reads / workers {
				began := time.Now()
				if _, err := c.Get(t.Context(), keys[(i*workers+w)%len(keys)], nil); err != nil {
					t.Error(err)
				}
				took[w] = append(took[w], time.Since(began))
			}
		})
	}
	group.Wait()
	return slices.Sorted(slices.Values(slices.Concat(took...)))
}

// TestColdStart lets very many callers come before there is a connection: all are answered, and no more connections are
// made than the limits say.
func TestColdStart(t *testing.T) {
	callers := 10_000
	if raceEnabled {
		callers = 1000
	}
	options := quick()
	options.Timing.Total = 4 * patience
	options.MaxConnsPerNode, options.MaxDialsPerNode = 20, 4
	// A slow machine must not look like a failing node.
	options.TendTimeout, options.DialTimeout = patience, patience
	options.Breaker.MinFailures = 1 << 30
	cluster, c := open(t, 3, options)
	var group sync.WaitGroup
	gate := make(chan struct{})
	var first atomic.Int64
	began := time.Now()
	for i := range callers {
		group.Go(func() {
			<-gate
			if _, err := c.Get(t.Context(), aero.IntKey("test", "demo", int64(i)), nil); !errors.Is(err, aero.CodeNotFound) {
				t.Error(err)
			}
			first.CompareAndSwap(0, int64(time.Since(began)))
		})
	}
	began = time.Now()
	close(gate)
	group.Wait()
	t.Logf("first answer after %v, last after %v", time.Duration(first.Load()), time.Since(began))
	// Beside the pool there are two lanes, as many connections again on their way out, and those that ask questions.
	limit := int64(options.MaxConnsPerNode + 4*options.Shared.MaxConnsPerLane + 4)
	for i := range 3 {
		if got := cluster.Node(i).Accepted(); got > limit {
			t.Errorf("node %d took %d connections, limit %d", i, got, limit)
		}
	}
}
