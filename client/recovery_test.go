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
	paced     = 12
	pace      = 10 * time.Millisecond
	windowLen = time.Second
)

// watchPaced lets witnesses work at a fixed pace until the returned function is called, which returns them.
func watchPaced(c *Client) (steps *atomic.Int64, end func() []*witness) {
	ctx, cancel := context.WithCancel(context.Background())
	all := make([]*witness, paced)
	var group sync.WaitGroup
	steps = new(atomic.Int64)
	for i := range all {
		all[i] = &witness{key: aero.IntKey("test", "witness", int64(i)), doubtful: make(map[int64]bool)}
		group.Go(func() {
			for ctx.Err() == nil {
				all[i].step(context.Background(), c)
				steps.Add(1)
				time.Sleep(pace)
			}
		})
	}
	return steps, func() []*witness {
		cancel()
		group.Wait()
		return all
	}
}

// TestFullRateAfterLoss kills one node of three under load, or lets it stall until the others take over, in virtual time: two
// tend intervals later as much is written and read as before, no read has failed, and the reports about writes are true.
func TestFullRateAfterLoss(t *testing.T) {
	for name, lose := range map[string]func(*sim.Cluster){
		"killed": func(c *sim.Cluster) { c.Kill(1) },
		"stalled": func(c *sim.Cluster) {
			c.Node(1).SetFault(sim.Fault{Stall: true, Deaf: true})
			c.Evict(1)
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				cluster := sim.StartInMemory(t, 3, "test")
				options := resilient()
				options.Dial, options.TendInterval = cluster.Dial, time.Second
				c, err := Open(t.Context(), cluster.Hosts()[:1], options)
				if err != nil {
					t.Fatal(err)
				}
				defer c.Close()
				steps, end := watchPaced(c)
				time.Sleep(windowLen)
				healthy := steps.Load()
				lose(cluster)
				time.Sleep(2 * options.TendInterval)
				before := steps.Load()
				time.Sleep(windowLen)
				// Steps that are under way when a window ends belong to the next one, and single retries take their pause.
				if got := steps.Load() - before; got < healthy*95/100 {
					t.Errorf("%d steps a second two intervals later, %d before", got, healthy)
				}
				for i, w := range end() {
					if len(w.readFailures) > 0 || len(w.falseReports) > 0 || w.writes == 0 {
						t.Errorf("witness %d: %v, %v, %d writes", i, w.readFailures, w.falseReports, w.writes)
					}
				}
				if healthy < paced*int64(windowLen/pace)*9/10 {
					t.Errorf("only %d steps in the healthy second", healthy)
				}
			})
		})
	}
}
