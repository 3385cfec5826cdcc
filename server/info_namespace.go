package server

import (
	"strconv"
	"strings"
	"time"
)

// citrusleafEpochUnix is the moment from which the protocol counts time: 2010-01-01T00:00:00Z in Unix seconds.
const citrusleafEpochUnix = 1262304000

// namespaceCommands returns the commands that describe namespaces and sets.
func namespaceCommands() []infoCommand {
	return []infoCommand{
		{name: "namespaces", answer: func(q *infoQuery) { q.text(strings.Join(q.server.store.Namespaces(), ";")) }},
		{name: "namespace", answer: answerNamespace},
		{name: "sets", answer: answerSets},
		{name: "objects", kind: kindClient, answer: func(q *infoQuery) {
			objects, _ := q.server.totals()
			q.number(objects)
		}},
	}
}

// totals returns how many records all namespaces have, and how many durable deletes they remember.
func (s *Server) totals() (objects, tombstones uint64) {
	for _, name := range s.store.Namespaces() {
		// A namespace that has gone meanwhile has none.
		stats, _ := s.store.NamespaceStats(name)
		objects += stats.Objects
		tombstones += stats.Tombstones
	}
	return objects, tombstones
}

// answerNamespace answers with statistics and configuration of one namespace.
func answerNamespace(q *infoQuery) {
	stats, found := q.server.store.NamespaceStats(q.parameters)
	if !found {
		q.text("type=unknown") // what clients expect instead of an error
		return
	}
	f := q.newFields(";")
	q.server.appendNamespaceStats(f, stats)
	q.server.appendNamespaceConfig(f, stats)
}

// appendNamespaceStats appends what a namespace holds.
func (s *Server) appendNamespaceStats(f *fields, stats NamespaceStats) {
	f.number("ns_cluster_size", 1)
	f.number("effective_replication_factor", 1)
	f.number("objects", stats.Objects)
	f.number("tombstones", stats.Tombstones)
	f.number("master_objects", stats.Objects)
	f.number("master_tombstones", stats.Tombstones)
	f.number("prole_objects", 0)
	f.number("prole_tombstones", 0)
	f.number("non_replica_objects", 0)
	f.number("dead_partitions", 0)
	f.number("unavailable_partitions", 0)
	f.text("clock_skew_stop_writes", "false")
	f.text("stop_writes", strconv.FormatBool(stats.StopWrites))
	f.text("hwm_breached", strconv.FormatBool(stats.HighWaterBreached))
	f.number("current_time", voidSeconds(s.options.Now()))
	f.number("expired_objects", stats.Expired)
	f.number("evicted_objects", stats.Evicted)
	f.number("data_used_bytes", stats.DataBytes)
	if stats.DataSize != 0 {
		f.number("data_total_bytes", stats.DataSize)
		f.number("data_used_pct", stats.DataBytes*100/stats.DataSize)
	}
	f.number("sindex_used_bytes", stats.IndexBytes)
	f.number("aerolith_sindexes", stats.Indexes)
	f.number("migrate_tx_partitions_remaining", 0)
	f.number("migrate_rx_partitions_remaining", 0)
	for _, extra := range stats.Extra {
		f.text(extra.Name, extra.Value)
	}
}

// appendNamespaceConfig appends how a namespace is set up, with the names of a real node's options.
func (s *Server) appendNamespaceConfig(f *fields, stats NamespaceStats) {
	f.number("default-ttl", uint64(stats.DefaultTTLSeconds))
	f.number("max-record-size", stats.MaxRecordSize)
	f.number("nsup-period", uint64(stats.ExpiryPeriodSeconds))
	f.number("data-size", stats.DataSize)
	f.number("stop-writes-used-pct", uint64(stats.StopWritesPercent))
	f.number("evict-used-pct", uint64(stats.EvictPercent))
	f.number("evict-tenths-pct", uint64(stats.EvictTenthsPercent))
	f.number("replication-factor", 1)
	f.text("strong-consistency", strconv.FormatBool(s.options.StrongConsistency))
	f.text("storage-engine", "memory")
	f.text("aerolith-persistent", strconv.FormatBool(stats.Persistent))
}

// voidSeconds returns the time in seconds of the protocol's epoch.
func voidSeconds(t time.Time) uint64 { return uint64(max(t.Unix()-citrusleafEpochUnix, 0)) }

// answerSets describes one set, the sets of one namespace, or all sets.
func answerSets(q *infoQuery) {
	if q.parameters == "" {
		for _, name := range q.server.store.Namespaces() {
			q.sets(name)
		}
		return
	}
	namespace, set, one := strings.Cut(q.parameters, "/")
	switch {
	case !q.server.hasNamespace(namespace):
		q.text("ns_type=unknown") // what clients expect instead of an error
	case one:
		q.oneSet(namespace, set)
	default:
		q.sets(namespace)
	}
}

// sets appends a record for each set of the namespace.
func (q *infoQuery) sets(namespace string) {
	for _, stats := range q.server.store.SetStats(namespace) {
		f := q.newFields(":")
		f.text("ns", namespace)
		f.text("set", stats.Name)
		appendSet(f, stats)
		q.text(";")
	}
}

// oneSet appends the record of one set, nothing if there is none of that name.
func (q *infoQuery) oneSet(namespace, set string) {
	for _, stats := range q.server.store.SetStats(namespace) {
		if stats.Name == set {
			appendSet(q.newFields(":"), stats)
			q.text(";")
		}
	}
}

// appendSet appends what is known about a set.
func appendSet(f *fields, stats SetStats) {
	f.number("objects", stats.Objects)
	f.number("tombstones", stats.Tombstones)
	f.number("data_used_bytes", stats.DataBytes)
	f.text("truncate_lut", truncateTime(stats.Truncated))
	f.number("sindexes", stats.Indexes)
	f.text("index_populating", strconv.FormatBool(stats.IndexPopulating))
	f.text("truncating", strconv.FormatBool(stats.Truncating))
	f.number("default-ttl", uint64(stats.DefaultTTLSeconds))
	f.text("disable-eviction", strconv.FormatBool(stats.DisableEviction))
	f.text("enable-index", strconv.FormatBool(stats.Indexed))
	f.number("stop-writes-count", stats.StopWritesCount)
	f.number("stop-writes-size", stats.StopWritesSize)
}

// truncateTime returns the time in milliseconds of the protocol's epoch, 0 for none.
func truncateTime(t time.Time) string {
	if t.IsZero() {
		return "0"
	}
	return strconv.FormatInt(max(t.UnixMilli()-citrusleafEpochUnix*time.Second.Milliseconds(), 0), 10)
}
