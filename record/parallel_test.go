package record

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/aerolith/aerolith/aero"
)

// TestParallel lets many goroutines add to the same counters, while others read, scan, expire and truncate another
// set: no addition may be lost, reads never go back, and the counts agree with a scan.
func TestParallel(t *testing.T) {
	clock := newClock()
	options := memoryOptions(clock)
	options.MaxGroupCommands = 8
	s := openStore(t, "", options)
	const writers, additions, counters = 8, 100, 5
	for i := range counters {
		want(t, s, put(i, "n", integer(0)), aero.CodeOK, "")
	}
	var writing, others sync.WaitGroup
	stop := make(chan struct{})
	for range writers {
		writing.Add(1)
		go func() {
			defer writing.Done()
			for i := range additions {
				cmd := put(i%counters, "", integer(1))
				cmd.Operations[0] = aero.Operation{Type: aero.OpAdd, Bin: "n", Value: integer(1)}
				want(t, s, cmd, aero.CodeOK, "")
				want(t, s, inSet(withTTL(put(1000+i, "a", integer(1)), 1), "brief"), aero.CodeOK, "")
			}
		}()
	}
	for _, work := range []func(){
		func() { readUpwards(t, s) },
		func() { scanAll(t, s, &aero.ScanCommand{Namespace: "test"}) },
		func() { clock.advance(time.Second); s.namespaces["test"].expireAll() },
		func() {
			if err := s.Truncate("test", "brief", time.Time{}); err != nil {
				t.Error(err)
			}
		},
	} {
		others.Add(1)
		go func() {
			defer others.Done()
			for ended := false; !ended; {
				work()
				select {
				case <-stop:
					ended = true
				default:
				}
			}
		}()
	}
	writing.Wait()
	close(stop)
	others.Wait()
	for i := range counters {
		want(t, s, get(i), aero.CodeOK, show(&aero.RecordResult{
			Bins: []aero.Bin{{Name: "n", Value: integer(writers * additions / counters)}},
		}))
	}
	clock.advance(time.Minute)
	s.namespaces["test"].expireAll()
	waitUntilCleaned(t, s)
}

// readUpwards reads a counter some times: it never goes back.
func readUpwards(t *testing.T, s *Store) {
	last := uint32(0)
	var res aero.RecordResult
	for range 20 {
		if err := s.Execute(context.Background(), get(1), &res); err != nil || res.Code != aero.CodeOK {
			t.Errorf("read: %v %v", res.Code, err)
			return
		}
		if res.Generation < last {
			t.Errorf("generation %d after %d", res.Generation, last)
		}
		last = res.Generation
	}
}
