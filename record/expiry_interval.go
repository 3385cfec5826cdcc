package record

import (
	"sync/atomic"
	"time"

	"github.com/aerolith/aerolith/aero"
)

// expiryClock tells the expirer when to work. The interval can change while it waits.
type expiryClock struct {
	interval atomic.Int64
	changed  chan struct{}
}

// newExpiryClock returns a clock with an interval; one that is not positive never ticks.
func newExpiryClock(interval time.Duration) *expiryClock {
	c := &expiryClock{changed: make(chan struct{}, 1)}
	c.interval.Store(int64(interval))
	return c
}

// set changes the interval.
func (c *expiryClock) set(interval time.Duration) {
	c.interval.Store(int64(interval))
	select {
	case c.changed <- struct{}{}:
	default:
	}
}

// get returns the interval.
func (c *expiryClock) get() time.Duration { return time.Duration(c.interval.Load()) }

// run calls work at every interval until stop is closed.
func (c *expiryClock) run(stop <-chan struct{}, work func()) {
	for {
		var ticks <-chan time.Time
		end := func() {}
		if interval := c.get(); interval > 0 {
			ticker := time.NewTicker(interval)
			ticks, end = ticker.C, ticker.Stop
		}
		again := c.tick(stop, ticks, work)
		end()
		if !again {
			return
		}
	}
}

// tick calls work at every tick until the interval changes, which it reports, or stop is closed.
func (c *expiryClock) tick(stop <-chan struct{}, ticks <-chan time.Time, work func()) (again bool) {
	for {
		select {
		case <-stop:
			return false
		case <-c.changed:
			return true
		case <-ticks:
			work()
		}
	}
}

// SetExpiryInterval changes how often expired records of a namespace are looked for, until the store is closed; 0 never
// does. It fails with aero.CodeNamespace.
func (s *Store) SetExpiryInterval(namespace string, interval time.Duration) error {
	n := s.namespaces[namespace]
	if n == nil {
		return refusal("set the expiry interval", aero.CodeNamespace)
	}
	n.expiryClock.set(max(interval, 0))
	return nil
}
