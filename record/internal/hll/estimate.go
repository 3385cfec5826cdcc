package hll

import "math"

// estimate returns how many different elements the sketch holds, about: the cached count if there is one.
func (k sketch) estimate() uint64 {
	if n := k.count(); n != 0 {
		return n
	}
	r := k.registers()
	var having [ranks]int // registers by rank
	for i := range r.shape.registers() {
		having[r.get(i)>>r.minhash]++
	}
	m := float64(r.shape.registers())
	z := 0.0 // nothing can lie above the highest rank that a register holds
	for rank := ranks - 1; rank > 0; rank-- {
		z = 0.5 * (z + float64(having[rank]))
	}
	z += float64(m * sigma(float64(having[0])/m))
	return rounded(bias(r.index) * m * m / z)
}

// sigma corrects for the registers that nothing was added to: share of all. It is infinite for all of them.
func sigma(share float64) float64 {
	if share == 1 {
		return math.Inf(1)
	}
	sum, weight := share, 1.0
	for last := math.NaN(); sum != last; weight += weight {
		share *= share
		last = sum
		sum += float64(share * weight)
	}
	return sum
}

// The constants by which HyperLogLog corrects for the number of registers.
const (
	bias16     = 0.673
	bias32     = 0.697
	bias64     = 0.709
	biasLimit  = 0.7213
	biasSlope  = 1.079
	largestInt = 1 << 63 // as a float, one more than an int64 holds
)

// bias returns the constant for so many index bits.
func bias(indexBits int) float64 {
	switch indexBits {
	case 4:
		return bias16
	case 5:
		return bias32
	case 6:
		return bias64
	}
	return biasLimit / (1 + biasSlope/float64(int(1)<<indexBits))
}

// rounded returns the nearest integer. What is too large for an int64 becomes its largest power of two, 2 to the 63;
// only registers that no real set would fill lead there.
func rounded(x float64) uint64 {
	if x = math.Round(x); x < largestInt {
		return uint64(x)
	}
	return largestInt
}

// commonShape returns the shape in which sketches, one at least, can be compared: the fewest index bits, and the
// minimum hash only if all have the same.
func commonShape(sketches []sketch) shape {
	common := sketches[0].shape()
	for _, k := range sketches[1:] {
		s := k.shape()
		common.index = min(common.index, s.index)
		if s.minhash != common.minhash {
			common.minhash = 0
		}
	}
	return common
}

// uniteInto makes the union of sketches, one at least, in the memory, whose size is the shape's.
func (s shape) uniteInto(memory []byte, sketches []sketch) sketch {
	union := s.start(memory)
	for _, k := range sketches {
		union.absorb(k)
	}
	return union
}

// union returns the union of sketches, one at least, in fresh memory.
func union(sketches []sketch) sketch {
	common := commonShape(sketches)
	return common.uniteInto(make([]byte, common.size()), sketches)
}

// intersectCount returns how many elements two or more sketches have in common, about. Without minimum hashes it
// counts by inclusion and exclusion, for at most three sketches.
func intersectCount(sketches []sketch) uint64 {
	if commonShape(sketches).minhash == 0 {
		return intersectByCounts(sketches)
	}
	j := similarity(sketches)
	if math.IsNaN(j) {
		return 0
	}
	return rounded(float64(union(sketches).estimate()) * j)
}

// intersectByCounts computes the count of an intersection of two or three sketches from those of unions.
func intersectByCounts(sketches []sketch) uint64 {
	all := union(sketches).estimate()
	sum := uint64(0)
	for _, k := range sketches {
		n := k.estimate()
		if sum+n < sum {
			sum = math.MaxUint64
			break
		}
		sum += n
	}
	if len(sketches) == 2 {
		return sum - min(sum, all)
	}
	pairs := intersectCount(sketches[:2]) + intersectCount(sketches[1:]) +
		intersectCount([]sketch{sketches[0], sketches[2]})
	return uint64(max(0, int64(all)-(int64(sum)-int64(pairs))))
}
