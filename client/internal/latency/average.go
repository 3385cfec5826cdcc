package latency

import (
	"sync/atomic"
	"time"
)

// Average is an exponentially weighted moving average. A value above it counts more than one below it, so that a node
// that becomes slow is noticed sooner than one that recovers. The zero Average is unknown.
type Average struct {
	nanos atomic.Int64
	// seen counts values since the last Fade.
	seen atomic.Int64
}

// The weights of a value, as divisors.
const (
	riseWeight = 4
	fallWeight = 16
	// fadeWeight is what an average loses when there were no values.
	fadeWeight = 4
)

// Add adds a value. Of two that come at the same moment one may be lost.
func (a *Average) Add(d time.Duration) {
	old := a.nanos.Load()
	value := max(int64(d), 1)
	switch {
	case old == 0:
		a.nanos.Store(value)
	case value > old:
		a.nanos.Store(old + (value-old)/riseWeight)
	default:
		a.nanos.Store(old + (value-old)/fallWeight)
	}
	a.seen.Add(1)
}

// Value returns the average, 0 if it is unknown.
func (a *Average) Value() time.Duration { return time.Duration(a.nanos.Load()) }

// Fade is called from time to time: an average without new values shrinks, so that a node that nobody chooses gets
// another chance.
func (a *Average) Fade() {
	if a.seen.Swap(0) == 0 {
		a.nanos.Store(a.nanos.Load() - a.nanos.Load()/fadeWeight)
	}
}
