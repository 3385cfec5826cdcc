package hll

import "math"

// similarity returns the share of the sketches' elements that all have in common, about; NaN if all are empty.
func similarity(sketches []sketch) float64 {
	common := commonShape(sketches)
	if common.minhash == 0 {
		return quotient(float64(intersectByCounts(sketches)), float64(union(sketches).estimate()))
	}
	if some, all := filled(sketches); !all {
		if some {
			return 0
		}
		return math.NaN()
	}
	memory := make([]byte, common.size())
	total := common.uniteInto(memory, sketches).registersUsed()
	agreed := common.uniteInto(memory, sketches[:1])
	for _, k := range sketches[1:] {
		agreed.intersect(k)
	}
	chance := 0.0
	if len(sketches) == 2 {
		chance = common.chanceAgreements(sketches[0].estimate(), sketches[1].estimate())
	}
	return max(0, (float64(agreed.registersUsed())-chance)/float64(total))
}

// quotient divides; 0 by 0 is NaN in its plain form.
func quotient(x, y float64) float64 {
	if x == 0 && y == 0 {
		return math.NaN()
	}
	return x / y
}

// filled reports whether some and whether all of the sketches, which have minimum hashes, hold anything. It looks at
// one byte for each register only, from the front, as a real server does.
func filled(sketches []sketch) (some, all bool) {
	all = true
	for _, k := range sketches {
		r := k.registers()
		has := false
		for _, b := range r.bytes[:r.shape.registers()] {
			has = has || b != 0
		}
		some, all = some || has, all && has
	}
	return some, all
}

// registersUsed returns how many registers are not 0.
func (k sketch) registersUsed() int {
	r := k.registers()
	n := 0
	for i := range r.shape.registers() {
		if r.get(i) != 0 {
			n++
		}
	}
	return n
}

// intersect clears the registers that differ from those of another sketch, which has no fewer index bits.
func (k sketch) intersect(other sketch) {
	r, from := k.registers(), other.registers()
	mask := r.registersMask()
	for i := range from.shape.registers() {
		if r.get(i&mask) != from.get(i) {
			r.set(i&mask, 0)
		}
	}
}

// chanceAgreements returns how many registers of two sketches without common elements can be expected to agree. x and
// y are the counts of the two.
func (s shape) chanceAgreements(x, y uint64) float64 {
	m := float64(s.registers())
	sum := 0.0
	for rank := 1; rank <= ranks; rank++ {
		above, from := math.Ldexp(1, -rank)/m, math.Ldexp(1, 1-rank)/m
		if rank == ranks {
			above = 0
		}
		sum += float64(rankShare(above, from, x) * rankShare(above, from, y))
	}
	return math.Ldexp(sum*m, -s.minhash)
}

// rankShare returns the probability that a register's rank is one that an element reaches with a probability between
// above and from, after n elements.
func rankShare(above, from float64, n uint64) float64 {
	return missed(above, n) - missed(from, n)
}

// missed returns the probability that n elements all miss what one meets with probability p.
func missed(p float64, n uint64) float64 {
	rest := 1 - p // beyond the precision of a float nothing is ever met
	if rest == 1 {
		return 1
	}
	return math.Exp(float64(n) * math.Log1p(-p))
}
