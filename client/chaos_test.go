package client

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/internal/sim"
)

// chaos is a run of workers against a cluster under a nemesis. Every call is noted, for the check.
type chaos struct {
	cluster *sim.Cluster
	client  *Client
	keys    []aero.Key
	// replica is how the workers read; denies lets them take doubts for certain failures, as a broken client would.
	replica Replica
	denies  bool
	// values numbers the written values, clock the beginnings and ends of calls: it orders them also where no time passes.
	values, clock atomic.Int64
	// pause is how long a worker waits between two calls at most; 0 lets it go on at once.
	pause time.Duration
	// peace is how long the nemesis waits between two acts.
	peace time.Duration
	// overdue is how much longer than allowed a call took at most, in nanoseconds; it is below 0 if all were in time.
	overdue atomic.Int64

	// mu guards what follows.
	mu      sync.Mutex
	history [][]porcupine.Operation
	doubts  int
	// failed counts the calls that failed without doubt, by reason.
	failed map[string]int
	// unfounded are failures that a correct client does not report, a few of them.
	unfounded []string
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
		at, limit := random.IntN(len(h.keys)), time.Duration(0)
		if random.IntN(8) == 0 {
			limit = time.Duration(1+random.IntN(100)) * time.Millisecond
		}
		if random.IntN(2) == 0 {
			h.put(id, at, limit)
		} else {
			h.get(id, at, limit)
		}
		if h.pause > 0 {
			time.Sleep(time.Duration(random.Int64N(int64(h.pause))))
		}
	}
}

// within makes a call that has so much time by its context, 0 for the policy's alone, and judges its failure. The limits that
// it gives the judge are those that the call had.
func (h *chaos) within(limit time.Duration, call func(context.Context) error) error {
	ctx, timing := context.Background(), h.client.Options().Timing
	if limit > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, limit)
		defer cancel()
	} else {
		limit = timing.Total
	}
	began := time.Now()
	err := call(ctx)
	took := time.Since(began)
	for over := int64(took - limit); ; {
		before := h.overdue.Load()
		if over <= before || h.overdue.CompareAndSwap(before, over) {
			break
		}
	}
	if err == nil || errors.Is(err, aero.CodeNotFound) {
		return err
	}
	// A context may take a while to say that its deadline has passed.
	deadline, limited := ctx.Deadline()
	if why := unfounded(err, timing, took, ctx.Err() != nil || limited && !time.Now().Before(deadline)); why != "" {
		h.note(func() {
			if len(h.unfounded) < 20 {
				h.unfounded = append(h.unfounded, fmt.Sprintf("%s after %v: %v", why, took, err))
			}
		})
	}
	return err
}

// put writes a new value. A write in doubt may take effect at any later time.
func (h *chaos) put(id, at int, limit time.Duration) {
	value := h.values.Add(1)
	op := porcupine.Operation{ClientId: id, Input: access{write: value}, Output: int64(0), Call: h.clock.Add(1)}
	err := h.within(limit, func(ctx context.Context) error { return h.client.Put(ctx, h.keys[at], Bins{"n": value}, nil) })
	op.Return = h.clock.Add(1)
	var e *Error
	switch {
	case err == nil:
	case errors.As(err, &e) && e.InDoubt && !h.denies:
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

// get reads a value; a missing record is 0. It reports whether there was an answer.
func (h *chaos) get(id, at int, limit time.Duration) bool {
	op := porcupine.Operation{ClientId: id, Input: access{}, Call: h.clock.Add(1)}
	var record *Record
	err := h.within(limit, func(ctx context.Context) (err error) {
		record, err = h.client.Get(ctx, h.keys[at], &ReadPolicy{Replica: h.replica})
		return err
	})
	op.Return = h.clock.Add(1)
	switch {
	case errors.Is(err, aero.CodeNotFound):
		op.Output = int64(0)
	case err != nil:
		h.note(func() { h.failed["get: "+reason(err)]++ })
		return false
	default:
		n, err := ValueAs[int64](record, "n")
		if err != nil {
			n = -1
		}
		op.Output = n
	}
	h.note(func() { h.history[at] = append(h.history[at], op) })
	return true
}

// note does something with the history.
func (h *chaos) note(what func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	what()
}

// check looks for keys whose history no order of the calls explains, and for those that could not be decided.
func (h *chaos) check() (bad int, unknown int) {
	for _, operations := range h.history {
		switch porcupine.CheckOperationsTimeout(register(), settled(operations), patience) {
		case porcupine.Illegal:
			bad++
		case porcupine.Unknown:
			unknown++
		}
	}
	return bad, unknown
}

// TestChaos lets a nemesis act on five nodes under many workers: each key's history must be linearizable, which no lost
// acknowledged write and no write that was reported as not done would be, and each failure must be a legitimate one.
// AEROLITH_CHAOS=10m runs the long form.
func TestChaos(t *testing.T) {
	seed := chaosSeed(t)
	ctx, workers, count, keys, acts := t.Context(), 16, 60, 24, 25
	if length := chaosLength(t); length > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, length)
		defer cancel()
		workers, count, keys, acts = 64, 0, chaosLongKeys, 1<<30
	}
	h := newChaos(t, ReplicaMaster, keys)
	h.suffer(ctx, t, seed, workers, count, acts)
	h.judge(t)
}

// suffer lets workers make calls while a nemesis acts, until the context ends or they have made so many. Then all nodes are
// healed and all keys are read once more.
func (h *chaos) suffer(ctx context.Context, t *testing.T, seed uint64, workers, count, acts int) {
	t.Helper()
	nemesis := sim.NewNemesis(h.cluster, seed)
	harm, cancel := context.WithCancel(ctx)
	defer cancel()
	var group, enemy sync.WaitGroup
	enemy.Go(func() {
		for range acts {
			if !sleep(harm, h.peace) {
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
		eventually(t, "the last state can be read", func() bool { return h.get(0, at, 0) })
	}
}

// judge fails the test if a claim does not hold.
func (h *chaos) judge(t *testing.T) {
	t.Helper()
	bad, unknown := h.check()
	t.Logf("%d values, %d in doubt, %d keys not decided", h.values.Load(), h.doubts, unknown)
	h.checkFailures(t)
	if bad > 0 || unknown > 0 {
		t.Fatalf("of %d histories %d are not linearizable, %d could not be decided", len(h.keys), bad, unknown)
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
