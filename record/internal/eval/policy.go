package eval

import (
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/layout"
)

// The switches that stand for the same policy.
const (
	flagsReplace = aero.FlagCreateOrReplace | aero.FlagReplaceOnly
	flagsUpdate  = aero.FlagUpdateOnly | aero.FlagReplaceOnly
)

// checkWrite checks a write by itself, before the record is looked at. It returns the code of the refusal or
// aero.CodeOK, and whether the record must exist.
func (r *Rules) checkWrite(cmd *aero.RecordCommand) (mustExist bool, code aero.ResultCode) {
	if len(cmd.Operations) == 0 || len(cmd.Operations) > MaxOperations {
		return false, aero.CodeParameter
	}
	var seen traits
	readAlls := 0
	for i := range cmd.Operations {
		op := &cmd.Operations[i]
		entry, known := r.operationFor(op.Type)
		if !known {
			continue // refused when its turn comes
		}
		if code := checkOperation(cmd, op, entry); code != aero.CodeOK {
			return false, code
		}
		if isReadAll(op, cmd) {
			seen |= traitRead
			readAlls++
			continue
		}
		seen |= entry.traits
	}
	mustExist = cmd.Flags&flagsUpdate != 0 || seen&traitUpdates != 0
	return mustExist, checkReads(cmd, seen, readAlls)
}

// checkOperation checks one operation of a write by itself.
func checkOperation(cmd *aero.RecordCommand, op *aero.Operation, entry *operation) aero.ResultCode {
	if entry.traits&traitNameless == 0 {
		if _, ok := layout.MakeName(op.Bin); !ok {
			return aero.CodeBinName
		}
	}
	if cmd.Flags&flagsReplace != 0 {
		removes := op.Type == aero.OpWrite && op.Value.Type == aero.ParticleNil
		if removes || entry.traits&traitModifies != 0 {
			return aero.CodeParameter
		}
	}
	return aero.CodeOK
}

// checkReads checks what a write reads: seen are the traits of its operations, readAlls how many of them ask for all
// bins.
func checkReads(cmd *aero.RecordCommand, seen traits, readAlls int) aero.ResultCode {
	all := cmd.Flags&aero.FlagReadAllBins != 0
	switch {
	case readAlls > 0 && cmd.Flags&aero.FlagRespondAllOps != 0,
		readAlls > 1,
		readAlls > 0 && seen&traitAnswers != 0,
		all && readAlls == 0,
		seen&traitRead != 0 && cmd.Flags&aero.FlagRead == 0:
		return aero.CodeParameter
	}
	return aero.CodeOK
}

// checkExisting checks what a write or delete demands of the record: that there is none, or its generation. A record
// that does not exist has generation 0.
func checkExisting(cmd *aero.RecordCommand, cur *Current) aero.ResultCode {
	if cur.Exists && cmd.Flags&aero.FlagCreateOnly != 0 {
		return aero.CodeRecordExists
	}
	return checkGeneration(cmd, cur)
}

// checkGeneration compares the generations.
func checkGeneration(cmd *aero.RecordCommand, cur *Current) aero.ResultCode {
	generation := uint32(0)
	if cur.Exists {
		generation = uint32(cur.Record.Generation)
	}
	switch {
	case cmd.Flags&aero.FlagGenerationEqual != 0 && cmd.Generation != generation,
		cmd.Flags&aero.FlagGenerationEqual == 0 && cmd.Flags&aero.FlagGenerationGreater != 0 &&
			cmd.Generation <= generation:
		return aero.CodeGeneration
	}
	return aero.CodeOK
}

// checkKey compares the user key sent with the one stored, where there are both.
func checkKey(cmd *aero.RecordCommand, stored aero.Particle) aero.ResultCode {
	if cmd.Key.Type == aero.ParticleNil || stored.Type == aero.ParticleNil {
		return aero.CodeOK
	}
	if cmd.Key.Type != stored.Type || string(cmd.Key.Data) != string(stored.Data) {
		return aero.CodeKeyMismatch
	}
	return aero.CodeOK
}
