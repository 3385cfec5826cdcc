package bits

import (
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/operand"
)

// Modify carries out an operation that changes a blob. old is the bin's value, a nil particle if there is no such bin.
// It returns the new value, in memory from alloc, or old if nothing changes, be it because the no-fail flag says so.
//
// Codes beside aero.CodeOK: CodeIncompatibleType if old or the operation is not a blob; CodeParameter for a malformed
// operation, an offset before the start, a removal or resize that its flags forbid, and results of MaxBlobSize;
// CodeBinExists and CodeBinNotFound as the write flags say; CodeOpNotApplicable if the range does not lie in the blob
// or arithmetic overflows; CodeRecordTooBig if alloc has no memory left.
func Modify(alloc operand.Alloc, old, encoded aero.Particle) (aero.Particle, aero.ResultCode) {
	if encoded.Type != aero.ParticleBlob {
		return old, aero.CodeIncompatibleType
	}
	op, r, ok := parse(encoded.Data, modifications[:], opResize)
	if !ok {
		return old, aero.CodeParameter
	}
	p, code := r.plan(op, old)
	if code != aero.CodeOK || !p.act {
		return old, code
	}
	return p.carryOut(alloc, op, &r, old)
}

// plan makes the plan of the operation, if it may be applied to the bin.
func (r *request) plan(op *operation, old aero.Particle) (plan, aero.ResultCode) {
	missing := old.Type == aero.ParticleNil
	switch {
	case missing && (!op.creates || r.flags&flagUpdateOnly != 0):
		return r.excuse(aero.CodeBinNotFound)
	case !missing && r.flags&flagCreateOnly != 0:
		return r.excuse(aero.CodeBinExists)
	case !missing && old.Type != aero.ParticleBlob:
		return plan{}, aero.CodeIncompatibleType
	case !r.locate(len(old.Data)):
		return plan{}, aero.CodeParameter
	}
	p, code := op.prepare(r, len(old.Data))
	if len(old.Data)+p.added-p.dropped >= MaxBlobSize {
		return plan{}, aero.CodeParameter
	}
	return p, code
}

// carryOut builds the new blob.
func (p plan) carryOut(alloc operand.Alloc, op *operation, r *request, old aero.Particle) (aero.Particle, aero.ResultCode) {
	size := len(old.Data) + p.added - p.dropped
	next, ok := alloc(size)
	if !ok {
		return old, aero.CodeRecordTooBig
	}
	copy(next, old.Data[:p.head])
	clear(next[p.head : p.head+p.added])
	copy(next[p.head+p.added:], old.Data[p.head+p.dropped:])
	f := field{to: next, from: old.Data, start: r.offset, size: r.size}
	if op.modify != nil && !op.modify(&f, r) {
		_, code := r.excuse(aero.CodeOpNotApplicable)
		return old, code
	}
	return aero.Particle{Type: aero.ParticleBlob, Data: next}, aero.CodeOK
}

// insert copies the buffer to its place.
func insert(f *field, r *request) bool {
	copy(f.to[r.firstByte():], r.buffer)
	return true
}

// set replaces the range by the buffer's first bits.
func set(f *field, r *request) bool {
	f.blend(r.buffer, second)
	return true
}

// or sets the bits that are set in the buffer.
func or(f *field, r *request) bool {
	f.blend(r.buffer, func(a, b uint64) uint64 { return a | b })
	return true
}

// xor turns the bits that are set in the buffer.
func xor(f *field, r *request) bool {
	f.blend(r.buffer, func(a, b uint64) uint64 { return a ^ b })
	return true
}

// and clears the bits that are clear in the buffer.
func and(f *field, r *request) bool {
	f.blend(r.buffer, func(a, b uint64) uint64 { return a & b })
	return true
}

// not turns all bits of the range.
func not(f *field, _ *request) bool {
	f.replace(func(position int) uint64 { return ^window(f.from, position) })
	return true
}

// leftShift moves the bits of the range towards its start and fills up with zeros.
func leftShift(f *field, r *request) bool {
	if !r.survivable(len(f.from)) {
		return false
	}
	f.replace(func(position int) uint64 { return f.within(position + int(r.value)) })
	return true
}

// rightShift moves the bits of the range towards its end and fills up with zeros.
func rightShift(f *field, r *request) bool {
	if !r.survivable(len(f.from)) {
		return false
	}
	f.replace(func(position int) uint64 { return f.within(position - int(r.value)) })
	return true
}

// survivable reports whether a real node gets over the shift. For a clipped range it mistakes how many bits are left
// for how many the whole blob has, and leaves its memory if the shift lies in between.
func (r *request) survivable(size int) bool {
	left := uint64((size - r.firstByte()) * bitsPerByte)
	mistaken := uint64(size*bitsPerByte - r.offset%bitsPerByte)
	return !r.clipped || r.value < left || r.value >= mistaken
}
