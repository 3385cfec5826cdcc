package record

import (
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/aerolith/aerolith/aero"
)

// ordersRounds is how often each caller of TestTasksEndInOrder defines an index; AEROLITH_ATTEND_ROUNDS in the environment gives
// another number.
func ordersRounds(t *testing.T) int {
	rounds := 30
	if text := os.Getenv("AEROLITH_ATTEND_ROUNDS"); text != "" {
		if _, err := fmt.Sscan(text, &rounds); err != nil {
			t.Fatal(err)
		}
	}
	return rounds
}

// TestTasksEndInOrder: what tasks publish to readers is published in the order of the states, whoever had the turn. Method:
// several callers define and drop indexes of their own while others write, so that tasks are carried out by the committer and
// by writers; who is told that an index is there, or is not, sees it so.
func TestTasksEndInOrder(t *testing.T) {
	s := openStore(t, "", memoryOptions(newClock()))
	n := s.namespaces["test"]
	rounds := ordersRounds(t)
	var definers, writers sync.WaitGroup
	var over atomic.Bool
	for w := range 4 {
		writers.Go(func() {
			for i := w; !over.Load(); i += 4 {
				want(t, s, addOne(i%64), aero.CodeOK, "")
			}
		})
	}
	for number := range 6 {
		definers.Go(func() {
			name := fmt.Sprint("index", number)
			definition := onBin(name, fmt.Sprint("bin", number), aero.ParticleInteger, aero.IndexValue)
			for round := range rounds {
				if err := s.CreateIndex(definition); err != nil || n.indexes.Load().find(name) == nil {
					t.Errorf("round %d: %s was made and is not there: %v", round, name, err)
				}
				if err := s.DropIndex("test", name); err != nil || n.indexes.Load().find(name) != nil {
					t.Errorf("round %d: %s was dropped and is there: %v", round, name, err)
				}
			}
		})
	}
	definers.Wait()
	over.Store(true)
	writers.Wait()
}

// TestTurnIsKeptUntilTasksAreHandedOver: who has carried out a task keeps the turn until the releaser has its group, else
// another one's tasks, carried out later, could be finished sooner. Method: a releaser that takes nothing.
func TestTurnIsKeptUntilTasksAreHandedOver(t *testing.T) {
	for name, attend := range map[string]func(c *committer){"caller": (*committer).attend, "committer": (*committer).drain} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := deserted(t, memoryOptions(newClock())).namespaces["test"].committer
				c.groups = make(chan *group)
				r := c.n.requests.get()
				r.task = &truncate{n: c.n, before: 1}
				c.n.push(r)
				go attend(c)
				synctest.Wait()
				if !c.busy.Load() {
					t.Error("the turn was given back before")
				}
				c.release(<-c.groups)
				<-r.done
				synctest.Wait()
				if c.busy.Load() {
					t.Error("the turn was not given back afterwards")
				}
			})
		})
	}
}
