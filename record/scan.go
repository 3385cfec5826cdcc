package record

import (
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/expr"
	"github.com/aerolith/aerolith/record/internal/layout"
)

// Scan visits the partitions in the given order and, within each, the records by ascending digest from behind After
// on. It yields every record of the set that exists, with the selected bins; a record that has none of the selected
// bins is left out. partitionDone is called for each partition whose end was reached, after its last record. Both
// functions run on the caller's goroutine; the result is valid until yield returns.
//
// The scan reads in chunks (Options.ScanChunkRecords, ScanChunkBytes), each in a read transaction of its own that is
// over before its records are yielded: a slow consumer holds no snapshot, and each record is yielded as it was when
// its chunk was read. A record that exists throughout the scan is yielded exactly once.
//
// The scan ends without error when all partitions are done or MaxRecords were yielded. An error of yield or
// partitionDone ends it and is returned, as is the error of ctx. It fails with aero.CodeNamespace, aero.CodeParameter
// (a partition that does not exist, a range that makes no sense, a filter that is none), aero.CodeBinName,
// aero.CodeIndexNotFound (also when the index is dropped meanwhile), aero.CodeIndexNotReadable, and with the engine's errors.
//
// With an index, records come by the indexed value, then by partition and digest, and all partitions are done at the end;
// AfterValue and After resume a partition behind a record. A record that has several values in the range is yielded at the
// lowest.
func (s *Store) Scan(
	ctx context.Context, cmd *aero.ScanCommand, yield func(res *aero.RecordResult) error,
	partitionDone func(id aero.PartitionID, code aero.ResultCode) error,
) error {
	return s.scanAs(ctx, JobBasic, cmd, yield, partitionDone)
}

// scanAs is Scan for a job of any kind.
func (s *Store) scanAs(
	ctx context.Context, kind JobKind, cmd *aero.ScanCommand, yield func(res *aero.RecordResult) error,
	partitionDone func(id aero.PartitionID, code aero.ResultCode) error,
) error {
	n := s.namespaces[cmd.Namespace]
	if n == nil {
		return refusal("scan", aero.CodeNamespace)
	}
	sc, err := n.newScan(cmd, yield, partitionDone)
	if err != nil {
		return err
	}
	if cmd.Short {
		sc.deadline = n.options.Now().Add(cmp.Or(cmd.Timeout, n.options.DefaultTimeout))
		err := sc.run(ctx)
		n.tallies.query(sc, QueryShort, shortOutcome(err))
		return err
	}
	ctx, abort := context.WithCancelCause(ctx)
	defer abort(nil)
	if err := s.beginJob(kind, sc, abort); err != nil {
		return err
	}
	err = sc.run(ctx)
	outcome := sc.outcome(ctx, err)
	n.tallies.query(sc, queryKind(kind), queryOutcome(outcome))
	s.jobs.end(sc.job, outcome)
	if errors.Is(context.Cause(ctx), errAborted) {
		return refusal("scan", aero.CodeQueryAbort)
	}
	return err
}

// beginJob makes a job of a scan, which operators then see.
func (s *Store) beginJob(kind JobKind, sc *scan, abort context.CancelCauseFunc) error {
	index := ""
	if sc.index != nil {
		index = sc.index.name
	}
	sc.job = newJob(kind, sc.cmd, index, sc.n.options.Now())
	sc.job.abort = abort
	if !s.jobs.begin(sc.job) {
		return refusal("scan with the number of another that runs", aero.CodeParameter)
	}
	return nil
}

// newScan returns a scan that is ready to run, or the refusal of one that makes no sense.
func (n *namespace) newScan(
	cmd *aero.ScanCommand, yield func(*aero.RecordResult) error,
	partitionDone func(aero.PartitionID, aero.ResultCode) error,
) (*scan, error) {
	names, err := checkScan(cmd)
	if err != nil {
		return nil, err
	}
	filter, err := scanFilter(cmd)
	if err != nil {
		return nil, err
	}
	sc := &scan{n: n, cmd: cmd, names: names, filter: filter, yield: yield, partitionDone: partitionDone}
	sc.set, sc.known = n.sets.number(cmd.Set)
	if cmd.Index != nil {
		if err := sc.useIndex(); err != nil {
			return nil, err
		}
	}
	if cmd.Index == nil && cmd.Set != "" {
		sc.useSetIndex()
	}
	sc.pace.start(n.options.Now, cmd.RecordsPerSecond)
	if len(cmd.Partitions) > 0 && sc.index == nil {
		sc.enter(0)
	}
	return sc, nil
}

