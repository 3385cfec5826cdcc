package server

import (
	"runtime"
	"strconv"
	"time"
)

// statisticsCommands returns the commands that count.
func statisticsCommands() []infoCommand {
	return []infoCommand{
		{name: "statistics", summary: true, answer: answerStatistics},
		{name: "latencies", answer: answerLatencies},
		{name: "histogram", answer: answerHistogram},
		{name: "health-outliers", answer: func(*infoQuery) {}},
		{name: "health-stats", answer: func(*infoQuery) {}},
		{name: "best-practices", answer: func(q *infoQuery) { q.text("failed_best_practices=none") }},
	}
}

// answerStatistics answers with the numbers of the node: under the names of a real node where it has them, under
// aerolith_ names otherwise.
func answerStatistics(q *infoQuery) {
	s := q.server
	snap := s.Snapshot()
	f := q.newFields(";")
	f.text("failed_best_practices", "false")
	f.number("cluster_size", 1)
	f.text("cluster_key", clusterKey)
	f.number("cluster_generation", 1)
	f.text("cluster_principal", s.nodeName())
	f.text("cluster_integrity", "true")
	f.text("cluster_is_member", "true")
	f.number("cluster_clock_skew_ms", 0)
	f.number("uptime", uint64(max(s.options.Now().Sub(s.started), 0)/time.Second))
	objects, tombstones := s.totals()
	f.number("objects", objects)
	f.number("tombstones", tombstones)
	appendConnectionStats(f, &snap)
	appendRequestStats(f, &snap)
	appendProcessStats(f)
	f.text("paxos_principal", s.nodeName())
	f.text("migrate_allowed", "true")
	f.number("migrate_partitions_remaining", 0)
}

// appendConnectionStats appends what concerns connections.
func appendConnectionStats(f *fields, snap *Snapshot) {
	f.number("client_connections", snap.ConnectionsOpen)
	f.number("client_connections_opened", snap.ConnectionsOpened)
	f.number("client_connections_closed", snap.ConnectionsClosed)
	f.number("reaped_fds", snap.ConnectionsReaped)
	f.number("aerolith_connections_refused", snap.ConnectionsRefused)
	f.number("aerolith_bytes_received", snap.BytesReceived)
	f.number("aerolith_bytes_sent", snap.BytesSent)
	f.number("aerolith_bytes_in_flight", uint64(max(snap.BytesInFlight, 0)))
}

// appendRequestStats appends what concerns requests, and the answers by result code.
func appendRequestStats(f *fields, snap *Snapshot) {
	f.number("info_complete", snap.Infos)
	f.number("demarshal_error", snap.Malformed)
	f.number("batch_index_initiate", snap.Batches)
	f.number("aerolith_reads", snap.Reads)
	f.number("aerolith_writes", snap.Writes)
	f.number("aerolith_batch_entries", snap.BatchEntries)
	f.number("aerolith_scans", snap.Scans)
	f.number("aerolith_scan_records", snap.ScanRecords)
	f.number("aerolith_admin_requests", snap.Admins)
	f.number("aerolith_overload_refusals", snap.Overload)
	f.number("aerolith_panics", snap.Panics)
	f.number("aerolith_store_failures", snap.StoreFailures)
	for code, count := range snap.Results {
		if count > 0 {
			f.number("aerolith_result_"+strconv.Itoa(code), count)
		}
	}
}

// appendProcessStats appends what the process uses.
func appendProcessStats(f *fields) {
	const kibibyte = 1024
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	f.number("heap_allocated_kbytes", memory.HeapAlloc/kibibyte)
	f.number("heap_active_kbytes", memory.HeapInuse/kibibyte)
	f.number("heap_mapped_kbytes", memory.HeapSys/kibibyte)
	f.number("aerolith_goroutines", uint64(runtime.NumGoroutine()))
}
