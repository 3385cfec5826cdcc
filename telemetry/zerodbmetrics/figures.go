package zerodbmetrics

import (
	"github.com/aerolith/aerolith/telemetry"
	"github.com/aerolith/aerolith/zerodb"
)

// figure is a family with the numbers that each database has of it.
type figure struct {
	name, help string
	kind       telemetry.Kind
	values     func(*zerodb.Metrics, *zerodb.Stats) []value
}

// value is a number with its label: label names the figure's own, of is its value; both are empty where there is none.
type value struct {
	label, of string
	number    float64
}

// figures lists what is shown of each database.
func figures() []figure {
	return append(stateFigures(), workFigures()...)
}

// stat is a gauge of one number of the statistics.
func stat(name, help string, number func(*zerodb.Stats) float64) figure {
	return figure{name, help, telemetry.Gauge, func(_ *zerodb.Metrics, s *zerodb.Stats) []value { return []value{{number: number(s)}} }}
}

// metric is a figure of one number of the metrics.
func metric(name, help string, kind telemetry.Kind, number func(*zerodb.Metrics) float64) figure {
	return figure{name, help, kind, func(m *zerodb.Metrics, _ *zerodb.Stats) []value { return []value{{number: number(m)}} }}
}

// stateFigures lists what a database is like.
func stateFigures() []figure {
	return []figure{
		stat("visible_transaction", "Number of the transaction that new readers see.", func(s *zerodb.Stats) float64 { return float64(s.VisibleTx) }),
		stat("latest_transaction", "Number of the transaction that was committed last.", func(s *zerodb.Stats) float64 { return float64(s.LatestTx) }),
		stat("tables", "Tables.", func(s *zerodb.Stats) float64 { return float64(s.Tables) }),
		stat("page_bytes", "Size of a page.", func(s *zerodb.Stats) float64 { return float64(s.PageSize) }),
		{"pages", "Pages of the data file, by state.", telemetry.Gauge, func(_ *zerodb.Metrics, s *zerodb.Stats) []value {
			used := s.Pages - min(s.Pages, s.AvailablePages+s.RetiredPages) // the three are not of one moment
			return []value{{"state", "used", float64(used)}, {"state", "available", float64(s.AvailablePages)}, {"state", "retired", float64(s.RetiredPages)}}
		}},
		stat("data_file_bytes", "Size of the data file.", func(s *zerodb.Stats) float64 { return float64(s.FileBytes) }),
		stat("log_behind_bytes", "Bytes in the log since the last checkpoint: what an opening after a crash repeats.", func(s *zerodb.Stats) float64 { return float64(s.LogBytes) }),
		metric("readers_open", "Open read transactions.", telemetry.Gauge, func(m *zerodb.Metrics) float64 { return float64(m.Readers) }),
		metric("oldest_reader_seconds", "How long the oldest read transaction has been known to see something old.", telemetry.Gauge, func(m *zerodb.Metrics) float64 { return m.OldestReaderAge.Seconds() }),
	}
}

// workFigures lists what a database has done.
func workFigures() []figure {
	return []figure{
		{"write_transactions_total", "Write transactions that have ended, by outcome.", telemetry.Counter, func(m *zerodb.Metrics, _ *zerodb.Stats) []value {
			return []value{
				{"outcome", "committed", float64(m.Writes.Committed)},
				{"outcome", "unchanged", float64(m.Writes.Unchanged)},
				{"outcome", "rolled_back", float64(m.Writes.RolledBack)},
			}
		}},
		metric("read_transactions_total", "Read transactions that began; the last few may be missing.", telemetry.Counter, func(m *zerodb.Metrics) float64 { return float64(m.ReadsBegun) }),
		{"page_changes_total", "Pages that were taken, given up, and written before their transaction ended.", telemetry.Counter, func(m *zerodb.Metrics, _ *zerodb.Stats) []value {
			return []value{
				{"change", "allocated", float64(m.Pages.Allocated)}, {"change", "freed", float64(m.Pages.Freed)}, {"change", "spilled", float64(m.Pages.Spilled)},
			}
		}},
		metric("logged_bytes_total", "Bytes that were written to the log.", telemetry.Counter, func(m *zerodb.Metrics) float64 { return float64(m.LoggedBytes) }),
		{"checkpoints_total", "Finished checkpoints.", telemetry.Counter, func(_ *zerodb.Metrics, s *zerodb.Stats) []value {
			return []value{{number: float64(s.Checkpoints)}}
		}},
		{"errors_total", "Errors that transactions returned, by kind.", telemetry.Counter, func(m *zerodb.Metrics, _ *zerodb.Stats) []value {
			return []value{
				{"kind", "corruption", float64(m.Errors.Corruption)},
				{"kind", "unknown", float64(m.Errors.Unknown)},
				{"kind", "no_space", float64(m.Errors.NoSpace)},
				{"kind", "limit", float64(m.Errors.Limit)},
				{"kind", "other", float64(m.Errors.Other)},
			}
		}},
	}
}

// histogram is a family of how long something took.
type histogram struct {
	name, help string
	times      func(*zerodb.Metrics) zerodb.Times
}

// histograms lists the times that are shown of each database.
func histograms() []histogram {
	return []histogram{
		{"update_seconds", "How long write transactions took, waiting and the disk included; one in sixteen.", func(m *zerodb.Metrics) zerodb.Times { return m.UpdateTime }},
		{"checkpoint_seconds", "How long checkpoints took beside the writers.", func(m *zerodb.Metrics) zerodb.Times { return m.CheckpointTime }},
		{"log_sync_seconds", "How long each sync of the log took.", func(m *zerodb.Metrics) zerodb.Times { return m.LogSyncTime }},
		{"data_sync_seconds", "How long each sync of the data file took.", func(m *zerodb.Metrics) zerodb.Times { return m.DataSyncTime }},
	}
}
