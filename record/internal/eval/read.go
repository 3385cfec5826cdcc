package eval

import (
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/layout"
)

// readIndexThreshold is from how many operations times bins on a read looks bins up in an index instead of walking
// the record for each operation.
const readIndexThreshold = 1 << 14

// Read evaluates a command that only reads and fills res, whose memory must not hold anything in use. It returns the
// life in seconds that the record shall be given anew because it was read, or 0. now is in milliseconds since the
// protocol's epoch.
func (r *Rules) Read(cmd *aero.RecordCommand, cur *Current, now uint64, res *aero.RecordResult) (touchSeconds uint32) {
	res.Reset()
	touchSeconds, res.Code = r.read(cmd, cur, now, res)
	if res.Code != aero.CodeOK {
		res.Bins, res.Memory = res.Bins[:0], res.Memory[:0]
	}
	return touchSeconds
}

// read is Read without the clean-up after a refusal.
func (r *Rules) read(
	cmd *aero.RecordCommand, cur *Current, now uint64, res *aero.RecordResult,
) (touchSeconds uint32, code aero.ResultCode) {
	if !cur.Exists {
		return 0, aero.CodeNotFound
	}
	reportMetadata(cur, res)
	if cmd.Set != "" && cmd.Set != cur.SetName {
		return 0, aero.CodeParameter
	}
	touchSeconds, ok := r.config.tuned(cur.SetName).touchTTL(cmd.ReadTouchPercent, &cur.Record.Header, now)
	if !ok {
		return 0, aero.CodeParameter
	}
	if code := r.CheckFilter(cmd, cur, now); code != aero.CodeOK {
		return touchSeconds, code
	}
	if code := checkKey(cmd, cur.Record.Key); code != aero.CodeOK {
		return touchSeconds, code
	}
	return touchSeconds, r.readBins(cmd, cur, now, res)
}

// readBins answers with the bins that the command asks for.
func (r *Rules) readBins(
	cmd *aero.RecordCommand, cur *Current, now uint64, res *aero.RecordResult,
) aero.ResultCode {
	record := &cur.Record
	answer := r.answerInto(res)
	switch {
	case cmd.Flags&aero.FlagNoBinData != 0:
		return aero.CodeOK
	case len(cmd.Operations) > MaxOperations:
		return aero.CodeParameter
	case cmd.Flags&aero.FlagReadAllBins != 0:
		return condition(answer.addAll(record)).orElse(aero.CodeRecordTooBig)
	case len(cmd.Operations) == 0:
		return aero.CodeParameter
	}
	in := inquiry{rules: r, cmd: cmd, cur: cur, now: now, find: finder(record, len(cmd.Operations)), answer: answer}
	for i := range cmd.Operations {
		if code := in.one(&cmd.Operations[i]); code != aero.CodeOK {
			return code
		}
	}
	return aero.CodeOK
}

// inquiry is a read of bins under way.
type inquiry struct {
	rules  *Rules
	cmd    *aero.RecordCommand
	cur    *Current
	now    uint64
	find   binFinder
	answer answer
}

// one answers one operation.
func (q *inquiry) one(op *aero.Operation) aero.ResultCode {
	name, ok := layout.MakeName(op.Bin)
	if !ok {
		return aero.CodeBinName
	}
	entry, known := q.rules.operationFor(op.Type)
	if !known || entry.traits&traitRead == 0 {
		return aero.CodeParameter
	}
	value, code := q.value(entry, op, name)
	if code != aero.CodeOK {
		return code
	}
	if value.Type == aero.ParticleNil && q.cmd.Flags&aero.FlagRespondAllOps == 0 {
		return aero.CodeOK
	}
	return condition(q.answer.add(name, value)).orElse(aero.CodeRecordTooBig)
}

// value computes what an operation answers.
func (q *inquiry) value(entry *operation, op *aero.Operation, name layout.Name) (aero.Particle, aero.ResultCode) {
	if entry.express != nil {
		subject := q.rules.subjectOf(q.cur, q.cmd.Digest, q.now)
		subject.Budget = q.answer.work
		value, code := entry.express(&subject, op.Value)
		q.answer.work = subject.Budget
		return value, code
	}
	stored := q.find.find(name)
	if !q.answer.charge(workOf(op.Type, len(stored.Data)+len(op.Value.Data))) {
		return aero.Particle{}, aero.CodeRecordTooBig
	}
	return entry.read(stored, op.Value)
}

// binFinder finds bins of a record by name, through an index where there is one.
type binFinder struct {
	record *layout.Record
	index  map[layout.Name]aero.Particle
}

// finder returns a binFinder for so many searches.
func finder(record *layout.Record, searches int) binFinder {
	f := binFinder{record: record}
	if searches*record.BinCount() < readIndexThreshold {
		return f
	}
	f.index = make(map[layout.Name]aero.Particle, record.BinCount())
	for bins := record.Bins(); ; {
		bin, ok := bins.Next()
		if !ok {
			return f
		}
		f.index[bin.Name] = bin.Value
	}
}

// find returns the value of the named bin, or a nil particle.
func (f *binFinder) find(name layout.Name) aero.Particle {
	if f.index != nil {
		return f.index[name]
	}
	value, _ := f.record.Find(name)
	return value
}
