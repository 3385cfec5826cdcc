package hll

import (
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/operand"
)

// Modify carries out an operation that changes a sketch. old is the bin's value, a nil particle if there is no such bin.
// It returns the new value, in memory from alloc, or old if nothing changes because the no-fail flag says so; and what
// the operation answers, a nil particle for nothing.
//
// Codes beside aero.CodeOK: CodeIncompatibleType if old is something else than a sketch, CodeUnknown if it is a broken
// one; CodeParameter for a malformed operation; CodeBinExists and CodeBinNotFound as the write flags say, and
// CodeBinNotFound for refreshing or folding what does not exist; CodeOpNotApplicable if the bits asked for do not fit the
// bin; CodeRecordTooBig if alloc has no memory left.
func Modify(alloc operand.Alloc, old, encoded aero.Particle) (value, answer aero.Particle, code aero.ResultCode) {
	p := operand.NewReader(encoded.Data)
	index, count, ok := head(&p, opInit, len(modifications))
	if !ok {
		return old, aero.Particle{}, aero.CodeParameter
	}
	current, code := open(old)
	if code != aero.CodeOK {
		return old, aero.Particle{}, code
	}
	op := &modifications[index]
	r := request{shape: shape{index: unset, minhash: unset}, allowed: op.allowed}
	if !r.parse(&p, op.arguments, op.required, count) {
		return old, aero.Particle{}, aero.CodeParameter
	}
	if code := r.admit(current); code != aero.CodeOK {
		if r.flags&flagNoFail != 0 {
			code = aero.CodeOK
		}
		return old, aero.Particle{}, code
	}
	if code := op.prepare(&r, current); code != aero.CodeOK {
		return old, aero.Particle{}, code
	}
	next, ok := alloc(r.shape.size())
	if !ok {
		return old, aero.Particle{}, aero.CodeRecordTooBig
	}
	answer = op.apply(&r, current, next)
	return aero.Particle{Type: aero.ParticleHLL, Data: next}, answer, aero.CodeOK
}

// open returns the sketch in a bin, nil for a missing bin, or the code that says why it is none.
func open(value aero.Particle) (sketch, aero.ResultCode) {
	switch {
	case value.Type == aero.ParticleNil:
		return nil, aero.CodeOK
	case value.Type != aero.ParticleHLL:
		return nil, aero.CodeIncompatibleType
	case !Valid(value.Data):
		return nil, aero.CodeUnknown
	}
	return value.Data, aero.CodeOK
}

// admit checks the flags about the bin's existence.
func (r *request) admit(old sketch) aero.ResultCode {
	switch {
	case old != nil && r.flags&flagCreateOnly != 0:
		return aero.CodeBinExists
	case old == nil && r.flags&flagUpdateOnly != 0:
		return aero.CodeBinNotFound
	}
	return aero.CodeOK
}

// start empties the sketch.
func start(r *request, _, next sketch) aero.Particle {
	r.shape.start(next)
	return aero.Particle{}
}

// add adds the elements and answers how many of them changed a register.
func add(r *request, old, next sketch) aero.Particle {
	if old == nil {
		r.shape.start(next)
	} else {
		copy(next, old)
	}
	changed := uint64(0)
	for element := range r.elements.all {
		if next.add(element) {
			changed++
		}
	}
	return number(changed)
}

// unite makes the union of the bin and the sketches.
func unite(r *request, old, next sketch) aero.Particle {
	r.shape.uniteInto(next, r.sketches)
	if old != nil {
		next.absorb(old)
	}
	return aero.Particle{}
}

// refreshCount caches the count and answers it.
func refreshCount(_ *request, old, next sketch) aero.Particle {
	copy(next, old)
	next.setCount(next.estimate())
	return number(next.count())
}

// fold takes registers together.
func fold(r *request, old, next sketch) aero.Particle {
	if r.shape == old.shape() {
		copy(next, old)
		return aero.Particle{}
	}
	r.shape.start(next).absorb(old)
	return aero.Particle{}
}
