package loadgen

import (
	"fmt"
	"slices"
	"time"
)

// Workload names what is done to the server.
type Workload string

// The workloads.
const (
	// Insert writes every key once, in order, and then ends.
	Insert Workload = "insert"
	// Mix reads and updates single records.
	Mix Workload = "mix"
	// Batch reads and updates many records with one request.
	Batch Workload = "batch"
	// Scan walks through slices of the partitions.
	Scan Workload = "scan"
	// Query asks a secondary index for ranges of integers.
	Query Workload = "query"
	// Collections changes and reads a list and a map inside of records.
	Collections Workload = "collections"
)

// Workloads lists the workloads.
func Workloads() []Workload { return []Workload{Insert, Mix, Batch, Scan, Query, Collections} }

// Distribution names how keys are drawn.
type Distribution string

// The distributions.
const (
	// Uniform draws every key as often.
	Uniform Distribution = "uniform"
	// Zipfian draws few keys very often, as Zipf's law has it; which ones they are looks random.
	Zipfian Distribution = "zipfian"
)

// Distributions lists the distributions.
func Distributions() []Distribution { return []Distribution{Uniform, Zipfian} }

// Options say what load is made. DefaultOptions has the defaults; zero values are not replaced.
type Options struct {
	// Namespace and Set are where the records are.
	Namespace, Set string
	// Workload is what is done.
	Workload Workload
	// Keys is how many records there are, FirstKey the number of the first; keys are integers.
	Keys, FirstKey int64
	// Distribution is how keys are drawn, Skew how uneven Zipfian is, more than 0 and less than 1.
	Distribution Distribution
	// Skew is the exponent of Zipf's law.
	Skew float64
	// ReadPercent is the share of reads in Mix, Batch and Collections, 0 to 100.
	ReadPercent int
	// ReadBins is how many bins a read asks for, 0 for all.
	ReadBins int
	// Object describes the bins of a record: see ParseObject.
	Object string
	// BatchSize is how many records a request of Batch has.
	BatchSize int
	// ScanPartitions is how many partitions a request of Scan visits, of 4,096.
	ScanPartitions int
	// QueryRecords is about how many records a request of Query finds.
	QueryRecords int
	// Concurrency is how many requests are under way at most.
	Concurrency int
	// Rate is how many requests are due each second; 0 sends each as soon as its worker is free.
	Rate float64
	// WarmUp is how long load is made before anything is measured.
	WarmUp time.Duration
	// Duration ends the measuring; 0 does not, except that Insert ends with its last key.
	Duration time.Duration
	// MaxRequests ends the run after so many requests, warm-up included; 0 does not.
	MaxRequests int64
	// MaxFailures ends the run when so many requests in a row failed.
	MaxFailures int64
	// Interval is the time between two calls of Observe.
	Interval time.Duration
	// Seed decides which keys and values come.
	Seed uint64
	// Now is the clock.
	Now func() time.Time
	// Observe receives what happened in each interval; nil does not. It is called by one goroutine.
	Observe func(Interval)
}

// The bounds of options.
const (
	maxKeys        = 1 << 40
	maxConcurrency = 10_000
	maxBatchSize   = 5_000
	maxPartitions  = 4096
	maxRate        = 10_000_000
	percent        = 100
)

// DefaultOptions returns a minute of four reads for each update, on 100,000 records of 100 bytes.
func DefaultOptions() Options {
	return Options{
		Namespace: "test", Set: "bench", Workload: Mix, Keys: 100_000, Distribution: Uniform, Skew: 0.99, ReadPercent: 80,
		Object: "B100", BatchSize: 100, ScanPartitions: 64, QueryRecords: 100, Concurrency: 64, WarmUp: 5 * time.Second,
		Duration: time.Minute, MaxFailures: 1000, Interval: time.Second, Seed: 1, Now: time.Now,
	}
}

// Check returns an ErrOptions that names the first option that is out of range, or nil.
func (o *Options) Check() error {
	for _, rule := range []struct {
		ok   bool
		name string
		want string
	}{
		{o.Namespace != "", "namespace", "a name"},
		{slices.Contains(Workloads(), o.Workload), "workload", fmt.Sprint("one of ", Workloads())},
		{slices.Contains(Distributions(), o.Distribution), "distribution", fmt.Sprint("one of ", Distributions())},
		{o.Skew > 0 && o.Skew < 1, "skew", "more than 0 and less than 1"},
		{o.Keys >= 1 && o.Keys <= maxKeys, "keys", fmt.Sprint("1 to ", int64(maxKeys))},
		{o.FirstKey >= 0 && o.FirstKey <= maxKeys, "first key", fmt.Sprint("0 to ", int64(maxKeys))},
		{o.ReadPercent >= 0 && o.ReadPercent <= percent, "reads", "0 to 100 percent"},
		{o.ReadBins >= 0, "read bins", "0 or more"},
		{o.BatchSize >= 1 && o.BatchSize <= maxBatchSize, "batch size", fmt.Sprint("1 to ", maxBatchSize)},
		{o.ScanPartitions >= 1 && o.ScanPartitions <= maxPartitions, "scan partitions", fmt.Sprint("1 to ", maxPartitions)},
		{o.QueryRecords >= 1 && int64(o.QueryRecords) <= o.Keys, "query records", "1 up to the number of keys"},
		{o.Concurrency >= 1 && o.Concurrency <= maxConcurrency, "concurrency", fmt.Sprint("1 to ", maxConcurrency)},
		{o.Rate >= 0 && o.Rate <= maxRate, "rate", fmt.Sprint("0 to ", maxRate, " a second")},
		{o.WarmUp >= 0 && o.Duration >= 0, "warm-up and duration", "0 or more"},
		{o.Workload != Insert || o.WarmUp == 0, "warm-up", "none with insert: every key is written once"},
		{o.MaxRequests >= 0, "requests", "0 or more"},
		{o.MaxFailures >= 1, "failures", "1 or more"},
		{o.Interval > 0, "interval", "more than 0"},
		{o.Now != nil, "clock", "a clock"},
	} {
		if !rule.ok {
			return fmt.Errorf("%w: %s: want %s", ErrOptions, rule.name, rule.want)
		}
	}
	return nil
}
