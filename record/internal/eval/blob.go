package eval

import (
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/bits"
	"github.com/aerolith/aerolith/record/internal/hll"
	"github.com/aerolith/aerolith/record/internal/layout"
)

// alterFunc computes a bin's new value from the old one, and what to answer. A nil particle as value leaves the bin as
// it is; as answer it stands for none. New values live in the arena or are the old value.
type alterFunc func(a *arena, old, operand aero.Particle) (value, answer aero.Particle, code aero.ResultCode)

// alterStep makes a step of an alter function.
func alterStep(alter alterFunc) step {
	return func(w *writing, op *aero.Operation, name layout.Name) aero.ResultCode {
		old := w.value(name)
		if !w.arena.charge(len(old.Data) + len(op.Value.Data)) { // many small changes of a large value are much work
			return aero.CodeRecordTooBig
		}
		value, answer, code := alter(w.arena, old, op.Value)
		if code != aero.CodeOK {
			return code
		}
		if value.Type != aero.ParticleNil {
			w.set.set(layout.Bin{Name: name, Value: value})
		}
		if answer.Type == aero.ParticleNil {
			return w.acknowledge(name)
		}
		return w.answerWith(name, answer)
	}
}

// scanStep is readStep for a function that works through the whole value: the work counts as memory.
func scanStep(read readFunc) step {
	plain := readStep(read)
	return func(w *writing, op *aero.Operation, name layout.Name) aero.ResultCode {
		if !w.arena.charge(len(w.value(name).Data) + len(op.Value.Data)) {
			return aero.CodeRecordTooBig
		}
		return plain(w, op, name)
	}
}

// alterBits carries out a bit operation, which answers nothing.
func alterBits(a *arena, old, operand aero.Particle) (value, answer aero.Particle, code aero.ResultCode) {
	value, code = bits.Modify(a.alloc, old, operand)
	return value, aero.Particle{}, code
}

// alterHLL carries out a HyperLogLog operation.
func alterHLL(a *arena, old, operand aero.Particle) (value, answer aero.Particle, code aero.ResultCode) {
	return hll.Modify(a.alloc, old, operand)
}

// validHLL reports whether bytes that a command wants to store are a sketch.
func validHLL(b []byte) bool { return hll.Valid(b) }
