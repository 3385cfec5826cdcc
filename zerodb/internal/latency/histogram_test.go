package latency

import (
	"math"
	"sync"
	"testing"
	"time"
)

// TestBuckets checks, at the bounds of every bucket, that each number lies in one and that the buckets follow each other.
func TestBuckets(t *testing.T) {
	last := -1
	for exponent := range 63 {
		for _, n := range []uint64{1 << exponent, 1<<exponent + 1<<exponent/2, 1<<(exponent+1) - 1} {
			b := bucketOf(n)
			if b < last || b >= buckets || upperOf(b) < n {
				t.Fatalf("%d is in bucket %d, which ends at %d, after %d", n, b, upperOf(b), last)
			}
			last = b
		}
	}
}

// TestQuantiles observes from several goroutines and checks count, sum, maximum and quantiles.
func TestQuantiles(t *testing.T) {
	var h Histogram
	if s := h.Snapshot(); s.Quantile(0.5) != 0 || s.Count != 0 {
		t.Errorf("empty: %v", s.Quantile(0.5))
	}
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for i := range 1000 {
				h.Observe(time.Duration(i+1) * time.Microsecond)
			}
		})
	}
	all.Wait()
	h.Observe(-time.Second)
	s := h.Snapshot()
	if s.Count != 4001 || s.Max != time.Millisecond || s.Sum != 4*1000*1001/2*time.Microsecond {
		t.Errorf("%d observations, sum %v, most %v", s.Count, s.Sum, s.Max)
	}
	for part, want := range map[float64]float64{0.5: 500, 0.99: 990, 1: 1000} {
		got := float64(s.Quantile(part)) / float64(time.Microsecond)
		if got < want || got > 1.25*want && math.Abs(got-want) > 1 {
			t.Errorf("quantile %v: %v µs, want %v", part, got, want)
		}
	}
}

// TestObserveAllocatesNothing does what it says.
func TestObserveAllocatesNothing(t *testing.T) {
	var h Histogram
	if n := testing.AllocsPerRun(100, func() { h.Observe(time.Second) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// BenchmarkObserve measures one observation.
func BenchmarkObserve(b *testing.B) {
	var h Histogram
	for i := range b.N {
		h.Observe(time.Duration(i))
	}
}
