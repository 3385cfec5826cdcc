package sim

import (
	"encoding/binary"
	"math"

	"github.com/aerolith/aerolith/aero"
)

// recordSizeMax is how many bytes the values of a record may have.
const recordSizeMax = 1 << 20

// size returns how many bytes the values have.
func (r *record) size() (size int) {
	for i := range r.bins {
		size += len(r.bins[i].Value.Data)
	}
	return size
}

// apply carries out the operations of a write in order, and collects what they answer: reading and writing bins, touching,
// adding to numbers, and lengthening texts. Others never come here.
func (r *record) apply(cmd *aero.RecordCommand, result *aero.RecordResult) aero.ResultCode {
	for i := range cmd.Operations {
		op := &cmd.Operations[i]
		if op.Type == aero.OpRead {
			r.answer(op.Bin, cmd.Flags, result)
			continue
		}
		if code := r.change(op); code != aero.CodeOK {
			return code
		}
		if cmd.Flags&aero.FlagRespondAllOps != 0 && op.Type != aero.OpTouch {
			result.Bins = append(result.Bins, aero.Bin{Name: op.Bin})
		}
	}
	return aero.CodeOK
}

// answer adds what a bin holds to the result: all bins for an empty name.
func (r *record) answer(bin string, flags aero.Flags, result *aero.RecordResult) {
	at := r.bin(bin)
	switch {
	case bin == "":
		result.Bins = append(result.Bins, r.bins...)
	case at >= 0:
		result.Bins = append(result.Bins, aero.Bin{Name: bin, Value: cloned(r.bins[at].Value)})
	case flags&aero.FlagRespondAllOps != 0:
		result.Bins = append(result.Bins, aero.Bin{Name: bin})
	}
}

// change carries out one operation that writes.
func (r *record) change(op *aero.Operation) aero.ResultCode {
	var old aero.Particle
	if at := r.bin(op.Bin); at >= 0 {
		old = r.bins[at].Value
	}
	switch op.Type {
	case aero.OpTouch:
		if r.generation == 0 {
			return aero.CodeNotFound
		}
		return aero.CodeOK
	case aero.OpWrite:
		r.assign(op.Bin, cloned(op.Value))
		return aero.CodeOK
	case aero.OpAdd:
		sum, code := added(old, op.Value)
		if code == aero.CodeOK {
			r.assign(op.Bin, sum)
		}
		return code
	case aero.OpAppend, aero.OpPrepend:
		if old.Type != aero.ParticleNil && old.Type != op.Value.Type {
			return aero.CodeIncompatibleType
		}
		first, second := old.Data, op.Value.Data
		if op.Type == aero.OpPrepend {
			first, second = second, first
		}
		r.assign(op.Bin, aero.Particle{Type: op.Value.Type, Data: append(append([]byte(nil), first...), second...)})
		return aero.CodeOK
	default:
		return aero.CodeUnsupportedFeature
	}
}

// added returns the sum of two numbers of one type; no value counts as 0.
func added(old, change aero.Particle) (aero.Particle, aero.ResultCode) {
	const numberSize = 8
	if old.Type == aero.ParticleNil {
		return cloned(change), aero.CodeOK
	}
	if old.Type != change.Type || len(old.Data) != numberSize || len(change.Data) != numberSize {
		return aero.Particle{}, aero.CodeIncompatibleType
	}
	a, b := binary.BigEndian.Uint64(old.Data), binary.BigEndian.Uint64(change.Data)
	sum := a + b
	switch old.Type {
	case aero.ParticleInteger:
	case aero.ParticleFloat:
		sum = math.Float64bits(math.Float64frombits(a) + math.Float64frombits(b))
	default:
		return aero.Particle{}, aero.CodeIncompatibleType
	}
	return aero.Particle{Type: old.Type, Data: binary.BigEndian.AppendUint64(nil, sum)}, aero.CodeOK
}
