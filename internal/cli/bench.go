package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/aerolith/aerolith/internal/loadgen"
)

// benchOptions are what bench can be told.
type benchOptions struct {
	connection
	load loadgen.Options
	hdr  string
	json jsonFlag
}

// newBench builds the bench command.
func newBench(streams Streams) *cobra.Command {
	options := benchOptions{load: loadgen.DefaultOptions()}
	cmd := &cobra.Command{
		Use:   "bench",
		Short: "Put load on a server and measure how it answers",
		Long: `Bench puts load on any Aerospike server and prints rates and latencies.

Workloads:
  insert       writes every key once, in order, and ends; run it before the others
  mix          reads and updates of single records, --reads percent of them reads
  batch        the same with --batch-size records in each request
  scan         walks through slices of --scan-partitions of the 4,096 partitions
  query        ranges of a secondary index on the first bin of integers, which bench creates (and leaves there)
  collections  appends to a list and puts into a ranked map, or looks at them, inside of records

Records are described by --object, one value for each bin, separated by commas: I4 an integer of 4 bytes, S20 a string, B100
bytes, D a double, T true or false, [5*I4] a list, {9*S5:I4} a map. Keys are integers from --first-key on.

With --rate, requests are due at fixed times, and a latency counts from the time when the request was due: a server that
stalls is charged for every request that it kept waiting. Without, each of the --concurrency workers sends its next request
after the last answer.

The exit code is 4 if requests failed, and the table says why. Ctrl-C ends the run; what was measured until then is printed.`,
		Example: `  aerolith bench --workload insert --keys 1000000
  aerolith bench --reads 95 --distribution zipfian --keys 1000000 --duration 1m
  aerolith bench --rate 20000 --concurrency 128 --json --hdr results
  aerolith bench --workload query --object I4,S20 --query-records 50`,
		Args: usage(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if options.load.Workload == loadgen.Insert && !cmd.Flags().Changed("warm-up") {
				options.load.WarmUp = 0
			}
			if options.load.Workload == loadgen.Insert && !cmd.Flags().Changed("duration") {
				options.load.Duration = 0
			}
			return bench(cmd.Context(), options, streams)
		},
	}
	options.register(cmd, streams)
	return cmd
}

// register adds the flags.
func (o *benchOptions) register(cmd *cobra.Command, streams Streams) {
	o.connection.register(cmd, streams)
	o.json.register(cmd)
	load, flags := &o.load, cmd.Flags()
	flags.StringVar(&load.Set, "set", load.Set, "set of the records")
	flags.StringVar((*string)(&load.Workload), "workload", string(load.Workload), "insert, mix, batch, scan, query or collections")
	flags.Int64Var(&load.Keys, "keys", load.Keys, "how many records there are")
	flags.Int64Var(&load.FirstKey, "first-key", load.FirstKey, "number of the first key")
	flags.StringVar((*string)(&load.Distribution), "distribution", string(load.Distribution), "how keys are drawn: uniform or zipfian")
	flags.Float64Var(&load.Skew, "skew", load.Skew, "how uneven zipfian is, between 0 and 1")
	flags.IntVar(&load.ReadPercent, "reads", load.ReadPercent, "percentage of reads")
	flags.IntVar(&load.ReadBins, "read-bins", load.ReadBins, "how many bins a read asks for; 0 for all")
	flags.StringVar(&load.Object, "object", load.Object, "description of the records")
	flags.IntVar(&load.BatchSize, "batch-size", load.BatchSize, "records in a request of batch")
	flags.IntVar(&load.ScanPartitions, "scan-partitions", load.ScanPartitions, "partitions in a request of scan")
	flags.IntVar(&load.QueryRecords, "query-records", load.QueryRecords, "about how many records a request of query finds")
	flags.IntVar(&load.Concurrency, "concurrency", load.Concurrency, "requests under way at most")
	flags.Float64Var(&load.Rate, "rate", load.Rate, "requests due each second; 0 for as many as possible")
	flags.DurationVar(&load.WarmUp, "warm-up", load.WarmUp, "load before anything is measured")
	flags.DurationVar(&load.Duration, "duration", load.Duration, "how long to measure; 0 until Ctrl-C")
	flags.Int64Var(&load.MaxRequests, "requests", load.MaxRequests, "end after so many requests; 0 for no limit")
	flags.Int64Var(&load.MaxFailures, "max-failures", load.MaxFailures, "end after so many failures in a row")
	flags.DurationVar(&load.Interval, "interval", load.Interval, "time between two lines of progress and two histograms of --hdr")
	flags.Uint64Var(&load.Seed, "seed", load.Seed, "seed of keys and values")
	flags.StringVar(&o.hdr, "hdr", "", "folder for HDR histograms: intervals.hlog, and a table of percentiles of each kind of request")
	complete(cmd, "workload", names(loadgen.Workloads()))
	complete(cmd, "distribution", names(loadgen.Distributions()))
}

