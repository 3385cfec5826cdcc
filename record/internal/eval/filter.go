package eval

import (
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/expr"
	"github.com/aerolith/aerolith/record/internal/layout"
)

// sizeStep is what the size of a record on a device is a multiple of.
const sizeStep = 16

// storedBins is a stored record as expressions see it.
type storedBins struct {
	record  *layout.Record
	setName string
}

// Find implements expr.Source.
func (s *storedBins) Find(name layout.Name) (aero.Particle, bool) { return s.record.Find(name) }

// Size implements expr.Source.
func (s *storedBins) Size() int {
	var bins []layout.Bin
	for reader := s.record.Bins(); ; {
		bin, ok := reader.Next()
		if !ok {
			break
		}
		bins = append(bins, bin)
	}
	size := storedSize(&s.record.Header, s.setName, s.record.Key, bins)
	return (size + sizeStep - 1) / sizeStep * sizeStep
}

// subjectOf describes a stored record to expressions.
func (r *Rules) subjectOf(cur *Current, digest aero.Digest, now uint64) expr.Subject {
	return expr.Subject{
		Bins: &storedBins{record: &cur.Record, setName: cur.SetName}, Digest: digest, SetName: cur.SetName,
		Key: cur.Record.Key, VoidTime: cur.Record.VoidTime, LastUpdate: cur.Record.LastUpdate, Now: now,
		InMemory: r.config.InMemory, Budget: r.config.MaxScratchBytes,
	}
}

// Match evaluates a compiled filter on a record that exists; now is in milliseconds since the protocol's epoch. It
// returns aero.CodeOK if the record matches, aero.CodeFilteredOut if it does not, and aero.CodeRecordTooBig if that takes
// more work than one command may do.
func (r *Rules) Match(filter *expr.Program, digest aero.Digest, cur *Current, now uint64) aero.ResultCode {
	subject := r.subjectOf(cur, digest, now)
	return filter.Match(&subject)
}

// Value evaluates a compiled expression on a record that exists, as Match does a filter, to a value as a bin would hold
// it. The code is that of expr.Program.Value.
func (r *Rules) Value(
	program *expr.Program, digest aero.Digest, cur *Current, now uint64,
) (aero.Particle, aero.ResultCode) {
	subject := r.subjectOf(cur, digest, now)
	return program.Value(&subject)
}

// CheckFilter evaluates the filter of a command, if it has one, on the record as it is before. A filter is not even
// looked at if there is no record. The code is that of Match, or aero.CodeParameter for a filter that makes no sense.
func (r *Rules) CheckFilter(cmd *aero.RecordCommand, cur *Current, now uint64) aero.ResultCode {
	if cmd.Filter == nil || !cur.Exists {
		return aero.CodeOK
	}
	filter, ok := r.filters.Filter(cmd.Filter)
	if !ok {
		return aero.CodeParameter
	}
	return r.Match(filter, cmd.Digest, cur, now)
}