// run reads and delivers until the scan is through.
func (sc *scan) run(ctx context.Context) error {
	for sc.partition < len(sc.cmd.Partitions) && !sc.full() {
		if err := ctx.Err(); err != nil {
			return err
		}
		if !sc.deadline.IsZero() && sc.n.options.Now().After(sc.deadline) {
			return refusal("scan", aero.CodeTimeout)
		}
		if err := sc.read(); err != nil {
			return tableError(sc.n.settings.Name, "scan", err)
		}
		sc.noteProgress()
		if err := sc.deliver(ctx); err != nil {
			return err
		}
	}
	return nil
}

// noteProgress tells the scan's job how far it is.
func (sc *scan) noteProgress() {
	if sc.job == nil {
		return
	}
	done := sc.partition
	if q := sc.index; q != nil && done == 0 {
		done = len(sc.cmd.Partitions) * q.span / len(q.query.Spans)
	}
	sc.job.partitionsDone.Store(int64(done))
}

// outcome returns how a scan's job ended.
func (sc *scan) outcome(ctx context.Context, err error) JobOutcome {
	if err != nil && sc.unanswered && context.Cause(ctx) == nil {
		return JobUnanswered
	}
	return outcomeOf(ctx, err)
}

// checkScan checks a scan by itself and returns the names of the selected bins.
func checkScan(cmd *aero.ScanCommand) ([]layout.Name, error) {
	for i := range cmd.Partitions {
		if cmd.Partitions[i].ID >= aero.PartitionCount {
			return nil, refusal("scan", aero.CodeParameter)
		}
	}
	var names []layout.Name
	for _, bin := range cmd.Bins {
		name, ok := layout.MakeName(bin)
		if !ok {
			return nil, refusal("scan", aero.CodeBinName)
		}
		names = append(names, name)
	}
	return names, nil
}

// scanFilter compiles the filter of a scan; nil is no filter.
func scanFilter(cmd *aero.ScanCommand) (*expr.Program, error) {
	if cmd.Filter == nil {
		return nil, nil
	}
	filter, ok := expr.CompileFilter(cmd.Filter)
	if !ok {
		return nil, refusal("scan with a filter", aero.CodeParameter)
	}
	return filter, nil
}

// scan is a scan under way.
type scan struct {
	n             *namespace
	cmd           *aero.ScanCommand
	names         []layout.Name
	filter        *expr.Program // nil for none
	set           uint16
	known         bool // the set exists
	yield         func(*aero.RecordResult) error
	partitionDone func(aero.PartitionID, aero.ResultCode) error

	partition int    // index of the partition being read
	from      []byte // key to go on from
	skip      bool   // the record at from was visited already
	yielded   uint64
	chunk     chunk
	index     *indexScan // with ScanCommand.Index
	members   string     // table of the index of the set's records, through which the scan goes; empty for none
	project   projection // with ScanCommand.Operations
	result    aero.RecordResult
	pace      pace
	job       *job // nil for a short scan
	deadline  time.Time
	// unanswered says that who takes the records failed.
	unanswered bool
}

// full reports whether as many records as wanted were yielded.
func (sc *scan) full() bool { return sc.cmd.MaxRecords != 0 && sc.yielded >= sc.cmd.MaxRecords }

// enter places the scan at the beginning of a partition, or behind the digest where it shall resume.
func (sc *scan) enter(partition int) {
	sc.partition = partition
	if partition >= len(sc.cmd.Partitions) {
		return
	}
	part := &sc.cmd.Partitions[partition]
	sc.from, sc.skip = layout.AppendPartitionPrefix(sc.from[:0], part.ID), false
	if part.After != nil {
		sc.from, sc.skip = append(sc.from, part.After[:]...), true
	}
}

// deliver yields what the chunk holds.
func (sc *scan) deliver(ctx context.Context) error {
	for i := range sc.chunk.items {
		item := &sc.chunk.items[i]
		if item.end {
			if err := sc.partitionDone(item.partition, aero.CodeOK); err != nil {
				return err
			}
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		waited, err := sc.pace.wait(ctx, sc.yielded)
		if err != nil {
			return err
		}
		wanted, err := sc.fillResult(item)
		if err != nil {
			return tableError(sc.n.settings.Name, "scan", err)
		}
		if waited && sc.job != nil {
			sc.job.throttled.Add(1)
		}
		if !wanted {
			sc.tally(aero.CodeUnknown)
			continue
		}
		sc.tally(aero.CodeOK)
		if err := sc.yield(&sc.result); err != nil {
			sc.unanswered = true
			return err
		}
		sc.yielded++
	}
	return sc.endAll()
}

// tally counts a record in the scan's job, under the code that stands for what became of it. Those of a job in the
// background are counted by its work.
func (sc *scan) tally(code aero.ResultCode) {
	if sc.job != nil && sc.job.stats.Kind == JobBasic {
		sc.job.count(code)
	}
}
