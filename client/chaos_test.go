package client

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/internal/sim"
)

// The variables that choose the long form and the seed.
const (
	chaosVariable     = "AEROLITH_CHAOS"
	chaosSeedVariable = "AEROLITH_CHAOS_SEED"
)

// chaos is a run of workers against a cluster under a nemesis. Every call is noted, for the check.
type chaos struct {
	cluster *sim.Cluster
	client  *Client
	keys    []aero.Key
	// replica is how the workers read; denies lets them take doubts for certain failures, as a broken client would.
	replica Replica
	denies  bool
	// values numbers the written values.
	values atomic.Int64
	began  time.Time

	// mu guards what follows.
	mu      sync.Mutex
	history [][]porcupine.Operation
	doubts  int
	// failed counts the calls that failed without doubt, by reason.
	failed map[string]int
	// fates are what happened to the written values.
	fates fates
}

// access is the input of an operation on a register: a write of a value, or a read if that is 0.
type access struct{ write int64 }

// register is the model: a key holds what was written last, 0 at first.
func register() porcupine.Model {
	return porcupine.Model{
		Init: func() any { return int64(0) },
		Step: func(state, input, output any) (bool, any) {
			in, out := input.(access), output.(int64)
			if in.write != 0 {
				return true, in.write
			}
			return out == state.(int64), state
		},
		DescribeOperation: func(input, output any) string { return fmt.Sprint(input, output) },
	}
}

// work makes so many calls, or calls until the context ends if count is 0.
func (h *chaos) work(ctx context.Context, id, count int, seed uint64) {
	random := rand.New(rand.NewPCG(seed, uint64(id)))
	for i := 0; (count == 0 || i < count) && ctx.Err() == nil; i++ {
		at := random.IntN(len(h.keys))
		if random.IntN(2) == 0 {
			h.put(id, at)
		} else {
			h.get(id, at)
		}
	}
}

// put writes a new value. A write in doubt may take effect at any later time.
func (h *chaos) put(id, at int) {
	value := h.values.Add(1)
	op := porcupine.Operation{ClientId: id, Input: access{write: value}, Output: int64(0), Call: h.now()}
	err := h.client.Put(context.Background(), h.keys[at], Bins{"n": value}, nil)
	op.Return = h.now()
	var e *Error
	switch {
	case err == nil:
	case errors.As(err, &e) && e.InDoubt && !h.denies:
		const never = 1 << 62
		op.Return = never
		h.fates.add(value, reportedDoubt)
		h.note(func() { h.doubts++ })
	default:
		h.fates.add(value, reportedNot)
		h.note(func() { h.failed["put: "+reason(err)]++ })
		return
	}
	h.note(func() { h.history[at] = append(h.history[at], op) })
}

// get reads a value; a missing record is 0.
func (h *chaos) get(id, at int) {
	op := porcupine.Operation{ClientId: id, Input: access{}, Call: h.now()}
	record, err := h.client.Get(context.Background(), h.keys[at], &ReadPolicy{Replica: h.replica})
	op.Return = h.now()
	switch {
	case errors.Is(err, aero.CodeNotFound):
		op.Output = int64(0)
	case err != nil:
		h.note(func() { h.failed["get: "+reason(err)]++ })
		return
	default:
		n, err := ValueAs[int64](record, "n")
		if err != nil {
			n = -1
		}
		op.Output = n
	}
	h.note(func() { h.history[at] = append(h.history[at], op) })
}

// now returns the time since the beginning, in nanoseconds.
func (h *chaos) now() int64 { return int64(time.Since(h.began)) }

// note does something with the history.
func (h *chaos) note(what func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	what()
}

// check looks for a key whose history no order of the calls explains. What takes too long to check counts as explained.
func (h *chaos) check() (bad int, unknown int) {
	for _, operations := range h.history {
		switch porcupine.CheckOperationsTimeout(register(), operations, 10*time.Second) {
		case porcupine.Illegal:
			bad++
		case porcupine.Unknown:
			unknown++
		}
	}
	return bad, unknown
}

// chaosSeed returns the seed, which is printed.
func chaosSeed(t *testing.T) uint64 {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	if text := os.Getenv(chaosSeedVariable); text != "" {
		var err error
		if seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%s=%d", chaosSeedVariable, seed)
	return seed
}

// newChaos starts a cluster whose replicas lag, and a client that gives up soon.
func newChaos(t *testing.T, replica Replica, keys int) *chaos {
	options := quick()
	options.TendTimeout = 200 * time.Millisecond
	options.Timing = Timing{
		Total: 2 * time.Second, Attempt: 50 * time.Millisecond, MaxRetries: 20,
		RetryDelay: time.Millisecond, RetryDelayMax: 20 * time.Millisecond,
	}
	options.Shared.Above = 1
	cluster, c := open(t, 5, options)
	cluster.SetLag(3)
	h := &chaos{
		cluster: cluster, client: c, replica: replica, keys: keysOf(keys), began: time.Now(),
		history: make([][]porcupine.Operation, keys), failed: make(map[string]int),
	}
	cluster.SetTrace(h.fates.see)
	return h
}

// TestChaos lets a nemesis act on five nodes under many workers: each key's history must be linearizable, which no lost
// acknowledged write and no write that was reported as not done would be. AEROLITH_CHAOS=10m runs the long form.
func TestChaos(t *testing.T) {
	seed := chaosSeed(t)
	h := newChaos(t, ReplicaMaster, 24)
	nemesis := sim.NewNemesis(h.cluster, seed)
	workers, count, acts := 16, 60, 25
	ctx := t.Context()
	if text := os.Getenv(chaosVariable); text != "" {
		length, err := time.ParseDuration(text)
		if err != nil {
			t.Fatal(err)
		}
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, length)
		defer cancel()
		// More keys keep each one's history short enough to be checked.
		workers, count, acts = 64, 0, 1<<30
		h.keys, h.history = keysOf(20_000), make([][]porcupine.Operation, 20_000)
	}
	harm, cancel := context.WithCancel(ctx)
	var group, enemy sync.WaitGroup
	enemy.Go(func() {
		for range acts {
			if !sleep(harm, 15*time.Millisecond) {
				return
			}
			nemesis.Act()
		}
	})
	for id := range workers {
		group.Go(func() { h.work(ctx, id, count, seed) })
	}
	group.Wait()
	cancel()
	enemy.Wait()
	if err := nemesis.Heal(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "all nodes are back", func() bool { return len(h.client.Nodes()) == 5 })
	for at := range h.keys {
		h.get(0, at)
	}
	bad, unknown := h.check()
	t.Logf("%d values, %d in doubt, %d keys not decided", h.values.Load(), h.doubts, unknown)
	h.checkFailures(t)
	if bad > 0 {
		t.Fatalf("%d of %d histories are not linearizable", bad, len(h.keys))
	}
}

// TestChaosCatchesBrokenClient reads from replicas that lag, as a client must not that promises the latest value: the
// same check has to notice.
func TestChaosCatchesBrokenClient(t *testing.T) {
	seed := chaosSeed(t)
	for range 20 {
		h := newChaos(t, ReplicaAny, 2)
		var group sync.WaitGroup
		for id := range 4 {
			group.Go(func() { h.work(t.Context(), id, 40, seed) })
		}
		group.Wait()
		if bad, _ := h.check(); bad > 0 {
			return
		}
	}
	t.Fatal("stale reads were not noticed")
}
