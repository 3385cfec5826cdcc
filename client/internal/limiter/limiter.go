package limiter

import (
	"sync/atomic"
	"time"
)

// Limiter is a token bucket without tokens: it knows when the bucket would be full again. It is safe for concurrent use.
type Limiter struct {
	// interval is the time for one command, burst that for all that may come at once.
	interval, burst time.Duration
	// full is when nothing is owed any more, in Unix nanoseconds.
	full atomic.Int64
}

// New makes a limiter for a rate in commands a second, of which a tenth may come at once; at least one.
func New(rate int) *Limiter {
	interval := time.Second / time.Duration(max(rate, 1))
	return &Limiter{interval: interval, burst: max(time.Second/10, interval)}
}

// Reserve takes a place and returns how long its holder must wait. If that is longer than patience, it takes none and
// reports false.
func (l *Limiter) Reserve(now time.Time, patience time.Duration) (wait time.Duration, ok bool) {
	at := now.UnixNano()
	for {
		full := l.full.Load()
		next := max(full, at) + int64(l.interval)
		wait = max(0, time.Duration(next-at)-l.burst)
		if wait > patience {
			return 0, false
		}
		if l.full.CompareAndSwap(full, next) {
			return wait, true
		}
	}
}
