package loadgen

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"

	"github.com/aerolith/aerolith/aero"
)

// pause ends after a time of the test's clock.
func pause(length time.Duration) { <-time.After(length) }

// fakeRun makes a run of one kind of request that a function stands for. It runs on the clock of synctest.
func fakeRun(change func(*Options), do func(n int64) error) (*run, *Options) {
	o := DefaultOptions()
	o.WarmUp, o.Concurrency = 0, 1
	change(&o)
	kinds := &tasks{all: []task{{"fake", func(_ context.Context, n int64, _ *rand.Rand) (int, error) { return 1, do(n) }}}}
	return newRun(&o, kinds), &o
}

// TestStallIsCharged: a server that stalls once for a second, at ten requests a second, makes ten requests late, and
// their latencies say so; the times from sending do not.
func TestStallIsCharged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, _ := fakeRun(func(o *Options) { o.Rate, o.Duration = 10, 10*time.Second }, func(n int64) error {
			if n == 20 {
				pause(time.Second)
			}
			return nil
		})
		report, err := r.run(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		o := report.Operations[0]
		if o.Requests < 99 || o.Requests > 101 || o.Latency.P99 < 800_000 || o.Latency.Mean < 40_000 || o.Latency.Max < 1_000_000 {
			t.Errorf("%+v", o)
		}
		if o.Service == nil || o.Service.P90 > 1000 {
			t.Errorf("from sending: %+v", o.Service)
		}
	})
}

// TestTooSlow: what is due and cannot be sent until the end is told.
func TestTooSlow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, _ := fakeRun(func(o *Options) { o.Rate, o.Duration = 100, 10*time.Second }, func(int64) error {
			pause(100 * time.Millisecond)
			return nil
		})
		report, err := r.run(t.Context())
		if err != nil || report.Unsent < 890 || report.Unsent > 910 || report.Requests < 100 || report.Requests > 102 {
			t.Errorf("%+v, %v", report, err)
		}
	})
}

// TestWarmUpIsNotMeasured: requests of the warm-up are in no figure.
func TestWarmUpIsNotMeasured(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var intervals []Interval
		r, _ := fakeRun(func(o *Options) {
			o.WarmUp, o.Duration, o.Concurrency = 5*time.Second, 5*time.Second, 2
			o.Observe = func(i Interval) { intervals = append(intervals, i) }
		}, func(int64) error {
			pause(100 * time.Millisecond)
			return nil
		})
		report, err := r.run(t.Context())
		if err != nil || report.Requests < 98 || report.Requests > 102 || report.Lateness != nil || report.Operations[0].Service != nil {
			t.Errorf("%+v, %v", report, err)
		}
		if len(intervals) < 10 || !intervals[0].WarmingUp || intervals[len(intervals)-1].WarmingUp {
			t.Errorf("%d intervals", len(intervals))
		}
	})
}

// TestEveryKeyOnce: a limit is reached exactly, by numbers that come once.
func TestEveryKeyOnce(t *testing.T) {
	const limit = 1000
	var mu sync.Mutex
	seen := map[int64]int{}
	r, o := fakeRun(func(o *Options) { o.Concurrency, o.MaxRequests = 16, limit }, func(n int64) error {
		mu.Lock()
		defer mu.Unlock()
		seen[n]++
		return nil
	})
	report, err := r.run(t.Context())
	if err != nil || report.Requests != limit || len(seen) != limit || o.MaxRequests != limit {
		t.Fatalf("%+v, %v, %d numbers", report, err, len(seen))
	}
	for n, times := range seen {
		if times != 1 || n >= limit {
			t.Errorf("%d came %d times", n, times)
		}
	}
}

// TestGone: a run against a server that answers nothing ends, with a report that names the reason.
func TestGone(t *testing.T) {
	r, _ := fakeRun(func(o *Options) { o.MaxFailures, o.Duration = 50, time.Hour }, func(int64) error { return io.ErrUnexpectedEOF })
	report, err := r.run(t.Context())
	if !errors.Is(err, ErrGone) || report.Failures < 49 || report.Operations[0].Failures["no answer"] != report.Failures {
		t.Fatalf("%+v, %v", report, err)
	}
}

// TestOutcomes: a record that is not there is an answer, refusals are counted by their code, and both interrupt no run.
func TestOutcomes(t *testing.T) {
	r, _ := fakeRun(func(o *Options) { o.MaxRequests, o.MaxFailures = 300, 2 }, func(n int64) error {
		return []error{nil, aero.CodeNotFound, aero.CodeRecordTooBig}[n%3]
	})
	report, err := r.run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	o := report.Operations[0]
	if o.Requests != 300 || o.Missing != 100 || o.Records != 100 || o.Failures[aero.CodeRecordTooBig.String()] != 100 {
		t.Errorf("%+v", o)
	}
}

// TestInterrupted: an interrupted run reports what it measured; what the interruption broke is no failure.
func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var requests atomic.Int64
	r, _ := fakeRun(func(o *Options) { o.Duration = time.Hour }, func(int64) error {
		if requests.Add(1) > 10 {
			cancel()
			return context.Canceled
		}
		return nil
	})
	report, err := r.run(ctx)
	if err != nil || report.Requests != 10 || report.Failures != 0 {
		t.Fatalf("%+v, %v", report, err)
	}
}

// TestHistogramFiles: the log of intervals can be read back and holds every request, with its kind as tag; the table of
// percentiles holds the maximum.
func TestHistogramFiles(t *testing.T) {
	const requests = 500
	var file bytes.Buffer
	log := NewHDRLog(&file)
	r, _ := fakeRun(func(o *Options) { o.MaxRequests, o.Observe = requests, log.Add }, func(int64) error { return nil })
	report, err := r.run(t.Context())
	if err := errors.Join(err, log.Err()); err != nil {
		t.Fatal(err)
	}
	reader, total := hdrhistogram.NewHistogramLogReader(&file), int64(0)
	for {
		h, err := reader.NextIntervalHistogram()
		if err != nil || h == nil {
			break
		}
		total += h.TotalCount()
		if h.Tag() != "fake" {
			t.Errorf("tag %q", h.Tag())
		}
	}
	if total != requests {
		t.Errorf("%d requests in the log", total)
	}
	var table strings.Builder
	if err := report.Operations[0].WritePercentiles(&table); err != nil || !strings.Contains(table.String(), "#[Max") {
		t.Errorf("%v\n%s", err, table.String())
	}
}
