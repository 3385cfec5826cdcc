package app

import (
	"time"

	"github.com/aerolith/aerolith/telemetry"
	"github.com/aerolith/aerolith/zerodb"
)

// engineFigure is a family with the number that each database has of it, told apart by labels beside the namespace.
type engineFigure struct {
	name, help string
	kind       telemetry.Kind
	values     func(zerodb.Metrics, zerodb.Stats) []engineValue
}

// engineValue is a number with its label: label names the figure's own, value is its value; both are empty where there is none.
type engineValue struct {
	label, value string
	number       float64
}

// single is a figure without a label of its own.
func single(number func(zerodb.Metrics, zerodb.Stats) float64) func(zerodb.Metrics, zerodb.Stats) []engineValue {
	return func(m zerodb.Metrics, s zerodb.Stats) []engineValue { return []engineValue{{number: number(m, s)}} }
}

// engineFigures lists what is shown of each database.
func engineFigures() []engineFigure {
	return []engineFigure{
		{"write_transactions_total", "Write transactions that have ended, by outcome.", telemetry.Counter, func(m zerodb.Metrics, _ zerodb.Stats) []engineValue {
			return []engineValue{
				{"outcome", "committed", float64(m.Writes.Committed)},
				{"outcome", "unchanged", float64(m.Writes.Unchanged)},
				{"outcome", "rolled_back", float64(m.Writes.RolledBack)},
			}
		}},
		{"read_transactions_total", "Read transactions that began; the last few may be missing.", telemetry.Counter, single(func(m zerodb.Metrics, _ zerodb.Stats) float64 { return float64(m.ReadsBegun) })},
		{"page_changes_total", "Pages that were taken, given up, and written before their transaction ended.", telemetry.Counter, func(m zerodb.Metrics, _ zerodb.Stats) []engineValue {
			return []engineValue{
				{"change", "allocated", float64(m.Pages.Allocated)}, {"change", "freed", float64(m.Pages.Freed)}, {"change", "spilled", float64(m.Pages.Spilled)},
			}
		}},
		{"pages", "Pages of the data file, by state.", telemetry.Gauge, func(_ zerodb.Metrics, s zerodb.Stats) []engineValue {
			used := s.Pages - min(s.Pages, s.AvailablePages+s.RetiredPages) // the three are not of one moment
			return []engineValue{{"state", "used", float64(used)}, {"state", "available", float64(s.AvailablePages)}, {"state", "retired", float64(s.RetiredPages)}}
		}},
		{"data_file_bytes", "Size of the data file.", telemetry.Gauge, single(func(_ zerodb.Metrics, s zerodb.Stats) float64 { return float64(s.FileBytes) })},
		{"logged_bytes_total", "Bytes that were written to the log.", telemetry.Counter, single(func(m zerodb.Metrics, _ zerodb.Stats) float64 { return float64(m.LoggedBytes) })},
		{"log_behind_bytes", "Bytes in the log since the last checkpoint: what an opening after a crash repeats.", telemetry.Gauge, single(func(_ zerodb.Metrics, s zerodb.Stats) float64 { return float64(s.LogBytes) })},
		{"readers_open", "Open read transactions.", telemetry.Gauge, single(func(m zerodb.Metrics, _ zerodb.Stats) float64 { return float64(m.Readers) })},
		{"oldest_reader_seconds", "How long the oldest read transaction has been known to see something old.", telemetry.Gauge, single(func(m zerodb.Metrics, _ zerodb.Stats) float64 { return m.OldestReaderAge.Seconds() })},
		{"errors_total", "Errors that transactions returned, by kind.", telemetry.Counter, func(m zerodb.Metrics, _ zerodb.Stats) []engineValue {
			return []engineValue{
				{"kind", "corruption", float64(m.Errors.Corruption)},
				{"kind", "unknown", float64(m.Errors.Unknown)},
				{"kind", "no_space", float64(m.Errors.NoSpace)},
				{"kind", "limit", float64(m.Errors.Limit)},
				{"kind", "other", float64(m.Errors.Other)},
			}
		}},
	}
}

// engineTimes lists the histograms that are shown of each database.
func engineTimes() []struct {
	name, help string
	times      func(zerodb.Metrics) zerodb.Times
} {
	return []struct {
		name, help string
		times      func(zerodb.Metrics) zerodb.Times
	}{
		{"update_seconds", "How long write transactions took, waiting and the disk included; one in sixteen.", func(m zerodb.Metrics) zerodb.Times { return m.UpdateTime }},
		{"checkpoint_seconds", "How long checkpoints took beside the writers.", func(m zerodb.Metrics) zerodb.Times { return m.CheckpointTime }},
		{"log_sync_seconds", "How long each sync of the log took.", func(m zerodb.Metrics) zerodb.Times { return m.LogSyncTime }},
		{"data_sync_seconds", "How long each sync of the data file took.", func(m zerodb.Metrics) zerodb.Times { return m.DataSyncTime }},
	}
}

// engineMetrics shows what the databases of all namespaces count.
func (n *Node) engineMetrics() []telemetry.Family {
	var families []telemetry.Family
	figures, times := engineFigures(), engineTimes()
	for _, f := range figures {
		families = append(families, telemetry.Family{Name: "aerolith_engine_" + f.name, Help: f.help, Kind: f.kind})
	}
	for _, f := range times {
		families = append(families, telemetry.Family{Name: "aerolith_engine_" + f.name, Help: f.help, Kind: telemetry.Histogram})
	}
	for _, namespace := range n.facts.Namespaces {
		m, s, found := n.store.Engine(namespace)
		if !found {
			continue
		}
		label := telemetry.Label{Name: "namespace", Value: namespace}
		for i, f := range figures {
			families[i].Samples = append(families[i].Samples, engineSamples(label, f.values(m, s))...)
		}
		for i, f := range times {
			family := &families[len(figures)+i]
			family.Samples = append(family.Samples, telemetry.Sample{Labels: []telemetry.Label{label}, Buckets: bucketsOf(f.times(m))})
		}
	}
	return families
}

// engineSamples turns the numbers of one database into samples.
func engineSamples(namespace telemetry.Label, values []engineValue) []telemetry.Sample {
	samples := make([]telemetry.Sample, len(values))
	for i, v := range values {
		samples[i] = telemetry.Sample{Value: v.number, Labels: []telemetry.Label{namespace}}
		if v.label != "" {
			samples[i].Labels = append(samples[i].Labels, telemetry.Label{Name: v.label, Value: v.value})
		}
	}
	return samples
}

// bucketsOf turns a histogram of the engine into one of telemetry.
func bucketsOf(t zerodb.Times) telemetry.Buckets {
	b := telemetry.Buckets{Counts: t.Counts[:]}
	for i := range zerodb.TimesCounts - 1 {
		b.Bounds = append(b.Bounds, float64(zerodb.TimesBound(i))/float64(time.Second))
	}
	return b
}
