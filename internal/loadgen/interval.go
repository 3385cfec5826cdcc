package loadgen

import (
	"io"
	"strings"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// Interval is what happened between two looks.
type Interval struct {
	// From and To are when it began and ended; Elapsed is how long the run had lasted then, warm-up included.
	From, To time.Time
	Elapsed  time.Duration
	// WarmingUp says that nothing is measured yet.
	WarmingUp bool
	// Sent is how many requests the run has begun, of Limit, 0 for no limit.
	Sent, Limit int64
	// Operations are the kinds of requests.
	Operations []IntervalOperation
}

// IntervalOperation is what happened to the requests of one kind in an interval.
type IntervalOperation struct {
	// Name is the kind; Requests were answered or failed, Failures of them failed.
	Name               string
	Requests, Failures int64
	// PerSecond is the rate of requests that did not fail.
	PerSecond float64
	// Latency sums up their latencies.
	Latency Latency

	// histogram holds them, until Observe has returned.
	histogram *hdrhistogram.Histogram
}

// newInterval describes an interval.
func (r *run) newInterval(kinds []tally, from, to time.Time) Interval {
	i := Interval{
		From: from, To: to, Elapsed: to.Sub(r.began), WarmingUp: to.Before(r.measured), Sent: r.begun.Load(), Limit: r.limit,
	}
	for k := range kinds {
		t := &kinds[k]
		i.Operations = append(i.Operations, IntervalOperation{
			Name: r.tasks.all[k].name, Requests: t.requests, Failures: t.failed(),
			PerSecond: perSecond(t.requests-t.failed(), to.Sub(from).Seconds()),
			Latency:   newLatency(t.latency), histogram: t.latency,
		})
	}
	return i
}

// HDRLog writes the latencies of each interval in the log format of HDR histograms, version 1.3, with the kind of request as
// tag. Values are microseconds.
type HDRLog struct {
	log *hdrhistogram.HistogramLogWriter
	// begun says that the head was written; err is the first failure.
	begun bool
	err   error
}

// NewHDRLog returns a log that writes to w.
func NewHDRLog(w io.Writer) *HDRLog { return &HDRLog{log: hdrhistogram.NewHistogramLogWriter(w)} }

// Add writes an interval; those of the warm-up and empty ones are left out.
func (l *HDRLog) Add(i Interval) {
	if l.err != nil || i.WarmingUp {
		return
	}
	if !l.begun {
		l.begun = true
		l.head(i.From.UnixMilli())
	}
	for k := range i.Operations {
		o := &i.Operations[k]
		if l.err != nil || o.histogram.TotalCount() == 0 {
			continue
		}
		o.histogram.SetTag(strings.ReplaceAll(o.Name, " ", "_"))
		o.histogram.SetStartTimeMs(i.From.UnixMilli())
		o.histogram.SetEndTimeMs(i.To.UnixMilli())
		l.err = l.log.OutputIntervalHistogram(o.histogram)
	}
}

// head writes the log's head.
func (l *HDRLog) head(start int64) {
	for _, write := range []func() error{
		l.log.OutputLogFormatVersion,
		func() error { return l.log.OutputStartTime(start) },
		l.log.OutputLegend,
	} {
		if l.err == nil {
			l.err = write()
		}
	}
}

// Err returns the first failure to write.
func (l *HDRLog) Err() error { return l.err }
