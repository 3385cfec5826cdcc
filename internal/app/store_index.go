package app

import (
	"context"

	"github.com/aerolith/aerolith/record"
	"github.com/aerolith/aerolith/server"
)

// Indexes implements server.Store.
func (s serverStore) Indexes(namespace string) []server.IndexStats {
	stored := s.Store.Indexes(namespace)
	all := make([]server.IndexStats, len(stored))
	for i, stats := range stored {
		all[i] = server.IndexStats(stats)
	}
	return all
}

// Jobs implements server.Store.
func (s serverStore) Jobs() []server.JobStats {
	stored := s.Store.Jobs()
	all := make([]server.JobStats, len(stored))
	for i, j := range stored {
		all[i] = server.JobStats{
			ID: j.ID, Kind: jobKindName(j.Kind), Outcome: jobOutcomeName(j.Outcome),
			Background: j.Kind == record.JobWrite || j.Kind == record.JobFunction,
			Namespace:  j.Namespace, Set: j.Set, Index: j.Index, From: j.From,
			Partitions: j.Partitions, Resumed: j.Resumed, RecordsPerSecond: j.RecordsPerSecond,
			Active: j.Active, Progress: j.Progress, RunTime: j.RunTime, SinceDone: j.SinceDone,
			Throttled: j.Throttled, Filtered: j.Filtered, Succeeded: j.Succeeded, Failed: j.Failed,
		}
	}
	return all
}

// jobKindName returns a real node's word for what a job does.
func jobKindName(kind record.JobKind) string {
	switch kind {
	case record.JobAggregation:
		return "aggregation"
	case record.JobFunction:
		return "background-udf"
	case record.JobWrite:
		return "background-ops"
	}
	return "basic"
}

// jobOutcomeName returns a real node's word for how a job stands.
func jobOutcomeName(outcome record.JobOutcome) string {
	switch outcome {
	case record.JobAborted:
		return "user-aborted"
	case record.JobFailed:
		return "abandoned-unknown"
	case record.JobUnanswered:
		return "abandoned-response-error"
	}
	return "ok"
}

// indexTotals returns how many indexes a namespace has and what they take together.
func (s serverStore) indexTotals(namespace string) (count, bytes uint64) {
	for _, stats := range s.Store.Indexes(namespace) {
		count++
		bytes += stats.UsedBytes
	}
	return count, bytes
}

// CheckIndexes implements server.Store.
func (s serverStore) CheckIndexes(namespace string) (entries, missing, extra uint64, err error) {
	entries, err = s.Store.CheckIndexes(context.Background(), namespace, func(f record.IndexFinding) error {
		if f.Missing {
			missing++
		} else {
			extra++
		}
		return nil
	})
	return entries, missing, extra, err
}
