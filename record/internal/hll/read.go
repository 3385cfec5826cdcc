package hll

import (
	"encoding/binary"
	"math"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/operand"
)

// Read carries out an operation that reads a sketch. value is the bin's value, a nil particle if there is no such bin:
// then the answer is a nil particle too, whatever the operation. Else it is an integer, a float for a similarity, a
// list for a description or a sketch for a union, in memory of its own.
//
// Codes beside aero.CodeOK: CodeIncompatibleType if value is something else than a sketch, CodeUnknown if it is a broken
// one; CodeParameter for a malformed operation, and for an intersection of the bin with more than two sketches unless
// those have the same minimum hash; CodeOpNotApplicable if the bin then has another one.
func Read(value, encoded aero.Particle) (aero.Particle, aero.ResultCode) {
	if value.Type == aero.ParticleNil {
		return aero.Particle{}, aero.CodeOK
	}
	p := operand.NewReader(encoded.Data)
	index, count, ok := head(&p, opGetCount, len(readings))
	if !ok {
		return aero.Particle{}, aero.CodeParameter
	}
	k, code := open(value)
	if code != aero.CodeOK {
		return aero.Particle{}, code
	}
	op, r := &readings[index], request{}
	if !r.parse(&p, op.arguments, len(op.arguments), count) {
		return aero.Particle{}, aero.CodeParameter
	}
	if op.prepare != nil {
		if code := op.prepare(&r, k); code != aero.CodeOK {
			return aero.Particle{}, code
		}
	}
	return op.read(&r, k), aero.CodeOK
}

// with returns the sketches of the request and the bin's.
func (r *request) with(k sketch) []sketch { return append(r.sketches, k) }

// getCount answers how many elements the bin holds.
func getCount(_ *request, k sketch) aero.Particle { return number(k.estimate()) }

// getUnion answers the union.
func getUnion(r *request, k sketch) aero.Particle {
	return aero.Particle{Type: aero.ParticleHLL, Data: union(r.with(k))}
}

// getUnionCount answers how many elements the union holds.
func getUnionCount(r *request, k sketch) aero.Particle { return number(union(r.with(k)).estimate()) }

// getIntersectCount answers how many elements all have in common.
func getIntersectCount(r *request, k sketch) aero.Particle { return number(intersectCount(r.with(k))) }

// getSimilarity answers the share of elements that all have in common.
func getSimilarity(r *request, k sketch) aero.Particle {
	bits := math.Float64bits(similarity(r.with(k)))
	return aero.Particle{Type: aero.ParticleFloat, Data: binary.BigEndian.AppendUint64(nil, bits)}
}

// describe answers a list of the numbers of index bits and of bits of minimum hash.
func describe(_ *request, k sketch) aero.Particle {
	const listOfTwo = 0x92 // in MessagePack, where small integers stand for themselves
	return aero.Particle{Type: aero.ParticleList, Data: []byte{listOfTwo, k[indexBitsAt], k[minhashBitsAt]}}
}

// mayContain answers 1 if all elements may have been added, else 0.
func mayContain(r *request, k sketch) aero.Particle {
	for element := range r.elements.all {
		if !k.mayContain(element) {
			return number(0)
		}
	}
	return number(1)
}

// number returns an integer particle.
func number(n uint64) aero.Particle {
	return aero.Particle{Type: aero.ParticleInteger, Data: binary.BigEndian.AppendUint64(nil, n)}
}
