package zerodb

import (
	"errors"
	"sync/atomic"
	"time"

	"github.com/aerolith/aerolith/zerodb/internal/latency"
)

// sampled is of how many updates one is timed: reading the clock twice costs more than the rest of the counting.
const sampled = 16

// Latency describes how long something took. Quantiles are at most a quarter too high.
type Latency struct {
	// Count is how often it was measured, Sum how long all of these took.
	Count uint64
	Sum   time.Duration
	// Median, P99 and Max are durations that half, 99 of 100, and all did not exceed.
	Median, P99, Max time.Duration
}

// latencyOf returns what a histogram says.
func latencyOf(h *latency.Histogram) Latency {
	s := h.Snapshot()
	return Latency{Count: s.Count, Sum: s.Sum, Median: s.Quantile(0.5), P99: s.Quantile(0.99), Max: s.Max}
}

// ErrorCounts counts the errors that Update and View returned, each under the first field that fits.
type ErrorCounts struct {
	// Corruption counts *CorruptionError, Unknown ErrCommitUnknown and ErrStopped, NoSpace ErrNoSpace, Limit *LimitError, and
	// Other all others, those of the caller's function included; a bare ErrNotFound is none.
	Corruption, Unknown, NoSpace, Limit, Other uint64
}

// measures are what Stats tells beside the counters of pages.
type measures struct {
	rolledBack, checkpoints, logged             atomic.Uint64
	begun, unchanged, reads, allocated, freed   atomic.Uint64
	updateTime, checkpointTime                  latency.Histogram
	logSyncTime, dataSyncTime                   latency.Histogram
	oldest                                      readerAge
	corruption, unknown, noSpace, limits, other atomic.Uint64
}

// countError counts an error that goes to the caller, and returns it.
func (m *measures) countError(err error) error {
	if err == nil || err == ErrNotFound { //nolint:errorlint // the common answer, bare
		return err
	}
	var damage *CorruptionError
	var limit *LimitError
	switch {
	case errors.As(err, &damage):
		m.corruption.Add(1)
	case errors.Is(err, ErrCommitUnknown), errors.Is(err, ErrStopped):
		m.unknown.Add(1)
	case errors.Is(err, ErrNoSpace):
		m.noSpace.Add(1)
	case errors.As(err, &limit):
		m.limits.Add(1)
	default:
		m.other.Add(1)
	}
	return err
}

// errorCounts returns what was counted.
func (m *measures) errorCounts() ErrorCounts {
	return ErrorCounts{
		Corruption: m.corruption.Load(), Unknown: m.unknown.Load(), NoSpace: m.noSpace.Load(),
		Limit: m.limits.Load(), Other: m.other.Load(),
	}
}

// beginUpdate returns when an update began, the zero time if it is not timed.
func (db *DB) beginUpdate() time.Time {
	if db.counters.commits.Load()%sampled != 0 {
		return time.Time{}
	}
	return db.opts.Now()
}

// endUpdate counts an update that is done.
func (db *DB) endUpdate(began time.Time, err error) error {
	if err == nil && !began.IsZero() {
		db.measures.updateTime.Observe(db.opts.Now().Sub(began))
	}
	return db.measures.countError(err)
}
