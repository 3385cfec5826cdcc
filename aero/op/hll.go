package op

import "github.com/aerolith/aerolith/aero"

// The numbers of the operations on a HyperLogLog.
const (
	hllInit           = 0
	hllAdd            = 1
	hllSetUnion       = 2
	hllRefresh        = 3
	hllFold           = 4
	hllCount          = 50
	hllUnion          = 51
	hllUnionCount     = 52
	hllIntersectCount = 53
	hllSimilarity     = 54
	hllDescribe       = 55
	hllMayContain     = 56
)

// HLLOf is the HyperLogLog of a bin.
type HLLOf struct {
	bin   string
	flags WriteFlags
}

// HLL begins an operation on the HyperLogLog of a bin.
func HLL(bin string) HLLOf { return HLLOf{bin: bin} }

// Under returns the HyperLogLog with flags for the writes.
func (h HLLOf) Under(flags WriteFlags) HLLOf {
	h.flags = flags
	return h
}

// Init makes an empty one with 4 to 16 index bits and 0 or 4 to 51 bits of minimum hash; -1 keeps what is there.
func (h HLLOf) Init(indexBits, minHashBits int) Step {
	return Packed(aero.OpHLLModify, h.bin, hllInit, indexBits, minHashBits, int(h.flags))
}

// Add adds values, and makes the HyperLogLog if there is none, with bits as in Init. It returns how many of them changed
// it.
func (h HLLOf) Add(values []any, indexBits, minHashBits int) Step {
	return Packed(aero.OpHLLModify, h.bin, hllAdd, values, indexBits, minHashBits, int(h.flags))
}

// SetUnion unites it with others.
func (h HLLOf) SetUnion(others ...aero.HLL) Step {
	return Packed(aero.OpHLLModify, h.bin, hllSetUnion, sketches(others), int(h.flags))
}

// Refresh updates the stored count and returns it.
func (h HLLOf) Refresh() Step { return Packed(aero.OpHLLModify, h.bin, hllRefresh) }

// Fold reduces the index bits.
func (h HLLOf) Fold(indexBits int) Step { return Packed(aero.OpHLLModify, h.bin, hllFold, indexBits) }

// Count estimates how many different values were added.
func (h HLLOf) Count() Step { return Packed(aero.OpHLLRead, h.bin, hllCount) }

// Union returns the union with others.
func (h HLLOf) Union(others ...aero.HLL) Step {
	return Packed(aero.OpHLLRead, h.bin, hllUnion, sketches(others))
}

// UnionCount estimates the number of values in the union with others.
func (h HLLOf) UnionCount(others ...aero.HLL) Step {
	return Packed(aero.OpHLLRead, h.bin, hllUnionCount, sketches(others))
}

// IntersectCount estimates the number of values in the intersection with others.
func (h HLLOf) IntersectCount(others ...aero.HLL) Step {
	return Packed(aero.OpHLLRead, h.bin, hllIntersectCount, sketches(others))
}

// Similarity estimates how similar it is to others, from 0 to 1.
func (h HLLOf) Similarity(others ...aero.HLL) Step {
	return Packed(aero.OpHLLRead, h.bin, hllSimilarity, sketches(others))
}

// MayContain tells 1 if the HyperLogLog may have seen all values, 0 if it has not. It is an operand of expressions: see
// expr.On.
func (h HLLOf) MayContain(values []any) Step {
	return Packed(aero.OpHLLRead, h.bin, hllMayContain, values)
}

// Describe returns a list of index bits and bits of minimum hash.
func (h HLLOf) Describe() Step { return Packed(aero.OpHLLRead, h.bin, hllDescribe) }

// sketches returns others as a list.
func sketches(others []aero.HLL) []any {
	all := make([]any, len(others))
	for i, other := range others {
		all[i] = aero.Opaque{Type: aero.ParticleHLL, Data: other}
	}
	return all
}
