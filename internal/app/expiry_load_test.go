package app

import (
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aerolith/aerolith/aero"
)

// The load of the tests of expiry and eviction.
const (
	loadConnections = 6
	loadKeys        = 40
	loadTTLSeconds  = 10
)

// movedClock is a clock that only moves when it is told to.
type movedClock struct{ nanoseconds atomic.Int64 }

// now returns its time.
func (c *movedClock) now() time.Time { return time.Unix(0, c.nanoseconds.Load()) }

// seconds returns its time in seconds.
func (c *movedClock) seconds() int64 { return c.nanoseconds.Load() / int64(time.Second) }

// written is what a connection knows about a record of its own: the seconds before and after its last write.
type written struct{ before, after int64 }

// expiryLoad is a load of connections that write records which live for loadTTLSeconds and read them.
type expiryLoad struct {
	clock *movedClock
	steps atomic.Int64
	stop  atomic.Bool
	// gone and found count the reads that had to miss and to hit.
	gone, found atomic.Int64
}

// work writes and reads records of its own until it is told to stop, and checks what it reads.
func (l *expiryLoad) work(a *asker, worker int) {
	random, last := rand.New(rand.NewPCG(1, uint64(worker))), make([]written, loadKeys)
	for !l.stop.Load() {
		i := random.IntN(loadKeys)
		number := worker*loadKeys + i
		if random.IntN(4) == 0 {
			w := written{before: l.clock.seconds()}
			if code := a.record(number, loadTTLSeconds, aero.FlagWrite, blob(100)); code != aero.CodeOK {
				a.t.Errorf("write: %v", code)
				return
			}
			w.after = l.clock.seconds()
			last[i] = w
		} else if !l.read(a, number, last[i]) {
			return
		}
		l.steps.Add(1)
	}
}

// read reads a record whose last write is known, and reports whether the answer can be.
func (l *expiryLoad) read(a *asker, number int, last written) bool {
	before := l.clock.seconds()
	code := a.record(number, 0, aero.FlagRead|aero.FlagReadAllBins)
	after := l.clock.seconds()
	// A record lives for between loadTTLSeconds and one second more or less, as void times are whole seconds.
	mustMiss := last.after == 0 || before > last.after+loadTTLSeconds+1
	mustHit := last.before != 0 && after < last.before+loadTTLSeconds-1
	switch {
	case code != aero.CodeOK && code != aero.CodeNotFound, mustMiss && code == aero.CodeOK, mustHit && code != aero.CodeOK:
		a.t.Errorf("read of a record of %+v at %d to %d: %v", last, before, after, code)
		return false
	case mustMiss && last.after != 0:
		l.gone.Add(1)
	case mustHit:
		l.found.Add(1)
	}
	return true
}

// TestExpiryUnderLoad: connections write and read records that live for ten seconds while the clock goes on, in steps of two.
// No record is read after its time, none is missed before, and what has expired is removed under the load and entirely
// after it.
func TestExpiryUnderLoad(t *testing.T) {
	clock := &movedClock{}
	clock.nanoseconds.Store(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).UnixNano())
	n := startNode(t, func(o *Options) {
		o.Tuned.Record.Now = clock.now
		o.Tuned.Expiry = map[string]time.Duration{"test": 2 * time.Millisecond}
	})
	l := &expiryLoad{clock: clock}
	var group sync.WaitGroup
	for worker := range loadConnections {
		a := newAsker(t, n)
		group.Go(func() { l.work(a, worker) })
	}
	for range 30 {
		for seen := l.steps.Load(); l.steps.Load() < seen+200 && !t.Failed(); {
			<-time.After(time.Millisecond)
		}
		clock.nanoseconds.Add(int64(2 * time.Second))
	}
	l.stop.Store(true)
	group.Wait()
	a := newAsker(t, n)
	during := a.statistic("expired_objects")
	t.Logf("%d steps, %d reads found what lives and %d missed what does not, %d removed meanwhile", l.steps.Load(), l.found.Load(), l.gone.Load(), during)
	if l.found.Load() == 0 || l.gone.Load() == 0 || during == 0 {
		t.Error("not everything was tried")
	}
	clock.nanoseconds.Add(int64(2 * loadTTLSeconds * time.Second))
	for end := time.Now().Add(patience); a.statistic("objects") > 0; <-time.After(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%d records are left", a.statistic("objects"))
		}
	}
}

// TestEvictionUnderLoad: connections write far more than the budget, beside records that never expire: these are never
// missed, writes are refused with code 8 only, and the namespace takes writes again when the load is over.
func TestEvictionUnderLoad(t *testing.T) {
	n := startNode(t, func(o *Options) {
		o.Limits.DataSize, o.Limits.StopWritesPercent, o.Limits.EvictPercent = "1MiB", 90, 50
		o.Tuned.Expiry = map[string]time.Duration{"test": 2 * time.Millisecond}
	})
	const kept, each, size = 50, 400, 1000
	a := newAsker(t, n)
	for i := range kept {
		if code := a.record(i, aero.TTLNever, aero.FlagWrite, blob(size)); code != aero.CodeOK {
			t.Fatalf("write %d: %v", i, code)
		}
	}
	var group sync.WaitGroup
	var refused atomic.Int64
	for worker := range loadConnections {
		a := newAsker(t, n)
		group.Go(func() {
			for i, done := 0, 0; done < each; i++ {
				number := (worker+1)*100_000 + i
				switch code := a.record(number, uint32(1000+i), aero.FlagWrite, blob(size)); code {
				case aero.CodeOK:
					done++
				case aero.CodeOutOfSpace:
					refused.Add(1)
					<-time.After(time.Millisecond) // what makes room needs the processor
				default:
					t.Errorf("write: %v", code)
					return
				}
				if code := a.record(i%kept, 0, aero.FlagRead|aero.FlagReadAllBins); code != aero.CodeOK {
					t.Errorf("record %d, which never expires: %v", i%kept, code)
					return
				}
			}
		})
	}
	group.Wait()
	t.Logf("%d writes refused, %d records evicted", refused.Load(), a.statistic("evicted_objects"))
	if a.statistic("evicted_objects") == 0 {
		t.Error("nothing was evicted")
	}
	for end := time.Now().Add(patience); a.record(1, 1000, aero.FlagWrite, blob(size)) != aero.CodeOK; <-time.After(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("no room")
		}
	}
}
