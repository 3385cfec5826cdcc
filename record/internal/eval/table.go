package eval

import (
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/bits"
	"github.com/aerolith/aerolith/record/internal/expr"
	"github.com/aerolith/aerolith/record/internal/hll"
	"github.com/aerolith/aerolith/record/internal/layout"
)

// operationTypes is one more than the highest operation type.
const operationTypes = int(aero.OpHLLModify) + 1

// MaxOperations is how many operations one command may have. It is the protocol's limit.
const MaxOperations = 32 * 1024

// traits say how an operation takes part in the checks before a record is looked at.
type traits uint8

// The traits of operations.
const (
	// traitRead needs the command's read flag.
	traitRead traits = 1 << iota
	// traitAnswers may add a bin to the answer, which forbids reading all bins beside it.
	traitAnswers
	// traitModifies builds on what is there, which record-level replace forbids.
	traitModifies
	// traitUpdates needs a record that exists.
	traitUpdates
	// traitNameless ignores the bin name.
	traitNameless
	// traitKnown marks a type that exists.
	traitKnown
)

// step carries out one operation of a write.
type step func(w *writing, op *aero.Operation, name layout.Name) aero.ResultCode

// readFunc computes what an operation answers from the bin's value, which is nil if there is no such bin.
type readFunc func(value, operand aero.Particle) (aero.Particle, aero.ResultCode)

// modifyFunc computes a bin's new value from the old one, which is nil if there is no such bin. New values live in
// the arena, the old value or the operand.
type modifyFunc func(a *arena, old, operand aero.Particle) (aero.Particle, aero.ResultCode)

// operation is an entry of the table.
type operation struct {
	traits traits
	step   step     // in a command that writes
	read   readFunc // in a command that only reads; nil for operations that write, and those that have express
	// express is read for an operation that is about the whole record.
	express func(subject *expr.Subject, operand aero.Particle) (aero.Particle, aero.ResultCode)
}

// newTable returns all operations by type.
func newTable() [operationTypes]operation {
	const reads = traitKnown | traitRead | traitAnswers
	const modifies = traitKnown | traitModifies
	return [operationTypes]operation{
		aero.OpRead:    {traits: reads, step: readStep(readValue), read: readValue},
		aero.OpWrite:   {traits: traitKnown, step: writeBin},
		aero.OpAdd:     {traits: modifies, step: modifyStep(add)},
		aero.OpAppend:  {traits: modifies, step: modifyStep(appendTo)},
		aero.OpPrepend: {traits: modifies, step: modifyStep(prependTo)},
		aero.OpTouch:   {traits: modifies | traitUpdates | traitNameless, step: touch},
		aero.OpDelete:  {traits: modifies, step: deleteAll},

		aero.OpCDTRead:          {traits: reads, step: readCollectionStep, read: readCollection},
		aero.OpCDTModify:        {traits: modifies | traitAnswers, step: modifyCollection},
		aero.OpExpressionRead:   {traits: reads, step: readExpressionStep, express: readExpression},
		aero.OpExpressionModify: {traits: traitKnown, step: writeExpression},

		aero.OpBitRead:   {traits: reads, step: scanStep(bits.Read), read: bits.Read},
		aero.OpBitModify: {traits: modifies, step: alterStep(alterBits)},
		aero.OpHLLRead:   {traits: reads, step: scanStep(hll.Read), read: hll.Read},
		aero.OpHLLModify: {traits: modifies | traitAnswers, step: alterStep(alterHLL)},
	}
}

// operationFor returns the entry for a type and whether the type exists.
func (r *Rules) operationFor(t aero.OpType) (*operation, bool) {
	if int(t) >= operationTypes {
		return nil, false
	}
	op := &r.table[t]
	return op, op.traits&traitKnown != 0
}

// readStep makes a step of a read function: its result is answered if there is one, or if every operation shall
// be answered.
func readStep(read readFunc) step {
	return func(w *writing, op *aero.Operation, name layout.Name) aero.ResultCode {
		if isReadAll(op, w.cmd) {
			return w.answerAll()
		}
		value, code := read(w.value(name), op.Value)
		if code != aero.CodeOK {
			return code
		}
		if value.Type == aero.ParticleNil {
			return w.acknowledge(name)
		}
		return w.answerWith(name, value)
	}
}

// modifyStep makes a step of a modify function.
func modifyStep(modify modifyFunc) step {
	return func(w *writing, op *aero.Operation, name layout.Name) aero.ResultCode {
		value, code := modify(w.arena, w.value(name), op.Value)
		if code != aero.CodeOK {
			return code
		}
		w.set.set(layout.Bin{Name: name, Value: value})
		return w.acknowledge(name)
	}
}

// isReadAll reports whether the operation asks for all bins. The protocol has no type of its own for it.
func isReadAll(op *aero.Operation, cmd *aero.RecordCommand) bool {
	return op.Type == aero.OpRead && op.Bin == "" && cmd.Flags&aero.FlagReadAllBins != 0
}

// readValue answers with the bin's value.
func readValue(value, _ aero.Particle) (aero.Particle, aero.ResultCode) { return value, aero.CodeOK }
