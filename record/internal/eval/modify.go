package eval

import (
	"encoding/binary"
	"math"

	"github.com/aerolith/aerolith/aero"
)

// add adds the operand to an integer, wrapping around, or to a float. A missing bin becomes the operand.
func add(a *arena, old, operand aero.Particle) (aero.Particle, aero.ResultCode) {
	addend, code := normalise(a, operand)
	switch {
	case old.Type == aero.ParticleNil || !known(operand.Type):
		return addend, code
	case old.Type == aero.ParticleGeoJSON:
		return old, aero.CodeUnknown
	case old.Type != aero.ParticleInteger && old.Type != aero.ParticleFloat, old.Type != operand.Type:
		return old, aero.CodeIncompatibleType
	case code != aero.CodeOK:
		return old, code
	}
	sum, ok := a.alloc(numberSize)
	if !ok || len(old.Data) != numberSize {
		return old, aero.CodeRecordTooBig
	}
	x, y := binary.BigEndian.Uint64(old.Data), binary.BigEndian.Uint64(addend.Data)
	if old.Type == aero.ParticleFloat {
		binary.BigEndian.PutUint64(sum, math.Float64bits(math.Float64frombits(x)+math.Float64frombits(y)))
	} else {
		binary.BigEndian.PutUint64(sum, x+y)
	}
	return aero.Particle{Type: old.Type, Data: sum}, aero.CodeOK
}

// appendTo puts the operand's bytes behind those of a string or blob of the same type. A missing bin becomes the
// operand.
func appendTo(a *arena, old, operand aero.Particle) (aero.Particle, aero.ResultCode) {
	if code := checkConcat(old, operand); code != aero.CodeOK || old.Type == aero.ParticleNil {
		return concatMissing(a, code, operand)
	}
	joined, ok := a.extend(old.Data, len(operand.Data))
	if !ok {
		return old, aero.CodeRecordTooBig
	}
	copy(joined[len(old.Data):], operand.Data)
	return aero.Particle{Type: old.Type, Data: joined}, aero.CodeOK
}

// prependTo puts the operand's bytes before those of a string or blob of the same type. A missing bin becomes the
// operand.
func prependTo(a *arena, old, operand aero.Particle) (aero.Particle, aero.ResultCode) {
	if code := checkConcat(old, operand); code != aero.CodeOK || old.Type == aero.ParticleNil {
		return concatMissing(a, code, operand)
	}
	length := len(old.Data)
	if !a.charge(length) { // moving the old bytes is work, even where it needs no memory
		return old, aero.CodeRecordTooBig
	}
	joined, ok := a.extend(old.Data, len(operand.Data))
	if !ok {
		return old, aero.CodeRecordTooBig
	}
	copy(joined[len(operand.Data):], joined[:length])
	copy(joined, operand.Data)
	return aero.Particle{Type: old.Type, Data: joined}, aero.CodeOK
}

// checkConcat checks whether the operand's bytes may be joined to the old value's.
func checkConcat(old, operand aero.Particle) aero.ResultCode {
	switch {
	case !known(operand.Type):
		return aero.CodeParameter
	case old.Type == aero.ParticleNil:
		return aero.CodeOK
	case old.Type == aero.ParticleGeoJSON:
		return aero.CodeUnknown
	case !isBytes(old.Type) || old.Type != operand.Type:
		return aero.CodeIncompatibleType
	}
	return aero.CodeOK
}

// concatMissing is the outcome of joining to a bin that does not exist, or of a join that was refused with code.
func concatMissing(a *arena, code aero.ResultCode, operand aero.Particle) (aero.Particle, aero.ResultCode) {
	if code != aero.CodeOK {
		return aero.Particle{}, code
	}
	return normalise(a, operand)
}
