package eval

import (
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/expr"
	"github.com/aerolith/aerolith/record/internal/layout"
)

// collectionShare is which part of a list or map counts against what a command may work through. Looking into one takes
// a small part of the time that copying it would, and commands with many operations on large ones are common.
const collectionShare = 16

// selectionBudget is how many bytes a selection by path in a command that only reads may work through: eight of the
// largest values.
const selectionBudget = 64 << 20

// workOf returns what an operation of a command that only reads counts, on so many bytes of value and operand.
func workOf(t aero.OpType, size int) int {
	switch t {
	case aero.OpRead: // costs its answer only
		return 0
	case aero.OpCDTRead:
		return size / collectionShare
	}
	return size
}

// readCollection answers an operation that looks into a list or map. Where there is no bin, there is no answer.
func readCollection(value, operand aero.Particle) (aero.Particle, aero.ResultCode) {
	if value.Type == aero.ParticleNil {
		return value, aero.CodeOK
	}
	budget := selectionBudget
	return expr.ReadCollection(value, operand.Data, &budget)
}

// readCollectionStep is readCollection in a command that writes. There, an operation that finds a bin but nothing in it
// is answered with nil.
func readCollectionStep(w *writing, op *aero.Operation, name layout.Name) aero.ResultCode {
	value := w.value(name)
	if value.Type == aero.ParticleNil {
		return w.acknowledge(name)
	}
	if !w.arena.charge(workOf(op.Type, len(value.Data)+len(op.Value.Data))) {
		return aero.CodeRecordTooBig
	}
	budget := w.arena.limit - w.arena.total
	result, code := expr.ReadCollection(value, op.Value.Data, &budget)
	w.arena.total = w.arena.limit - budget
	if code != aero.CodeOK {
		return code
	}
	return w.answerWith(name, result)
}

// modifyCollection carries out an operation that changes a list or map, and answers if it has a result.
func modifyCollection(w *writing, op *aero.Operation, name layout.Name) aero.ResultCode {
	old := w.value(name)
	budget := w.arena.limit - w.arena.total
	out, code := expr.ModifyCollection(old, op.Value.Data, w.arena.limit, &budget)
	w.arena.total = w.arena.limit - budget
	if code != aero.CodeOK {
		return code
	}
	before, after := len(old.Data), len(out.Value.Data)
	if !w.arena.charge(max(0, after-before) + (before+after)/collectionShare) {
		return aero.CodeRecordTooBig
	}
	if out.Value.Type != aero.ParticleNil {
		w.set.set(layout.Bin{Name: name, Value: out.Value})
	}
	if out.Result.Type == aero.ParticleNil {
		return w.acknowledge(name)
	}
	return w.answerWith(name, out.Result)
}
