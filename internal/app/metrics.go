package app

import (
	"strconv"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/server"
	"github.com/aerolith/aerolith/telemetry"
)

// Metrics returns what the node counts, as it is now.
func (n *Node) Metrics() []telemetry.Family {
	build := BuildInfo()
	families := []telemetry.Family{{
		Name: "aerolith_build_info", Help: "Always 1; the labels tell the version.", Kind: telemetry.Gauge,
		Samples: []telemetry.Sample{{Value: 1, Labels: []telemetry.Label{
			{Name: "version", Value: build.Version}, {Name: "protocol", Value: build.Protocol}, {Name: "go", Value: build.Go},
		}}},
	}}
	families = append(families, serverMetrics(n.server.Snapshot())...)
	families = append(families, latencyMetric(n.server.Latencies()))
	families = append(families, n.namespaceMetrics()...)
	return append(families, n.engineMetrics()...)
}

// serverMetrics shows the server's counters.
func serverMetrics(s server.Snapshot) []telemetry.Family {
	count := func(name, help string, value uint64) telemetry.Family {
		return telemetry.One("aerolith_"+name+"_total", help, telemetry.Counter, float64(value))
	}
	requests := telemetry.Family{Name: "aerolith_requests_total", Help: "Requests, by kind.", Kind: telemetry.Counter}
	for _, r := range []struct {
		kind  string
		value uint64
	}{{"read", s.Reads}, {"write", s.Writes}, {"batch", s.Batches}, {"query", s.Scans}, {"info", s.Infos}, {"admin", s.Admins}} {
		requests.Samples = append(requests.Samples, telemetry.Sample{Value: float64(r.value), Labels: []telemetry.Label{{Name: "kind", Value: r.kind}}})
	}
	return []telemetry.Family{
		telemetry.One("aerolith_connections_open", "Open connections of clients.", telemetry.Gauge, float64(s.ConnectionsOpen)),
		count("connections_opened", "Connections that were accepted.", s.ConnectionsOpened),
		count("connections_refused", "Connections that were refused because there were too many.", s.ConnectionsRefused),
		count("connections_reaped", "Connections that were closed because they were idle.", s.ConnectionsReaped),
		requests,
		resultMetric(s),
		count("batch_entries", "Commands inside batches.", s.BatchEntries),
		count("query_records", "Records that queries sent.", s.ScanRecords),
		count("requests_malformed", "Requests that were no valid ones.", s.Malformed),
		count("requests_overload", "Requests for which there was no room.", s.Overload),
		count("panics", "Defects met while handling requests. Report them.", s.Panics),
		count("store_failures", "Errors of the store that have no result code.", s.StoreFailures),
		count("received_bytes", "Bytes that clients sent.", s.BytesReceived),
		count("sent_bytes", "Bytes that were sent to clients.", s.BytesSent),
		telemetry.One("aerolith_inflight_bytes", "What the buffers of connections hold beyond their first sizes.", telemetry.Gauge, float64(s.BytesInFlight)),
	}
}

// resultMetric shows the results that occurred.
func resultMetric(s server.Snapshot) telemetry.Family {
	results := telemetry.Family{Name: "aerolith_results_total", Help: "Answered commands, by result code of the protocol.", Kind: telemetry.Counter}
	for code, count := range s.Results {
		if count > 0 {
			results.Samples = append(results.Samples, telemetry.Sample{Value: float64(count), Labels: []telemetry.Label{
				{Name: "code", Value: strconv.Itoa(code)}, {Name: "result", Value: aero.ResultCode(code).String()},
			}})
		}
	}
	return results
}

// latencyMetric shows the histograms.
func latencyMetric(all []server.LatencyHistogram) telemetry.Family {
	family := telemetry.Family{
		Name: "aerolith_command_seconds", Kind: telemetry.Histogram,
		Help: "How long commands took from the last byte of the request, without the network. The sum is estimated from the buckets.",
	}
	for _, h := range all {
		family.Samples = append(family.Samples, telemetry.Sample{
			Labels:  []telemetry.Label{{Name: "namespace", Value: h.Namespace}, {Name: "operation", Value: h.Operation}},
			Buckets: telemetry.Buckets{Bounds: h.Bounds, Counts: h.Counts},
		})
	}
	return family
}

// namespaceMetrics shows what the store knows of each namespace.
func (n *Node) namespaceMetrics() []telemetry.Family {
	family := func(name, help string, kind telemetry.Kind) *telemetry.Family {
		return &telemetry.Family{Name: "aerolith_namespace_" + name, Help: help, Kind: kind}
	}
	objects := family("objects", "Stored records, expired ones that were not removed yet included.", telemetry.Gauge)
	bytes := family("data_bytes", "What the stored records take, without keys and pages.", telemetry.Gauge)
	queued := family("queued_writes", "Writes that wait for their turn.", telemetry.Gauge)
	stopped := family("stop_writes", "1 while the namespace takes no writes.", telemetry.Gauge)
	expired := family("expired_total", "Records that were removed because their time was over.", telemetry.Counter)
	evicted := family("evicted_total", "Records that were removed to make room.", telemetry.Counter)
	for _, name := range n.facts.Namespaces {
		stats, found := n.store.NamespaceStats(name)
		if !found {
			continue
		}
		add := func(f *telemetry.Family, value float64) {
			f.Samples = append(f.Samples, telemetry.Sample{Value: value, Labels: []telemetry.Label{{Name: "namespace", Value: name}}})
		}
		stop := 0.0
		if stats.StopWrites {
			stop = 1
		}
		add(objects, float64(stats.Objects))
		add(bytes, float64(stats.DataBytes))
		add(queued, float64(stats.QueuedWrites))
		add(stopped, stop)
		add(expired, float64(stats.Expired))
		add(evicted, float64(stats.Evicted))
	}
	return []telemetry.Family{*objects, *bytes, *queued, *stopped, *expired, *evicted}
}
