package latency

import (
	"math/bits"
	"sync/atomic"
	"time"
)

// The shape of a histogram: a bucket is a quarter of a power of two of nanoseconds.
const (
	subBits     = 2
	bucketCount = 64 << subBits
)

// Histogram counts latencies with an error of at most a quarter. The zero Histogram is empty.
type Histogram struct {
	buckets [bucketCount]atomic.Int64
}

// bucket returns the bucket of a latency.
func bucket(d time.Duration) int {
	n := uint64(max(d, 1<<subBits))
	exponent := bits.Len64(n) - 1
	return exponent<<subBits | int(n>>(exponent-subBits))&(1<<subBits-1)
}

// upper returns the upper bound of a bucket.
func upper(index int) time.Duration {
	exponent, fraction := index>>subBits, index&(1<<subBits-1)
	return time.Duration(uint64(1<<subBits+fraction+1) << max(exponent-subBits, 0))
}

// Add counts a latency.
func (h *Histogram) Add(d time.Duration) { h.buckets[bucket(d)].Add(1) }

// Percentile returns a bound below which the given share of the latencies lies, in percent. known is false if there are
// fewer than least of them.
func (h *Histogram) Percentile(percent float64, least int64) (bound time.Duration, known bool) {
	total := int64(0)
	for i := range h.buckets {
		total += h.buckets[i].Load()
	}
	if total < max(least, 1) {
		return 0, false
	}
	rest := int64(float64(total) * (100 - percent) / 100)
	for i := bucketCount - 1; i >= 0; i-- {
		if rest -= h.buckets[i].Load(); rest < 0 {
			return upper(i), true
		}
	}
	return upper(0), true
}

// Fade halves all counts if there are at least so many latencies: called from time to time, so that the past loses weight
// and enough of it is left.
func (h *Histogram) Fade(least int64) {
	total := int64(0)
	for i := range h.buckets {
		total += h.buckets[i].Load()
	}
	if total < least {
		return
	}
	for i := range h.buckets {
		if n := h.buckets[i].Load(); n > 0 {
			h.buckets[i].Add(-(n + 1) / 2)
		}
	}
}
