package record

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/aerolith/aerolith/aero"
)

// JobKind says what a job does.
type JobKind uint8

// The kinds of jobs.
const (
	// JobBasic answers a scan or query.
	JobBasic JobKind = iota
	// JobAggregation answers a query with what a function makes of its records.
	JobAggregation
	// JobFunction applies a function to each record in the background.
	JobFunction
	// JobWrite writes to each record in the background.
	JobWrite
)

// JobOutcome says how a job stands or how it ended.
type JobOutcome uint8

// The outcomes of jobs.
const (
	// JobOK means that the job is under way or ended well.
	JobOK JobOutcome = iota
	// JobAborted means that an operator ended it.
	JobAborted
	// JobFailed means that the store could not go on.
	JobFailed
	// JobUnanswered means that who asked took no more of the answer.
	JobUnanswered
)

// JobStats describes a job as it is now.
type JobStats struct {
	// ID is the job's number, Kind what it does.
	ID   uint64
	Kind JobKind
	// Namespace, Set and Index are where it works; the latter two may be empty.
	Namespace, Set, Index string
	// From says who asked.
	From string
	// Partitions is how many partitions were asked for, Resumed how many of them from behind a digest; 0 for a job in the
	// background.
	Partitions, Resumed int
	// RecordsPerSecond is its rate; 0 is no limit.
	RecordsPerSecond uint32
	// Active says that it is under way, Outcome how it ended or will.
	Active  bool
	Outcome JobOutcome
	// Progress is how much of its partitions it has seen, 0 to 100.
	Progress float64
	// RunTime is how long it has run, SinceDone how long ago it ended.
	RunTime, SinceDone time.Duration
	// Throttled counts the records for which it waited, Filtered those that its filter left out, Succeeded and Failed those
	// on which it did its work or could not.
	Throttled, Filtered, Succeeded, Failed uint64
}

// job is a scan, a query or work in the background that operators see.
type job struct {
	stats JobStats // what does not change
	began time.Time
	abort context.CancelCauseFunc

	partitionsDone, partitions             atomic.Int64
	throttled, filtered, succeeded, failed atomic.Uint64

	// ended and outcome are set once, under the table's lock.
	ended   time.Time
	outcome JobOutcome
}

// errAborted ends a job by an operator's wish.
var errAborted = errors.New("record: job was aborted")

// errStopping ends a job because the namespace closes.
var errStopping = errors.New("record: job ends because the store closes")

// newJob returns a job for a scan that works on the given number of partitions.
func newJob(kind JobKind, cmd *aero.ScanCommand, index string, now time.Time) *job {
	clone := func(s string) string { return string([]byte(s)) }
	j := &job{began: now, stats: JobStats{
		ID: cmd.ID, Kind: kind, Namespace: clone(cmd.Namespace), Set: clone(cmd.Set), Index: index, From: clone(cmd.From),
		Partitions: len(cmd.Partitions), RecordsPerSecond: cmd.RecordsPerSecond,
	}}
	if kind == JobFunction || kind == JobWrite {
		j.stats.Partitions = 0
	}
	for i := range cmd.Partitions {
		if cmd.Partitions[i].After != nil {
			j.stats.Resumed++
		}
	}
	j.partitions.Store(int64(len(cmd.Partitions)))
	return j
}

// count notes what became of one record.
func (j *job) count(code aero.ResultCode) {
	switch code {
	case aero.CodeOK:
		j.succeeded.Add(1)
	case aero.CodeFilteredOut:
		j.filtered.Add(1)
	case aero.CodeNotFound: // it has gone meanwhile
	default:
		j.failed.Add(1)
	}
}

// snapshot returns the job as it is at a time. The table's lock must be held.
func (j *job) snapshot(now time.Time) JobStats {
	s := j.stats
	s.Active, s.Outcome = j.ended.IsZero(), j.outcome
	s.RunTime = now.Sub(j.began)
	if !s.Active {
		s.RunTime, s.SinceDone = j.ended.Sub(j.began), now.Sub(j.ended)
	}
	s.Throttled, s.Filtered = j.throttled.Load(), j.filtered.Load()
	s.Succeeded, s.Failed = j.succeeded.Load(), j.failed.Load()
	s.Progress = wholePercent
	if total := j.partitions.Load(); total > 0 && s.Active {
		s.Progress = wholePercent * float64(j.partitionsDone.Load()) / float64(total)
	}
	return s
}

// outcomeOf returns the outcome that an error stands for.
func outcomeOf(ctx context.Context, err error) JobOutcome {
	switch {
	case err == nil:
		return JobOK
	case errors.Is(context.Cause(ctx), errAborted):
		return JobAborted
	case ctx.Err() != nil:
		return JobUnanswered
	}
	return JobFailed
}
