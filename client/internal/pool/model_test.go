package pool

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"syscall"
	"testing"
	"time"
)

// TestRandomCallers lets callers with patience of all lengths come, leave, return and discard connections while dials take all times
// and fail, in virtual time. The limits hold at every moment, nobody leaves later than he wanted, every failure has its reason,
// and in the end nothing is lost: all connections are free, and as many can be had as the limit says.
func TestRandomCallers(t *testing.T) {
	for seed := range uint64(30) {
		withFake(t, 1+int(seed%7), 1+int(seed%3), 0, func(t *testing.T, f *fake, p *Pool) {
			random := &draws{source: rand.New(rand.NewPCG(seed, 1))}
			f.takes = func() time.Duration { return time.Duration(random.below(20)) * time.Millisecond }
			f.fails = func() bool { return random.below(4) == 0 }
			var callers sync.WaitGroup
			for range 30 {
				callers.Go(func() {
					for range 20 {
						randomCall(t, p, random)
					}
				})
			}
			callers.Wait()
			time.Sleep(time.Second)
			limits := p.options
			s := p.Stats()
			if s.Open != s.Idle || s.Waiting != 0 || int64(s.Open) != f.open.Load() || f.dialling.Load() != 0 ||
				f.openMost.Load() > int64(limits.MaxConns) || f.dialsMost.Load() > int64(limits.MaxDials) {
				t.Fatalf("seed %d: %+v, %d open, %d at most, %d dials at once of %+v", seed, s, f.open.Load(), f.openMost.Load(),
					f.dialsMost.Load(), limits)
			}
			f.fails = func() bool { return false }
			for range limits.MaxConns {
				if one := <-get(t.Context(), p, 0); one.err != nil {
					t.Fatalf("seed %d: %v", seed, one.err)
				}
			}
		})
	}
}

// draws are random numbers for many goroutines.
type draws struct {
	mu     sync.Mutex
	source *rand.Rand
}

// below returns one.
func (d *draws) below(n int) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.source.IntN(n)
}

// randomCall gets a connection, with random patience, holds it for a while and gives it back.
func randomCall(t *testing.T, p *Pool, random *draws) {
	ctx, patience := t.Context(), time.Duration(random.below(30))*time.Millisecond
	byContext, deadline, began := random.below(2) == 0, time.Time{}, time.Now()
	switch {
	case patience == 0:
		patience = time.Hour
	case byContext:
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, patience)
		defer cancel()
	default:
		deadline = began.Add(patience)
	}
	conn, err := p.Get(ctx, deadline)
	took := time.Since(began)
	switch {
	case took > patience:
		t.Errorf("waited for %v instead of %v: %v", took, patience, err)
	case errors.Is(err, ErrTimeout) || errors.Is(err, context.DeadlineExceeded):
		if took != patience {
			t.Errorf("left after %v instead of %v: %v", took, patience, err)
		}
	case err != nil && !errors.Is(err, syscall.ECONNREFUSED):
		t.Error(err)
	}
	if err != nil {
		return
	}
	time.Sleep(time.Duration(random.below(5)) * time.Millisecond)
	if random.below(3) == 0 {
		p.Discard(conn)
	} else {
		p.Put(conn)
	}
}
