package loadgen

import (
	"math"
	"math/rand/v2"
)

// chooser draws numbers of keys, from 0 to one less than their count.
type chooser struct {
	count uint64
	// zipf is nil for a uniform choice.
	zipf *zipf
}

// newChooser returns a chooser for the options.
func newChooser(o *Options) *chooser {
	c := &chooser{count: uint64(o.Keys)}
	if o.Distribution == Zipfian && o.Keys > 1 {
		c.zipf = newZipf(c.count, o.Skew)
	}
	return c
}

// draw returns a number.
func (c *chooser) draw(r *rand.Rand) uint64 {
	if c.zipf == nil {
		return r.Uint64N(c.count)
	}
	// Neighbours in rank are spread over all numbers, or one partition and one page would have all of the load.
	return scatter(c.zipf.rank(r.Float64())) % c.count
}

// scatter maps a number to one that looks random (the finalizer of splitmix64, a bijection).
func scatter(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// zipf draws ranks with a probability of about 1/rank^skew, by the formula of Gray and others ("Quickly generating
// billion-record synthetic databases", 1994), which needs no table.
type zipf struct {
	count           float64
	skew, zeta, eta float64
	alpha, second   float64
}

// exactTerms is up to how many terms a sum is added up one by one; the rest is its integral.
const exactTerms = 100_000

// newZipf returns a source of ranks below count.
func newZipf(count uint64, skew float64) *zipf {
	z := &zipf{count: float64(count), skew: skew, zeta: zeta(count, skew), alpha: 1 / (1 - skew), second: 1 + math.Pow(0.5, skew)}
	z.eta = (1 - math.Pow(2/z.count, 1-skew)) / (1 - zeta(2, skew)/z.zeta)
	return z
}

// zeta returns the sum of 1/i^skew for i from 1 to count.
func zeta(count uint64, skew float64) float64 {
	sum := 0.0
	exact := min(count, exactTerms)
	for i := uint64(1); i <= exact; i++ {
		sum += math.Pow(float64(i), -skew)
	}
	if count > exact {
		from, to := float64(exact)+0.5, float64(count)+0.5
		sum += (math.Pow(to, 1-skew) - math.Pow(from, 1-skew)) / (1 - skew)
	}
	return sum
}

// rank maps a number from 0 to 1 to a rank, of which 0 is the most frequent.
func (z *zipf) rank(u float64) uint64 {
	uz := u * z.zeta
	if uz < 1 {
		return 0
	}
	if uz < z.second {
		return 1
	}
	return min(uint64(z.count*math.Pow(z.eta*u-z.eta+1, z.alpha)), uint64(z.count)-1)
}
