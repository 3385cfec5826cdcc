package record

import (
	"context"
	"errors"
	"iter"
	"slices"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/internal/lua"
)

// Aggregate applies a stream function to the records of a scan and yields each of its results as a bin: BinSuccess with a
// value, or at the end BinFailure with the reason why the function failed. The records are divided into parts, for which
// the function is called one by one. The command is that of Scan, without operations. The function gets the records while the scan goes on, in memory of its own.
//
// It fails as Scan does, with aero.CodeParameter for arguments that are no list, and with the errors of yield.
func (s *Store) Aggregate(
	ctx context.Context, cmd *aero.ScanCommand, f *aero.Function, yield func(bin aero.Bin) error,
) error {
	if s.namespaces[cmd.Namespace] == nil {
		return refusal("aggregate", aero.CodeNamespace)
	}
	arguments, code := functionArguments(f)
	if code != aero.CodeOK {
		return refusal("aggregate", code)
	}
	module := s.functions.code(f.Module)
	if module == nil {
		return yield(failureBin("module not found: " + f.Module))
	}
	a := &aggregation{store: s, cmd: cmd}
	next, stop := iter.Pull(a.records(ctx))
	defer stop()
	call := &lua.Call{Function: f.Name, Arguments: arguments, NowMillis: s.options.Now().UnixMilli()}
	for !a.ended {
		if err := a.part(ctx, module, call, next, yield); err != nil || a.failed {
			return err
		}
	}
	return nil
}

// part applies the function to the records of the next part of the scan.
func (a *aggregation) part(
	ctx context.Context, module *lua.Module, call *lua.Call, next func() (*lua.Record, bool), yield func(bin aero.Bin) error,
) error {
	err := module.ApplyStream(ctx, call, &lua.Stream{
		Next: func() (any, bool, error) {
			record, ok := next()
			a.ended = !ok
			return record, record != nil, a.err
		},
		Emit: func(value any) error {
			particle, err := aero.NewParticle(value)
			if err != nil {
				return err
			}
			a.emitErr = yield(aero.Bin{Name: aero.BinSuccess, Value: particle})
			return a.emitErr
		},
	})
	switch {
	case a.err != nil:
		return a.err
	case a.emitErr != nil:
		return a.emitErr
	case err != nil && ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		a.failed = true
		return yield(failureBin(err.Error()))
	}
	return nil
}

// failureBin returns the bin that says why a function failed.
func failureBin(reason string) aero.Bin {
	return aero.Bin{Name: aero.BinFailure, Value: aero.Particle{Type: aero.ParticleString, Data: []byte(reason)}}
}

// aggregation is a scan whose records a function takes.
type aggregation struct {
	store *Store
	cmd   *aero.ScanCommand
	// ended says that the scan has no more records, failed that the function has failed.
	ended, failed bool
	// err is why the scan failed, emitErr why a result could not be given away.
	err, emitErr error
}

// errTaken ends a scan whose function wants no more records.
var errTaken = errors.New("record: function takes no more records")

// aggregateParts is into how many parts the records are divided, each of which gives results of its own, as on a real node,
// whose threads do. Clients rely on combining them: their own arithmetic has floats only.
const aggregateParts = 4

// records returns the records of the scan, each in memory of its own: functions may keep them. Nil ends a part.
func (a *aggregation) records(ctx context.Context) iter.Seq[*lua.Record] {
	return func(yield func(*lua.Record) bool) {
		now := a.store.namespaces[a.cmd.Namespace].now
		done, size := 0, max(1, (len(a.cmd.Partitions)+aggregateParts-1)/aggregateParts)
		err := a.store.scanAs(ctx, JobAggregation, a.cmd, func(res *aero.RecordResult) error {
			record, err := recordOf(res, now())
			if err != nil {
				return err
			}
			if !yield(record) {
				return errTaken
			}
			return nil
		}, func(aero.PartitionID, aero.ResultCode) error {
			done++
			if done%size == 0 && done < len(a.cmd.Partitions) && !yield(nil) {
				return errTaken
			}
			return nil
		})
		if !errors.Is(err, errTaken) {
			a.err = err
		}
	}
}

// recordOf returns a scanned record for a function.
func recordOf(res *aero.RecordResult, now uint64) (*lua.Record, error) {
	record := &lua.Record{Exists: true, Digest: res.Digest, Set: res.Set, Generation: res.Generation}
	if seconds := now / millisPerSecond; uint64(res.VoidTime) > seconds {
		record.TTLSeconds = res.VoidTime - uint32(seconds)
	}
	if res.Key.Type != aero.ParticleNil {
		key, err := res.Key.Value()
		if err != nil {
			return nil, err
		}
		record.Key = key
	}
	for _, bin := range res.Bins {
		bin.Value.Data = slices.Clone(bin.Value.Data)
		record.Size += len(bin.Value.Data)
		record.Bins = append(record.Bins, bin)
	}
	return record, nil
}
