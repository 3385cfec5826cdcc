package client

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/internal/sim"
)

// The load of the tests of recovery: so many witnesses, each with a step at every pace.
const (
	paced     = 16
	pace      = 20 * time.Millisecond
	windowLen = time.Second
)

// pacedWitness is a witness that works at a fixed pace and knows when it was held up.
type pacedWitness struct {
	witness
	steps atomic.Int64
	// lateAt is when the last step ended that took longer than a pace or whose write failed, in nanoseconds since the epoch.
	lateAt atomic.Int64
}

// work makes steps until the context ends. In virtual time a step that nothing holds up takes no time.
func (w *pacedWitness) work(ctx context.Context, c *Client) {
	for ctx.Err() == nil {
		began, failed := time.Now(), w.failedWrites
		w.step(context.Background(), c)
		if time.Since(began) > pace || w.failedWrites > failed {
			w.lateAt.Store(time.Now().UnixNano())
		}
		w.steps.Add(1)
		time.Sleep(pace)
	}
}

// recovery is what a loss did to the witnesses.
type recovery struct {
	// after is how long after the loss the last of them was held up, heldUp how many were.
	after  time.Duration
	heldUp int
	// slowest is the least that one of them did in the window that began two tend intervals after the loss, in percent of
	// what it did in a healthy window.
	slowest int64
	all     []*pacedWitness
}

// recoverFrom lets witnesses work on three nodes in virtual time, loses one, and looks how long that can be felt.
func recoverFrom(t *testing.T, lose func(*sim.Cluster), change func(*Options)) recovery {
	cluster := sim.StartInMemory(t, 3, "test")
	options := resilient()
	options.Dial, options.TendInterval = cluster.Dial, time.Second
	change(&options)
	c, err := Open(t.Context(), cluster.Hosts()[:1], options)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	ctx, cancel := context.WithCancel(context.Background())
	var group sync.WaitGroup
	result := recovery{slowest: 1 << 60}
	for i := range int64(paced) {
		w := &pacedWitness{witness: witness{key: aero.IntKey("test", "witness", i), doubtful: make(map[int64]bool)}}
		result.all = append(result.all, w)
		group.Go(func() { w.work(ctx, c) })
	}
	healthy := result.window()
	// Right after a look at the cluster the next one is a tenth of the interval away, so that the loss is felt in any case.
	for round := c.Stats().Rounds; c.Stats().Rounds == round; {
		time.Sleep(time.Millisecond)
	}
	lost := time.Now()
	lose(cluster)
	time.Sleep(2 * options.TendInterval)
	for i, steps := range result.window() {
		result.slowest = min(result.slowest, steps*100/healthy[i])
	}
	time.Sleep(3 * options.TendInterval)
	cancel()
	group.Wait()
	for _, w := range result.all {
		if late := w.lateAt.Load(); late > lost.UnixNano() {
			result.heldUp++
			result.after = max(result.after, time.Duration(late-lost.UnixNano()))
		}
	}
	return result
}

// window returns how many steps each witness makes in a window from now on.
func (r *recovery) window() []int64 {
	counts := make([]int64, len(r.all))
	for i, w := range r.all {
		counts[i] = -w.steps.Load()
	}
	time.Sleep(windowLen)
	for i, w := range r.all {
		counts[i] += w.steps.Load()
	}
	return counts
}

// losses are the ways in which a node gets lost.
func losses() map[string]func(*sim.Cluster) {
	return map[string]func(*sim.Cluster){
		"killed": func(c *sim.Cluster) { c.Kill(1) },
		"stalled": func(c *sim.Cluster) {
			c.Node(1).SetFault(sim.Fault{Stall: true, Deaf: true})
			c.Evict(1)
		},
	}
}

// TestFullRateAfterLoss kills one node of three under load, or lets it stall until the others take over, in virtual time: two
// tend intervals later nobody is held up any more and each caller does as much as before; no read has failed, and the
// reports about writes are true.
func TestFullRateAfterLoss(t *testing.T) {
	for name, lose := range losses() {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				got := recoverFrom(t, lose, func(*Options) {})
				t.Logf("%d of %d held up, the last one %v after the loss; the slowest at %d %%", got.heldUp, paced, got.after, got.slowest)
				// Whether anybody is held up at all is chance: a look at the cluster may come before the next step.
				// Steps that are under way when a window ends belong to the next one.
				if got.after > 2*time.Second || got.slowest < 90 {
					t.Errorf("held up until %v after the loss, the slowest at %d %%", got.after, got.slowest)
				}
				for i, w := range got.all {
					if len(w.readFailures) > 0 || len(w.falseReports) > 0 || w.writes == 0 {
						t.Errorf("witness %d: %v, %v, %d writes", i, w.readFailures, w.falseReports, w.writes)
					}
				}
			})
		})
	}
}

// TestSlowRecoveryIsSeen loses nodes under a client that is slow on purpose, because its look at the cluster waits for the
// dead node: a little longer than it may, and much longer. The measurement of TestFullRateAfterLoss has to notice.
func TestSlowRecoveryIsSeen(t *testing.T) {
	for name, lose := range losses() {
		for _, wait := range []time.Duration{2500 * time.Millisecond, 5 * time.Second} {
			t.Run(name+" "+wait.String(), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					got := recoverFrom(t, lose, func(o *Options) {
						o.Observe = func(e Event) {
							if e.Kind == EventNodeFailed {
								time.Sleep(wait)
							}
						}
					})
					if got.after <= 2*time.Second || got.slowest >= 90 {
						t.Errorf("not noticed: held up until %v after the loss, the slowest at %d %%", got.after, got.slowest)
					}
				})
			})
		}
	}
}
