package eval

import (
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/expr"
	"github.com/aerolith/aerolith/record/internal/layout"
)

// MaxSetNameLength is the longest set name in bytes.
const MaxSetNameLength = 63

// write evaluates a write. The checks come in the order of a real server, so that a command that breaks several rules
// gets the same code.
func (e *Evaluator) write(cmd *aero.RecordCommand, cur *Current, now uint64, res *aero.RecordResult) Outcome {
	mustExist, code := e.rules.checkWrite(cmd)
	if code != aero.CodeOK {
		return refuse(code)
	}
	if mustExist && !cur.Exists {
		return refuse(aero.CodeNotFound)
	}
	reportMetadata(cur, res)
	if code := checkExisting(cmd, cur); code != aero.CodeOK {
		return refuse(code)
	}
	header, key, code := e.prepare(cmd, cur, now)
	if code != aero.CodeOK {
		return refuse(code)
	}
	before := e.loadBins(cmd, cur)
	e.run = writing{
		cmd: cmd, set: &e.work, arena: &e.arena, answer: e.rules.answerInto(res),
		subject: e.subject(cmd, cur, &header, key, now),
	}
	if code := e.runOperations(); code != aero.CodeOK {
		return refuse(code)
	}
	if len(e.work.bins) == 0 {
		return e.finishEmpty(cmd, before, res)
	}
	return e.finishPut(cmd, cur, header, key, now, res)
}

// prepare checks set, key and life of the record to be, and returns its header, still without a set for a new
// record, and its key.
func (e *Evaluator) prepare(
	cmd *aero.RecordCommand, cur *Current, now uint64,
) (layout.Header, aero.Particle, aero.ResultCode) {
	var header layout.Header
	key := cmd.Key
	if cur.Exists {
		header, key = cur.Record.Header, cur.Record.Key
		if cmd.Set != cur.SetName {
			return header, key, aero.CodeParameter
		}
	} else if len(cmd.Set) > MaxSetNameLength {
		return header, key, aero.CodeParameter
	}
	if code := e.rules.CheckFilter(cmd, cur, now); code != aero.CodeOK {
		return header, key, code
	}
	if code := checkKey(cmd, key); code != aero.CodeOK {
		return header, key, code
	}
	if key.Type == aero.ParticleNil {
		key = cmd.Key
	}
	if cmd.Flags&aero.FlagDropKey != 0 {
		key = aero.Particle{}
	}
	if key.Type == aero.ParticleInteger && len(key.Data) != integerSize {
		return header, key, aero.CodeUnsupportedFeature
	}
	ttl := cmd.TTLSeconds
	if ttl == aero.TTLKeep && !cur.Exists {
		ttl = aero.TTLDefault
	}
	if !validTTL(ttl) {
		return header, key, aero.CodeParameter
	}
	header.VoidTime = e.rules.config.tuned(cmd.Set).voidTimeFor(ttl, header.VoidTime, now)
	header.LastUpdate = max(header.LastUpdate, now)
	header.Generation = NextGeneration(header.Generation)
	return header, key, aero.CodeOK
}

// loadBins fills the working set with the bins that the operations start from and returns how many those are.
func (e *Evaluator) loadBins(cmd *aero.RecordCommand, cur *Current) int {
	e.arena.reset(e.rules.config.MaxScratchBytes)
	e.work.clear()
	if cur.Exists && cmd.Flags&flagsReplace == 0 {
		e.work.load(&cur.Record)
	}
	return len(e.work.bins)
}

// subject describes the record under construction to expressions.
func (e *Evaluator) subject(
	cmd *aero.RecordCommand, cur *Current, header *layout.Header, key aero.Particle, now uint64,
) expr.Subject {
	e.bins = workingBins{set: &e.work, before: cur}
	return expr.Subject{
		Bins: &e.bins, Digest: cmd.Digest, SetName: cmd.Set, Key: key,
		VoidTime: header.VoidTime, LastUpdate: header.LastUpdate, Now: now, InMemory: e.rules.config.InMemory,
	}
}

