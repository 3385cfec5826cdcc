package loadgen

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/client"
)

// The range of latencies in microseconds, and how many digits are kept. What is longer counts as the longest.
const (
	latencyMin    = 1
	latencyMax    = int64(10 * time.Minute / time.Microsecond)
	latencyDigits = 3
)

// newHistogram returns a histogram of latencies.
func newHistogram() *hdrhistogram.Histogram {
	return hdrhistogram.New(latencyMin, latencyMax, latencyDigits)
}

// record adds a latency.
func record(h *hdrhistogram.Histogram, latency time.Duration) {
	// A value within the range is never refused.
	_ = h.RecordValue(min(max(latency.Microseconds(), latencyMin), latencyMax))
}

// tally is what happened to the requests of one kind.
type tally struct {
	requests, records, missing int64
	// failures counts the requests that failed by reason; they are in requests too.
	failures map[string]int64
	// latency counts from when a request was due, service from when it was sent. Failed requests are in neither.
	latency, service *hdrhistogram.Histogram
}

// newTallies returns empty tallies of so many kinds.
func newTallies(kinds int) []tally {
	all := make([]tally, kinds)
	for i := range all {
		all[i] = tally{failures: map[string]int64{}, latency: newHistogram(), service: newHistogram()}
	}
	return all
}

// addTo adds a tally to another one and empties it.
func (t *tally) addTo(other *tally) {
	if t.requests == 0 {
		return
	}
	other.requests += t.requests
	other.records += t.records
	other.missing += t.missing
	for reason, n := range t.failures {
		other.failures[reason] += n
	}
	// Histograms of the same range drop nothing.
	_ = other.latency.Merge(t.latency)
	_ = other.service.Merge(t.service)
	t.requests, t.records, t.missing = 0, 0, 0
	clear(t.failures)
	t.latency.Reset()
	t.service.Reset()
}

// failed returns how many requests failed.
func (t *tally) failed() (n int64) {
	for _, count := range t.failures {
		n += count
	}
	return n
}

// sample is one request that has ended.
type sample struct {
	kind int
	// due is when the request was due, sent when it was sent, done when it was answered.
	due, sent, done time.Time
	records         int
	err             error
}

// shards is among how many tallies the workers are spread, so that they do not wait for each other.
const shards = 16

// shard is what some of the workers record.
type shard struct {
	mu    sync.Mutex
	kinds []tally
	// lateness is how long after its time a request was sent although its worker was free: the fault of this machine.
	lateness *hdrhistogram.Histogram
}

// recorder gathers samples.
type recorder struct {
	shards [shards]shard
}

// newRecorder returns a recorder for so many kinds of requests.
func newRecorder(kinds int) *recorder {
	r := &recorder{}
	for i := range r.shards {
		r.shards[i].kinds, r.shards[i].lateness = newTallies(kinds), newHistogram()
	}
	return r
}

// add records a sample of a worker.
func (r *recorder) add(worker int, s sample) {
	own := &r.shards[worker%shards]
	own.mu.Lock()
	defer own.mu.Unlock()
	t := &own.kinds[s.kind]
	t.requests++
	switch {
	case s.err == nil:
		t.records += int64(s.records)
	case missing(s.err):
		t.missing++
	default:
		t.failures[reason(s.err)]++
		return
	}
	record(t.latency, s.done.Sub(s.due))
	record(t.service, s.done.Sub(s.sent))
}

// late records how late a free worker was.
func (r *recorder) late(worker int, lateness time.Duration) {
	own := &r.shards[worker%shards]
	own.mu.Lock()
	defer own.mu.Unlock()
	record(own.lateness, lateness)
}

// take adds what was recorded to tallies and a histogram of lateness, and forgets it.
func (r *recorder) take(kinds []tally, lateness *hdrhistogram.Histogram) {
	for i := range r.shards {
		own := &r.shards[i]
		own.mu.Lock()
		for k := range kinds {
			own.kinds[k].addTo(&kinds[k])
		}
		if own.lateness.TotalCount() > 0 {
			_ = lateness.Merge(own.lateness) // the same range
			own.lateness.Reset()
		}
		own.mu.Unlock()
	}
}

// reason names why a request failed, in words of which there are only a few.
func reason(err error) string {
	if code, ok := aero.CodeOf(err); ok {
		return code.String()
	}
	switch {
	case errors.Is(err, client.ErrTimeout), errors.Is(err, context.DeadlineExceeded):
		return "timeout"
	case errors.Is(err, client.ErrBusy):
		return "client: no connection free"
	case errors.Is(err, client.ErrNodeFailing):
		return "client: node is failing"
	}
	return "no answer"
}
