package record

import (
	"context"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/expr"
)

// JobRecord is a record that a job in the background shall work on.
type JobRecord struct {
	// Digest is the record, Set its set.
	Digest aero.Digest
	Set    string
}

// JobWork is what a job does to some records. It reports one outcome for each of them through count: CodeOK,
// CodeFilteredOut, CodeNotFound for a record that is no longer there or no longer in the query, or why it failed. An error
// ends the job. The records are only lent.
type JobWork func(ctx context.Context, records []JobRecord, count func(aero.ResultCode)) error

// jobWindow is how many records a job works on at a time.
const jobWindow = 64

// StartWrite begins a job that carries out a write on every record of a query, and returns when it has begun: Jobs tells how it
// goes on. A record that was changed meanwhile so that the query no longer finds it is left alone.
//
// It fails with the codes of Scan, and with aero.CodeNotFound for a set that does not exist, aero.CodeParameter for a rate
// above Options.BackgroundRate or the number of another job, aero.CodeForbidden beyond Options.MaxBackgroundJobs, and
// ErrClosed.
func (s *Store) StartWrite(cmd *aero.BackgroundCommand) error {
	if filter := cmd.Write.Filter; filter != nil {
		if _, ok := expr.CompileFilter(filter); !ok {
			return refusal("start job with a filter", aero.CodeParameter)
		}
	}
	if cmd.Write.Function != nil {
		return s.startFunction(cmd)
	}
	write := newJobWrite(cmd)
	return s.StartJob(cmd, JobWrite, func(ctx context.Context, records []JobRecord, count func(aero.ResultCode)) error {
		return write.run(ctx, s.namespaces[write.namespace], records, count)
	})
}

// StartJob is StartWrite for work of another kind. Of the command, ID, Select and From count. Several calls of work never
// overlap.
func (s *Store) StartJob(cmd *aero.BackgroundCommand, kind JobKind, work JobWork) error {
	n := s.namespaces[cmd.Select.Namespace]
	if n == nil {
		return refusal("start job", aero.CodeNamespace)
	}
	if _, ok := n.sets.number(cmd.Select.Set); !ok {
		return refusal("start job", aero.CodeNotFound)
	}
	selection, ok := s.backgroundSelection(cmd)
	if !ok {
		return refusal("start job", aero.CodeParameter)
	}
	return s.launch(n, kind, selection, work)
}

// backgroundSelection returns the scan of a job, which aliases nothing. It returns false if its rate is too high.
func (s *Store) backgroundSelection(cmd *aero.BackgroundCommand) (*aero.ScanCommand, bool) {
	from := &cmd.Select
	selection := &aero.ScanCommand{
		Namespace: string([]byte(from.Namespace)), Set: string([]byte(from.Set)), Index: cloneRange(from.Index),
		RecordsPerSecond: from.RecordsPerSecond, NoBinData: true, ID: cmd.ID, From: cmd.From,
	}
	if selection.RecordsPerSecond == 0 {
		selection.RecordsPerSecond = s.options.BackgroundRate
	}
	if len(from.Partitions) == 0 {
		selection.Partitions = everyPartition()
	}
	for _, p := range from.Partitions {
		selection.Partitions = append(selection.Partitions, aero.PartitionRange{ID: p.ID})
	}
	return selection, selection.RecordsPerSecond <= s.options.BackgroundRate
}

// everyPartition returns all partitions from their beginning.
func everyPartition() []aero.PartitionRange {
	all := make([]aero.PartitionRange, aero.PartitionCount)
	for i := range all {
		all[i].ID = aero.PartitionID(i)
	}
	return all
}

// launch begins the job of a scan on a goroutine of the namespace's.
func (s *Store) launch(n *namespace, kind JobKind, selection *aero.ScanCommand, work JobWork) error {
	n.gate.RLock() // so that close sees the job, or the job the closing
	defer n.gate.RUnlock()
	if n.closed || n.closing() {
		return ErrClosed
	}
	// The request that asked for the job ends before the job does.
	ctx, abort := context.WithCancelCause(background())
	b := &backgroundJob{work: work, n: n}
	sc, err := n.newScan(selection, func(res *aero.RecordResult) error { return b.take(ctx, res) }, ignorePartition)
	if err == nil {
		err = s.admitBackground(kind, n, sc, abort)
	}
	if err != nil {
		abort(nil)
		return err
	}
	b.job = sc.job
	n.background.Add(2)
	go func() {
		defer n.background.Done()
		defer n.jobs.Add(-1)
		defer abort(nil)
		err := b.run(ctx, sc)
		outcome := sc.outcome(ctx, err)
		n.tallies.query(sc, queryKind(kind), queryOutcome(outcome))
		s.jobs.end(sc.job, outcome)
		if err != nil && ctx.Err() == nil {
			n.report(taskJob, err)
		}
	}()
	go func() {
		defer n.background.Done()
		select {
		case <-n.stop:
			abort(errStopping)
		case <-ctx.Done():
		}
	}()
	return nil
}

// ignorePartition is for scans whose partitions nobody is told about.
func ignorePartition(aero.PartitionID, aero.ResultCode) error { return nil }

// admitBackground gives the scan of a job its place among the jobs.
func (s *Store) admitBackground(kind JobKind, n *namespace, sc *scan, abort context.CancelCauseFunc) error {
	if n.jobs.Add(1) > int64(s.options.MaxBackgroundJobs) {
		n.jobs.Add(-1)
		return refusal("start job", aero.CodeForbidden)
	}
	if err := s.beginJob(kind, sc, abort); err != nil {
		n.jobs.Add(-1)
		return err
	}
	return nil
}

// taskJob names jobs in events.
const taskJob = "job"

// backgroundJob gathers the records of a scan and has the work done on them.
type backgroundJob struct {
	n       *namespace
	job     *job
	work    JobWork
	records []JobRecord
}

// run carries the job out.
func (b *backgroundJob) run(ctx context.Context, sc *scan) error {
	if err := sc.run(ctx); err != nil {
		return err
	}
	return b.flush(ctx)
}

// take gathers one record of the scan.
func (b *backgroundJob) take(ctx context.Context, res *aero.RecordResult) error {
	b.records = append(b.records, JobRecord{Digest: res.Digest, Set: res.Set})
	if len(b.records) < jobWindow {
		return nil
	}
	return b.flush(ctx)
}

// flush has the work done on the records gathered.
func (b *backgroundJob) flush(ctx context.Context) error {
	if len(b.records) == 0 {
		return nil
	}
	err := b.work(ctx, b.records, b.count)
	b.records = b.records[:0]
	return err
}

// count notes what became of one record.
func (b *backgroundJob) count(code aero.ResultCode) {
	b.job.count(code)
	kind := CommandWrite
	if b.job.stats.Kind == JobFunction {
		kind = CommandFunction
	}
	b.n.tallies.command(OriginJob, kind, code)
}