// runOperations carries out the operations in order on the working set.
func (e *Evaluator) runOperations() aero.ResultCode {
	defer func() { e.run, e.bins = writing{}, workingBins{} }()
	cmd := e.run.cmd
	for i := range cmd.Operations {
		op := &cmd.Operations[i]
		entry, known := e.rules.operationFor(op.Type)
		if !known {
			return aero.CodeParameter
		}
		name, _ := layout.MakeName(op.Bin) // checked by checkOperation, or not used
		if code := entry.step(&e.run, op, name); code != aero.CodeOK {
			return code
		}
	}
	if len(e.work.bins) > layout.MaxBins {
		return aero.CodeParameter
	}
	return aero.CodeOK
}

// finishEmpty ends a write that left no bins: it deletes the record, if there was one with bins to begin with.
func (e *Evaluator) finishEmpty(cmd *aero.RecordCommand, before int, res *aero.RecordResult) Outcome {
	if before == 0 {
		return refuse(aero.CodeNotFound)
	}
	if e.rules.refusesDurable(cmd) {
		return refuse(aero.CodeEnterpriseOnly)
	}
	res.Generation, res.VoidTime = 0, 0
	return Outcome{Code: aero.CodeOK, Change: ChangeDelete}
}

// finishPut ends a write that left bins: it builds the stored form.
func (e *Evaluator) finishPut(
	cmd *aero.RecordCommand, cur *Current, header layout.Header, key aero.Particle, now uint64, res *aero.RecordResult,
) Outcome {
	if storedSize(&header, cmd.Set, key, e.work.bins) > e.rules.config.tuned(cmd.Set).MaxRecordSize {
		return refuse(aero.CodeRecordTooBig)
	}
	if !cur.Exists && cmd.Set != "" {
		id, ok := e.sets.Resolve(cmd.Set)
		if !ok {
			return refuse(aero.CodeParameter)
		}
		header.SetID = id
	}
	if cap(e.value) > arenaKept {
		e.value = nil
	}
	e.value = layout.Append(e.value[:0], header, key, e.work.bins)
	res.Generation, res.VoidTime = uint32(header.Generation), header.VoidTime
	return Outcome{Code: aero.CodeOK, Change: ChangePut, Value: e.value, Header: header}
}

// remove evaluates the deletion of a whole record. Generation and void time are not answered.
func (e *Evaluator) remove(
	cmd *aero.RecordCommand, cur *Current, now uint64, res *aero.RecordResult,
) Outcome {
	switch {
	case e.rules.refusesDurable(cmd):
		return refuse(aero.CodeEnterpriseOnly)
	case !cur.Exists:
		return refuse(aero.CodeNotFound)
	case cmd.Set != "" && cmd.Set != cur.SetName:
		return refuse(aero.CodeParameter)
	}
	if code := checkGeneration(cmd, cur); code != aero.CodeOK {
		return refuse(code)
	}
	if code := e.rules.CheckFilter(cmd, cur, now); code != aero.CodeOK {
		return refuse(code)
	}
	if code := checkKey(cmd, cur.Record.Key); code != aero.CodeOK {
		return refuse(code)
	}
	res.Generation, res.VoidTime = 0, 0
	return Outcome{Code: aero.CodeOK, Change: ChangeDelete}
}

// reportMetadata answers with the record's generation and void time as they are before the command; a refused write
// leaves them in the answer.
func reportMetadata(cur *Current, res *aero.RecordResult) {
	if cur.Exists {
		res.Generation, res.VoidTime = uint32(cur.Record.Generation), cur.Record.VoidTime
	}
}

// answerInto returns an answer that fills res.
func (r *Rules) answerInto(res *aero.RecordResult) answer {
	return answer{res: res, names: r.names, limit: r.config.MaxResultBytes, work: r.config.MaxScratchBytes}
}

// refusesDurable reports whether the command asks for a durable delete where there is none.
func (r *Rules) refusesDurable(cmd *aero.RecordCommand) bool {
	return cmd.Flags&aero.FlagDurableDelete != 0 && !r.config.DurableDeletes
}