// names returns values as strings.
func names[T ~string](values []T) []string {
	all := make([]string, len(values))
	for i, v := range values {
		all[i] = string(v)
	}
	return all
}

// bench makes the load and prints what was measured.
func bench(ctx context.Context, options benchOptions, streams Streams) (err error) {
	options.load.Namespace = options.namespace
	if err := options.load.Check(); err != nil {
		return withExit(ExitUsage, err)
	}
	if _, err := loadgen.ParseObject(options.load.Object); err != nil {
		return withExit(ExitUsage, err)
	}
	histograms, err := openHistograms(options.hdr)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, histograms.close()) }()
	c, err := options.open(ctx)
	if err != nil {
		return err
	}
	defer c.Close()
	live := newLiveLine(streams)
	options.load.Observe = func(i loadgen.Interval) {
		live.show(i)
		histograms.add(i)
	}
	report, err := loadgen.Run(ctx, c, options.load)
	live.end()
	if report == nil {
		return options.explain(ctx, c, err)
	}
	if err := errors.Join(printReport(streams.Out, report, options.json), histograms.finish(report)); err != nil {
		return err
	}
	return benchVerdict(report, err)
}

// benchVerdict returns the error for a run with failures.
func benchVerdict(report *loadgen.Report, err error) error {
	switch {
	case err != nil:
		return withExit(ExitPartial, err)
	case report.Failures > 0:
		return withExit(ExitPartial, fmt.Errorf("%d of %d requests failed", report.Failures, report.Requests))
	}
	return nil
}

// printReport writes the report.
func printReport(out io.Writer, report *loadgen.Report, asJSON jsonFlag) error {
	if asJSON {
		return json.NewEncoder(out).Encode(report)
	}
	_, err := io.WriteString(out, reportText(report))
	return err
}

// reportText returns the report for a person.
func reportText(report *loadgen.Report) string {
	var text strings.Builder
	fmt.Fprintf(&text, "%s: %d requests in %.1f s, %.0f per second, %d failed\n\n", report.Workload, report.Requests, report.Seconds,
		report.PerSecond, report.Failures)
	fmt.Fprintf(&text, "%-12s %10s %11s %10s %9s %9s %9s %9s %9s %9s\n", "", "requests", "requests/s", "records/s",
		"mean", "p50", "p90", "p99", "p99.9", "max")
	row := func(name, counts string, l loadgen.Latency) {
		fmt.Fprintf(&text, "%-12s %s %9s %9s %9s %9s %9s %9s\n", name, counts, micros(int64(l.Mean)), micros(l.P50), micros(l.P90),
			micros(l.P99), micros(l.P999), micros(l.Max))
	}
	const counted = 33 // the width of the three counts
	for _, o := range report.Operations {
		row(o.Name, fmt.Sprintf("%10d %11.0f %10.0f", o.Requests, o.PerSecond, o.RecordsPerSecond), o.Latency)
		if o.Service != nil {
			row("", fmt.Sprintf("%*s", counted, "from sending, not from due"), *o.Service)
		}
	}
	text.WriteString(remarks(report))
	return text.String()
}

// remarks returns what a reader of the table has to know.
func remarks(report *loadgen.Report) string {
	var text strings.Builder
	for _, o := range report.Operations {
		if o.Missing > 0 {
			fmt.Fprintf(&text, "%s: %d of %d records were not there; 'aerolith bench --workload insert' writes them\n", o.Name, o.Missing, o.Requests)
		}
		for reason, n := range o.Failures {
			fmt.Fprintf(&text, "%s: %d failed: %s\n", o.Name, n, reason)
		}
	}
	if report.Unsent > 0 {
		fmt.Fprintf(&text, "the server did not keep up: %d requests were due and could not be sent; latencies would have been longer\n", report.Unsent)
	}
	if report.Lateness != nil {
		fmt.Fprintf(&text, "this machine sent free requests late by %s at p50, %s at p99, which is not in the latencies\n",
			micros(report.Lateness.P50), micros(report.Lateness.P99))
	}
	if text.Len() == 0 {
		return ""
	}
	return "\n" + text.String()
}

// micros writes a time in microseconds with a unit that keeps it short.
func micros(n int64) string {
	const millisecond, second = 1_000, 1_000_000
	switch {
	case n < millisecond:
		return fmt.Sprintf("%d µs", n)
	case n < second:
		return fmt.Sprintf("%.2f ms", float64(n)/millisecond)
	default:
		return fmt.Sprintf("%.2f s", float64(n)/second)
	}
}
