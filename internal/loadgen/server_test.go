package loadgen

import (
	"errors"
	"testing"
	"time"

	"github.com/aerolith/aerolith/aerolithtest"
	"github.com/aerolith/aerolith/client"
)

// open connects to a server of the test's own.
func open(t *testing.T) *client.Client {
	t.Helper()
	options := client.DefaultOptions()
	options.Timing.Total, options.ScanTiming.Attempt = time.Minute, time.Minute
	options.DialTimeout, options.TendTimeout = time.Minute, time.Minute
	c, err := client.Open(t.Context(), []string{aerolithtest.NewServer(t).Address()}, options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// TestWorkloads: every workload runs against a real server without a failure, after insert has written every record.
func TestWorkloads(t *testing.T) {
	const keys = 1000
	c := open(t)
	base := DefaultOptions()
	base.Keys, base.Object, base.WarmUp, base.Duration, base.Concurrency, base.BatchSize = keys, "I4,S10,B10", 0, 0, 8, 20
	for _, workload := range Workloads() {
		o := base
		o.Workload, o.ReadBins, o.Distribution = workload, 2, Zipfian
		if workload != Insert {
			o.MaxRequests = 200
		}
		if workload == Query {
			o.ScanPartitions = 4096
		}
		report, err := Run(t.Context(), c, o)
		if err != nil {
			t.Fatalf("%s: %v", workload, err)
		}
		if report.Failures != 0 || report.Requests == 0 {
			t.Errorf("%s: %+v", workload, report)
		}
		for _, kind := range report.Operations {
			if kind.Records == 0 || kind.Missing > 0 && workload != Collections || kind.Latency.Max == 0 {
				t.Errorf("%s: %+v", workload, kind)
			}
		}
		if workload == Insert && report.Operations[0].Records != keys {
			t.Errorf("%d records inserted", report.Operations[0].Records)
		}
	}
}

// TestRefusedOptions: options that are out of range are named before anything is sent.
func TestRefusedOptions(t *testing.T) {
	for name, change := range map[string]func(*Options){
		"workload":     func(o *Options) { o.Workload = "chaos" },
		"distribution": func(o *Options) { o.Distribution = "normal" },
		"skew":         func(o *Options) { o.Skew = 1 },
		"keys":         func(o *Options) { o.Keys = 0 },
		"reads":        func(o *Options) { o.ReadPercent = 101 },
		"batch":        func(o *Options) { o.BatchSize = 0 },
		"partitions":   func(o *Options) { o.ScanPartitions = 4097 },
		"concurrency":  func(o *Options) { o.Concurrency = 0 },
		"rate":         func(o *Options) { o.Rate = -1 },
		"warm-up":      func(o *Options) { o.Workload = Insert },
		"clock":        func(o *Options) { o.Now = nil },
	} {
		o := DefaultOptions()
		change(&o)
		if _, err := Run(t.Context(), nil, o); !errors.Is(err, ErrOptions) {
			t.Errorf("%s: %v", name, err)
		}
	}
	o := DefaultOptions()
	o.Workload, o.WarmUp = Query, 0
	if _, err := Run(t.Context(), open(t), o); !errors.Is(err, ErrOptions) {
		t.Errorf("query without integers: %v", err)
	}
}
