package record

import (
	"context"
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
// (a partition that does not exist), aero.CodeBinName and aero.CodeUnsupportedFeature (a filter), and with the
// engine's errors.
func (s *Store) Scan(
	ctx context.Context, cmd *aero.ScanCommand, yield func(res *aero.RecordResult) error,
	partitionDone func(id aero.PartitionID, code aero.ResultCode) error,
) error {
	n := s.namespaces[cmd.Namespace]
	if n == nil {
		return refusal("scan", aero.CodeNamespace)
	}
	names, err := checkScan(cmd)
	if err != nil {
		return err
	}
	filter, err := scanFilter(cmd)
	if err != nil {
		return err
	}
	sc := &scan{n: n, cmd: cmd, names: names, filter: filter, yield: yield, partitionDone: partitionDone}
	sc.set, sc.known = n.sets.number(cmd.Set)
	sc.pace.start(n.options.Now, cmd.RecordsPerSecond)
	if len(cmd.Partitions) > 0 {
		sc.enter(0)
	}
	for sc.partition < len(cmd.Partitions) && !sc.full() {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := sc.read(); err != nil {
			return tableError(n.settings.Name, "scan", err)
		}
		if err := sc.deliver(ctx); err != nil {
			return err
		}
	}
	return nil
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
	result    aero.RecordResult
	pace      pace
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
		if err := sc.pace.wait(ctx, sc.yielded); err != nil {
			return err
		}
		if err := sc.fillResult(item); err != nil {
			return tableError(sc.n.settings.Name, "scan", err)
		}
		if err := sc.yield(&sc.result); err != nil {
			return err
		}
		sc.yielded++
	}
	return nil
}

// pace keeps a scan at its rate.
type pace struct {
	now       func() time.Time
	began     time.Time
	perSecond uint32
}

// start begins to count. A rate of 0 is no limit.
func (p *pace) start(now func() time.Time, perSecond uint32) {
	p.now, p.began, p.perSecond = now, now(), perSecond
}

// paceStep is the shortest time worth waiting for: timers are not finer, and small bursts harm nobody.
const paceStep = time.Millisecond

// wait returns when, after so many records, the next may follow. It fails with the error of ctx.
func (p *pace) wait(ctx context.Context, records uint64) error {
	if p.perSecond == 0 {
		return nil
	}
	seconds := float64(records) / float64(p.perSecond)
	early := time.Duration(seconds*float64(time.Second)) - p.now().Sub(p.began)
	if early < paceStep {
		return nil
	}
	timer := time.NewTimer(early)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
