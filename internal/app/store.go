package app

import (
	"strconv"
	"time"

	"github.com/aerolith/aerolith/record"
	"github.com/aerolith/aerolith/server"
)

// serverStore shows a record store to the server, which declares its own view of statistics.
type serverStore struct{ *record.Store }

// NamespaceStats implements server.Store.
func (s serverStore) NamespaceStats(namespace string) (server.NamespaceStats, bool) {
	stats, ok := s.Store.NamespaceStats(namespace)
	if !ok {
		return server.NamespaceStats{}, false
	}
	tuning, _ := s.Store.Tuning(namespace)
	indexes, indexBytes := s.indexTotals(namespace)
	return server.NamespaceStats{
		Objects:             stats.Objects,
		Tombstones:          stats.Tombstones,
		Expired:             stats.Expired,
		DataBytes:           stats.DataBytes,
		MaxRecordSize:       stats.MaxRecordSize,
		DefaultTTLSeconds:   stats.DefaultTTLSeconds,
		ExpiryPeriodSeconds: uint32(max(0, stats.ExpiryInterval) / time.Second),
		StopWrites:          stats.StopWrites,
		Persistent:          stats.Persistent,
		Evicted:             stats.Evicted,
		HighWaterBreached:   stats.EvictBreached,
		DataSize:            tuning.DataSize,
		StopWritesPercent:   tuning.StopWritesPercent,
		EvictPercent:        tuning.EvictPercent,
		EvictTenthsPercent:  tuning.EvictTenthsPercent,
		Indexes:             indexes,
		IndexBytes:          indexBytes,
		Extra:               append(append(s.tallies(namespace), s.tombRaider(namespace)...), server.NamedValue{Name: "queued_writes", Value: strconv.Itoa(stats.QueuedWrites)}),
	}, true
}

// SetStats implements server.Store.
func (s serverStore) SetStats(namespace string) []server.SetStats {
	stored := s.Store.SetStats(namespace)
	sets := make([]server.SetStats, len(stored))
	for i, set := range stored {
		sets[i] = server.SetStats{
			Name: set.Name, Objects: set.Objects, Tombstones: set.Tombstones, DataBytes: set.DataBytes,
			Truncated: set.Truncated, Truncating: set.Truncating,
			Indexes: set.Indexes, Indexed: set.Indexed, IndexPopulating: set.IndexPopulating,
			DefaultTTLSeconds: set.Tuning.DefaultTTLSeconds,
			StopWritesCount:   set.Tuning.StopWritesCount, StopWritesSize: set.Tuning.StopWritesSize,
			DisableEviction: set.Tuning.DisableEviction,
		}
	}
	return sets
}
