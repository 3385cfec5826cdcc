package app

import (
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aerolith/aerolith/aero"
)

// TestExpiryThroughSocket: records whose time is over are gone for every client at once and are removed in the course of time,
// while other clients go on writing: those lose nothing and are refused nothing. Method: the store's clock is moved by hand.
func TestExpiryThroughSocket(t *testing.T) {
	var ahead atomic.Int64
	n := startNode(t, func(o *Options) {
		o.Tuned.Record.Now = func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
		o.Tuned.Expiry = map[string]time.Duration{"test": 5 * time.Millisecond}
	})
	const brief, writers, each = 500, 4, 100
	a := newAsker(t, n)
	for i := range brief {
		if code := a.record(i, 3600, aero.FlagWrite, blob(100)); code != aero.CodeOK {
			t.Fatalf("write %d: %v", i, code)
		}
	}
	stop := make(chan struct{})
	var load sync.WaitGroup
	for w := range writers {
		beside := newAsker(t, n)
		load.Go(func() { writeUntil(t, beside, (w+1)*10_000, each, stop) })
	}
	ahead.Store(int64(2 * time.Hour))
	for i := range brief {
		if code := a.record(i, 0, aero.FlagRead|aero.FlagReadAllBins); code != aero.CodeNotFound {
			t.Fatalf("read %d after its time: %v", i, code)
		}
	}
	for a.statistic("expired_objects") < brief {
		runtime.Gosched()
	}
	close(stop)
	load.Wait()
	if objects := a.statistic("objects"); objects != writers*each {
		t.Errorf("%d objects, want %d", objects, writers*each)
	}
}

// writeUntil writes records without an end again and again, each at least once, until stop is closed.
func writeUntil(t *testing.T, a *asker, first, count int, stop chan struct{}) {
	for round := 0; ; round++ {
		for i := range count {
			if code := a.record(first+i, aero.TTLNever, aero.FlagWrite, blob(100)); code != aero.CodeOK {
				t.Errorf("write beside: %v", code)
				return
			}
		}
		select {
		case <-stop:
			return
		default:
		}
	}
}
