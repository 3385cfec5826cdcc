package eval

import (
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/expr"
	"github.com/aerolith/aerolith/record/internal/layout"
)

// writing is a write under way: the record that comes into being, and the answer so far.
type writing struct {
	cmd    *aero.RecordCommand
	set    *workingSet
	arena  *arena
	answer answer
	// subject is the record as expressions see it.
	subject expr.Subject
}

// value returns the named bin's value, or a nil particle if there is no such bin.
func (w *writing) value(name layout.Name) aero.Particle {
	if i := w.set.find(name); i >= 0 {
		return w.set.bins[i].Value
	}
	return aero.Particle{}
}

// answerWith adds a value to the answer.
func (w *writing) answerWith(name layout.Name, value aero.Particle) aero.ResultCode {
	if !w.answer.add(name, value) {
		return aero.CodeRecordTooBig
	}
	return aero.CodeOK
}

// acknowledge answers an operation that has no result, where every operation shall be answered.
func (w *writing) acknowledge(name layout.Name) aero.ResultCode {
	if w.cmd.Flags&aero.FlagRespondAllOps == 0 {
		return aero.CodeOK
	}
	return w.answerWith(name, aero.Particle{})
}

// answerAll adds all bins as they are now.
func (w *writing) answerAll() aero.ResultCode {
	for i := range w.set.bins {
		if code := w.answerWith(w.set.bins[i].Name, w.set.bins[i].Value); code != aero.CodeOK {
			return code
		}
	}
	return aero.CodeOK
}

// writeBin gives a bin a value, or removes it if the value is nil.
func writeBin(w *writing, op *aero.Operation, name layout.Name) aero.ResultCode {
	if op.Value.Type == aero.ParticleNil {
		w.set.remove(name)
		return w.acknowledge(name)
	}
	value, code := normalise(w.arena, op.Value)
	if code != aero.CodeOK {
		return code
	}
	w.set.set(layout.Bin{Name: name, Value: value})
	return w.acknowledge(name)
}

// touch changes nothing but what every write changes: generation, last-update time and void time. It is never
// answered.
func touch(*writing, *aero.Operation, layout.Name) aero.ResultCode { return aero.CodeOK }

// deleteAll removes all bins; operations after it may add some again.
func deleteAll(w *writing, _ *aero.Operation, name layout.Name) aero.ResultCode {
	w.set.clear()
	return w.acknowledge(name)
}
