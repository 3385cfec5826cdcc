package eval

import (
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/cdt"
	"github.com/aerolith/aerolith/record/internal/layout"
)

// readCollection answers an operation that looks into a list or map. Where there is no bin, there is no answer.
func readCollection(value, operand aero.Particle) (aero.Particle, aero.ResultCode) {
	if value.Type == aero.ParticleNil {
		return value, aero.CodeOK
	}
	return cdt.Read(value, operand.Data)
}

// readCollectionStep is readCollection in a command that writes. There, an operation that finds a bin but nothing in it
// is answered with nil.
func readCollectionStep(w *writing, op *aero.Operation, name layout.Name) aero.ResultCode {
	value := w.value(name)
	if value.Type == aero.ParticleNil {
		return w.acknowledge(name)
	}
	result, code := cdt.Read(value, op.Value.Data)
	if code != aero.CodeOK {
		return code
	}
	return w.answerWith(name, result)
}

// modifyCollection carries out an operation that changes a list or map, and answers if it has a result.
func modifyCollection(w *writing, op *aero.Operation, name layout.Name) aero.ResultCode {
	old := w.value(name)
	out, code := cdt.Modify(old, op.Value.Data, w.arena.limit)
	if code != aero.CodeOK {
		return code
	}
	if !w.arena.charge(max(0, len(out.Value.Data)-len(old.Data))) {
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
