package loadgen

import (
	"errors"
	"io"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"

	"github.com/aerolith/aerolith/aero"
)

// Report is what a run measured, after its warm-up.
type Report struct {
	// Workload is what was done, Object what records looked like, Keys how many there were.
	Workload Workload `json:"workload"`
	Object   string   `json:"object"`
	Keys     int64    `json:"keys"`
	// Distribution is how keys were drawn.
	Distribution Distribution `json:"distribution"`
	// Concurrency is how many requests were under way at most, Rate how many were due each second, 0 for no such plan.
	Concurrency int     `json:"concurrency"`
	Rate        float64 `json:"rate"`
	// Seconds is how long was measured.
	Seconds float64 `json:"seconds"`
	// Requests were answered or failed, Failures of them failed.
	Requests int64 `json:"requests"`
	Failures int64 `json:"failures"`
	// PerSecond is the rate of requests that did not fail.
	PerSecond float64 `json:"per_second"`
	// Unsent is how many requests were due at the end and had not been sent: the server did not keep up with the rate.
	Unsent int64 `json:"unsent"`
	// Lateness is how long after their time requests were sent by workers that were free. What is long here is the fault
	// of the machine of the load generator. It is nil without a rate.
	Lateness *Latency `json:"lateness,omitempty"`
	// Operations are the kinds of requests.
	Operations []OperationReport `json:"operations"`
}

// OperationReport is what happened to the requests of one kind.
type OperationReport struct {
	// Name is the kind.
	Name string `json:"name"`
	// Requests counts them, Records what they reached, Missing the requests whose record was not there.
	Requests int64 `json:"requests"`
	Records  int64 `json:"records"`
	Missing  int64 `json:"missing"`
	// PerSecond and RecordsPerSecond are the rates of what did not fail.
	PerSecond        float64 `json:"per_second"`
	RecordsPerSecond float64 `json:"records_per_second"`
	// Failures counts the requests that failed by reason.
	Failures map[string]int64 `json:"failures,omitempty"`
	// Latency counts from when a request was due, Service from when it was sent. Without a rate they are the same, and
	// Service is nil.
	Latency Latency  `json:"latency"`
	Service *Latency `json:"service,omitempty"`

	histogram *hdrhistogram.Histogram
}

// Latency sums up latencies, in microseconds.
type Latency struct {
	Mean  float64 `json:"mean_us"`
	Min   int64   `json:"min_us"`
	P50   int64   `json:"p50_us"`
	P90   int64   `json:"p90_us"`
	P99   int64   `json:"p99_us"`
	P999  int64   `json:"p999_us"`
	P9999 int64   `json:"p9999_us"`
	Max   int64   `json:"max_us"`
}

// newLatency sums up a histogram.
func newLatency(h *hdrhistogram.Histogram) Latency {
	if h.TotalCount() == 0 {
		return Latency{}
	}
	return Latency{
		Mean: h.Mean(), Min: h.Min(), P50: h.ValueAtQuantile(50), P90: h.ValueAtQuantile(90), P99: h.ValueAtQuantile(99),
		P999: h.ValueAtQuantile(99.9), P9999: h.ValueAtQuantile(99.99), Max: h.Max(),
	}
}

// newReport sums up a run.
func newReport(r *run, total []tally, lateness *hdrhistogram.Histogram, end time.Time) *Report {
	o := r.o
	report := &Report{
		Workload: o.Workload, Object: o.Object, Keys: o.Keys, Distribution: o.Distribution, Concurrency: o.Concurrency, Rate: o.Rate,
		Seconds: max(0, end.Sub(r.measured).Seconds()), Unsent: r.unsent(end),
	}
	if o.Rate > 0 {
		late := newLatency(lateness)
		report.Lateness = &late
	}
	for i := range total {
		t := &total[i]
		if t.requests == 0 && len(total) > 1 {
			continue
		}
		one := OperationReport{
			Name: r.tasks.all[i].name, Requests: t.requests, Records: t.records, Missing: t.missing,
			PerSecond: perSecond(t.requests-t.failed(), report.Seconds), RecordsPerSecond: perSecond(t.records, report.Seconds),
			Failures: t.failures, Latency: newLatency(t.latency), histogram: t.latency,
		}
		if o.Rate > 0 {
			service := newLatency(t.service)
			one.Service = &service
		}
		report.Operations = append(report.Operations, one)
		report.Requests += t.requests
		report.Failures += t.failed()
	}
	report.PerSecond = perSecond(report.Requests-report.Failures, report.Seconds)
	return report
}

// unsent returns how many requests were due at an end and had not been sent.
func (r *run) unsent(end time.Time) int64 {
	if r.o.Rate == 0 {
		return 0
	}
	if !r.ends.IsZero() && end.After(r.ends) {
		end = r.ends
	}
	due := int64(end.Sub(r.began).Seconds() * r.o.Rate)
	if r.limit > 0 {
		due = min(due, r.limit)
	}
	return max(0, due-r.begun.Load())
}

// perSecond returns a rate, 0 for no time.
func perSecond(count int64, seconds float64) float64 {
	if seconds <= 0 {
		return 0
	}
	return float64(count) / seconds
}

// missing reports whether an error says that a record is not there, which is an answer like any other.
func missing(err error) bool { return errors.Is(err, aero.CodeNotFound) }

// WritePercentiles writes the latencies of a kind as a table of percentiles in milliseconds, in the form that plotters of
// HDR histograms read (.hgrm).
func (o *OperationReport) WritePercentiles(w io.Writer) error {
	const ticksPerHalf, microsecondsPerMillisecond = 5, 1000
	_, err := o.histogram.PercentilesPrint(w, ticksPerHalf, microsecondsPerMillisecond)
	return err
}
