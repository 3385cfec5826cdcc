package latency

import (
	"math"
	"math/bits"
	"sync/atomic"
	"time"
)

const (
	// parts is in how many buckets each power of two is divided, so that a bucket's bounds are a quarter apart.
	parts     = 4
	partsBits = 2
	buckets   = 64 * parts
)

// Histogram counts durations. The zero value is ready; it must not be copied after use.
type Histogram struct {
	counts [buckets]atomic.Uint64
	sum    atomic.Int64
	most   atomic.Int64
}

// Observe counts a duration; one below zero counts as zero.
func (h *Histogram) Observe(d time.Duration) {
	n := max(int64(d), 0)
	h.counts[bucketOf(uint64(n))].Add(1)
	h.sum.Add(n)
	for most := h.most.Load(); n > most && !h.most.CompareAndSwap(most, n); most = h.most.Load() {
	}
}

// bucketOf returns the bucket of a number of nanoseconds.
func bucketOf(n uint64) int {
	if n < parts {
		return int(n)
	}
	exponent := bits.Len64(n) - 1
	return exponent*parts + int(n>>(exponent-partsBits)&(parts-1))
}

// upperOf returns the greatest number in a bucket.
func upperOf(bucket int) uint64 {
	if bucket < parts {
		return uint64(bucket)
	}
	exponent, part := bucket/parts, uint64(bucket%parts)
	return 1<<exponent + (part+1)<<(exponent-partsBits) - 1
}

// Snapshot is what a histogram has counted.
type Snapshot struct {
	counts [buckets]uint64
	// Count is the number of observations, Sum their sum, Max the longest.
	Count    uint64
	Sum, Max time.Duration
}

// Snapshot returns what has been counted so far.
func (h *Histogram) Snapshot() Snapshot {
	s := Snapshot{Sum: time.Duration(h.sum.Load()), Max: time.Duration(h.most.Load())}
	for i := range h.counts {
		s.counts[i] = h.counts[i].Load()
		s.Count += s.counts[i]
	}
	return s
}

// Quantile returns a duration that the given part of all observations, from 0 to 1, does not exceed: at most a quarter more than
// the least such. It is 0 without observations.
func (s *Snapshot) Quantile(part float64) time.Duration {
	want := uint64(math.Ceil(part * float64(s.Count)))
	var seen uint64
	for i, n := range s.counts {
		if seen += n; n > 0 && seen >= want {
			return min(time.Duration(upperOf(i)), s.Max)
		}
	}
	return s.Max
}

// Each calls fn for each bucket that has counted anything, in ascending order, with the greatest number of nanoseconds in it.
func (s *Snapshot) Each(fn func(upper, count uint64)) {
	for i, n := range s.counts {
		if n > 0 {
			fn(upperOf(i), n)
		}
	}
}
