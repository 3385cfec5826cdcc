package zerodbmetrics

import (
	"time"

	"github.com/aerolith/aerolith/telemetry"
	"github.com/aerolith/aerolith/zerodb"
)

// Of returns a source of what a database counts at each moment, under a name of the caller's.
func Of(db *zerodb.DB, name string) telemetry.Source {
	return func() []telemetry.Family {
		stats := db.Stats()
		return Families(&stats, name)
	}
}

// Families shows the statistics of a database.
func Families(s *zerodb.Stats, name string) []telemetry.Family {
	database := telemetry.Label{Name: "database", Value: name}
	one := func(metric, help string, kind telemetry.Kind, value float64) telemetry.Family {
		f := telemetry.One("zerodb_"+metric, help, kind, value)
		f.Samples[0].Labels = []telemetry.Label{database}
		return f
	}
	return []telemetry.Family{
		one("visible_transaction", "Number of the transaction that new readers see.", telemetry.Gauge, float64(s.VisibleTx)),
		one("latest_transaction", "Number of the transaction that was committed last.", telemetry.Gauge, float64(s.LatestTx)),
		one("readers", "Open read transactions.", telemetry.Gauge, float64(s.Readers)),
		one("tables", "Tables.", telemetry.Gauge, float64(s.Tables)),
		one("page_bytes", "Size of a page.", telemetry.Gauge, float64(s.PageSize)),
		one("pages", "Pages that the data file needs.", telemetry.Gauge, float64(s.Pages)),
		one("pages_available", "Pages of these that are free.", telemetry.Gauge, float64(s.AvailablePages)),
		one("pages_retired", "Pages that are free once no reader and no checkpoint sees them.", telemetry.Gauge, float64(s.RetiredPages)),
		one("file_bytes", "Size of the data file.", telemetry.Gauge, float64(s.FileBytes)),
		one("log_bytes", "What was logged since the last checkpoint.", telemetry.Gauge, float64(s.LogBytes)),
		one("commits_total", "Write transactions that changed something.", telemetry.Counter, float64(s.Commits)),
		one("rolled_back_total", "Write transactions that were given up or changed nothing.", telemetry.Counter, float64(s.RolledBack)),
		one("checkpoints_total", "Finished checkpoints.", telemetry.Counter, float64(s.Checkpoints)),
		one("logged_bytes_total", "Bytes of journals.", telemetry.Counter, float64(s.LoggedBytes)),
		latency("zerodb_update_seconds", "How long one in sixteen successful updates took, by quantile; 1 is the longest.", database, &s.UpdateTime),
		latency("zerodb_checkpoint_seconds", "How long checkpoints took, by quantile; 1 is the longest.", database, &s.CheckpointTime),
		failures(database, &s.Errors),
	}
}

// latency shows the quantiles of a latency.
func latency(name, help string, database telemetry.Label, l *zerodb.Latency) telemetry.Family {
	f := telemetry.Family{Name: name, Help: help, Kind: telemetry.Gauge}
	for _, q := range []struct {
		quantile string
		value    time.Duration
	}{{"0.5", l.Median}, {"0.99", l.P99}, {"1", l.Max}} {
		f.Samples = append(f.Samples, telemetry.Sample{
			Value: q.value.Seconds(), Labels: []telemetry.Label{database, {Name: "quantile", Value: q.quantile}},
		})
	}
	return f
}

// failures shows the counts of errors.
func failures(database telemetry.Label, e *zerodb.ErrorCounts) telemetry.Family {
	f := telemetry.Family{Name: "zerodb_errors_total", Help: "Errors of Update and View, by kind.", Kind: telemetry.Counter}
	for _, c := range []struct {
		kind  string
		count uint64
	}{{"corruption", e.Corruption}, {"unknown outcome", e.Unknown}, {"no space", e.NoSpace}, {"limit", e.Limit}, {"other", e.Other}} {
		f.Samples = append(f.Samples, telemetry.Sample{
			Value: float64(c.count), Labels: []telemetry.Label{database, {Name: "kind", Value: c.kind}},
		})
	}
	return f
}
