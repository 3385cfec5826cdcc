package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/aerolith/aerolith/bench/node"
	"github.com/aerolith/aerolith/client"
	"github.com/aerolith/aerolith/internal/loadgen"
)

// sample is what was seen at one time.
type sample struct {
	// at is the time since the start in seconds.
	at float64
	// p99 and p999 are latencies of single-record requests of the last interval in milliseconds.
	p99, p999 float64
	// rate is how many requests of all parts were answered each second.
	rate float64
	// memory is the server's anonymous memory in MiB.
	memory            float64
	goroutines, files float64
}

// load is the load and what it knows.
type load struct {
	s       *settings
	server  *node.Process
	client  *client.Client
	parts   []loadgen.Options
	reports []*loadgen.Report
	// answered counts the requests of all parts.
	answered atomic.Int64
	// mu guards single, the latest interval of the first part.
	mu     sync.Mutex
	single loadgen.Interval
}

// The workers of the parts; together they use so many connections.
const connections = 64

// patience is how long an answer may take.
const patience = 30 * time.Second

// newLoad connects and writes the records.
func newLoad(ctx context.Context, s *settings, server *node.Process) (*load, error) {
	options := client.DefaultOptions()
	options.Shared.Off, options.MaxConnsPerNode, options.MaxWaitersPerNode = true, connections, connections
	// The machine may be busy with something else; what the server does not answer for so long has been lost.
	options.Timing.Total, options.ScanTiming.Attempt = patience, patience
	c, err := client.Open(ctx, []string{net.JoinHostPort(server.Host, strconv.Itoa(server.Port))}, options)
	if err != nil {
		return nil, err
	}
	l := &load{s: s, server: server, client: c}
	base := loadgen.DefaultOptions()
	base.Keys, base.Object, base.WarmUp, base.Duration, base.Interval = s.keys, "I4,S20,B200", 0, s.duration, s.interval
	base.BatchSize, base.QueryRecords, base.Distribution = 20, 20, loadgen.Zipfian
	for _, part := range []struct {
		workload loadgen.Workload
		workers  int
		set      string
		// share is the part of the rate that the workload has.
		share float64
	}{
		{loadgen.Mix, 40, "soak", 1},
		{loadgen.Collections, 16, "soak-lists", 0.25},
		{loadgen.Batch, 4, "soak", 0.05},
		{loadgen.Query, 4, "soak", 0.05},
	} {
		o := base
		o.Workload, o.Concurrency, o.Set, o.Rate = part.workload, part.workers, part.set, s.rate*part.share
		l.parts = append(l.parts, o)
	}
	insert := base
	insert.Workload, insert.Set, insert.Duration = loadgen.Insert, "soak", 0
	if _, err := loadgen.Run(ctx, c, insert); err != nil {
		c.Close()
		return nil, err
	}
	return l, nil
}

// close ends the connections.
func (l *load) close() { l.client.Close() }

// run makes the load and takes samples meanwhile.
func (l *load) run(ctx context.Context) (samples []sample, err error) {
	var group sync.WaitGroup
	l.reports = make([]*loadgen.Report, len(l.parts))
	failures := make([]error, len(l.parts))
	for i := range l.parts {
		o := l.parts[i]
		o.Observe = func(seen loadgen.Interval) { l.observe(i, seen) }
		group.Go(func() { l.reports[i], failures[i] = loadgen.Run(ctx, l.client, o) })
	}
	finished := make(chan struct{})
	go func() {
		defer close(finished)
		group.Wait()
	}()
	began := time.Now()
	ticker := time.NewTicker(l.s.interval)
	defer ticker.Stop()
	for {
		select {
		case <-finished:
			return samples, errors.Join(failures...)
		case <-ticker.C:
			one, err := l.sample(ctx)
			if err != nil {
				return samples, err
			}
			one.at = time.Since(began).Seconds()
			samples = append(samples, one)
		}
	}
}

// observe notes an interval of a part.
func (l *load) observe(part int, seen loadgen.Interval) {
	for _, o := range seen.Operations {
		l.answered.Add(o.Requests - o.Failures)
	}
	if part == 0 {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.single = seen
	}
}

// sample looks at the load and the server.
func (l *load) sample(ctx context.Context) (s sample, err error) {
	const perMilli, mebibyte = 1000.0, 1 << 20
	l.mu.Lock()
	for _, o := range l.single.Operations {
		s.p99, s.p999 = max(s.p99, float64(o.Latency.P99)/perMilli), max(s.p999, float64(o.Latency.P999)/perMilli)
	}
	l.mu.Unlock()
	s.rate = float64(l.answered.Swap(0)) / l.s.interval.Seconds()
	bytes, err := l.server.AnonymousBytes()
	if err != nil {
		return s, err
	}
	files, err := l.server.OpenFiles()
	if err != nil {
		return s, err
	}
	s.memory, s.files = float64(bytes)/mebibyte, float64(files)
	s.goroutines, err = l.goroutines(ctx)
	return s, err
}

// goroutines asks the server how many it has.
func (l *load) goroutines(ctx context.Context) (float64, error) {
	reply, err := l.client.Info(ctx, "", "statistics")
	if err != nil {
		return 0, err
	}
	text, _ := reply.Get("statistics")
	return statistic(text, "aerolith_goroutines")
}

// failures returns how many requests failed.
func (l *load) failures() (n int64) {
	for _, report := range l.reports {
		n += report.Failures
	}
	return n
}

// failed returns how many requests of a kind failed.
func failed(o loadgen.OperationReport) (n int64) {
	for _, count := range o.Failures {
		n += count
	}
	return n
}

// print writes a table of the parts and of what grew.
func (l *load) print(out io.Writer, samples []sample) {
	fmt.Fprintln(out, "| part | requests | failed | p50 | p99 | p99.9 | max |")
	fmt.Fprintln(out, "|---|---:|---:|---:|---:|---:|---:|")
	for _, report := range l.reports {
		for _, o := range report.Operations {
			fmt.Fprintf(out, "| %s | %d | %d | %d µs | %d µs | %d µs | %d µs |\n", o.Name, o.Requests, failed(o), o.Latency.P50,
				o.Latency.P99, o.Latency.P999, o.Latency.Max)
		}
	}
	for _, report := range l.reports {
		for _, o := range report.Operations {
			for reason, count := range o.Failures {
				fmt.Fprintf(out, "%s: %d failed: %s\n", o.Name, count, reason)
			}
		}
	}
	quarter := len(samples) / 4
	if quarter == 0 {
		return
	}
	fmt.Fprintln(out, "\n| highest in each quarter | 1st | 2nd | 3rd | 4th |")
	fmt.Fprintln(out, "|---|---:|---:|---:|---:|")
	row := func(name string, of func(sample) float64) {
		fmt.Fprintf(out, "| %s |", name)
		for q := range 4 {
			fmt.Fprintf(out, " %.1f |", highest(samples[q*quarter:(q+1)*quarter], of))
		}
		fmt.Fprintln(out)
	}
	for _, g := range growths() {
		row(g.name, g.of)
	}
	row("p99.9 of single records in ms", func(s sample) float64 { return s.p999 })
}
