package loadgen

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestUniform: every number comes, none beyond the count.
func TestUniform(t *testing.T) {
	const keys, draws = 50, 5000
	o := DefaultOptions()
	o.Keys = keys
	c, r := newChooser(&o), rand.New(rand.NewPCG(1, 1))
	var seen [keys]int
	for range draws {
		seen[c.draw(r)]++
	}
	for number, times := range seen {
		if times == 0 {
			t.Errorf("%d never came", number)
		}
	}
}

// TestZipfian: ranks come as often as Zipf's law says, within a tenth for the first ones, and stay below the count.
func TestZipfian(t *testing.T) {
	const count, draws, skew = 10_000, 400_000, 0.9
	z, r := newZipf(count, skew), rand.New(rand.NewPCG(1, 1))
	seen := make([]int, count)
	for range draws {
		seen[z.rank(r.Float64())]++
	}
	total := zeta(count, skew)
	for _, rank := range []int{0, 1} {
		want := draws * math.Pow(float64(rank+1), -skew) / total
		if got := float64(seen[rank]); math.Abs(got-want) > want/10 {
			t.Errorf("rank %d came %.0f times, want about %.0f", rank, got, want)
		}
	}
	tenth := 0
	for _, times := range seen[:count/10] {
		tenth += times
	}
	// The formula is an approximation; the share of the first tenth is what a cache sees.
	want := draws * zeta(count/10, skew) / total
	if got := float64(tenth); math.Abs(got-want) > want/20 {
		t.Errorf("the first tenth came %d times, want about %.0f", tenth, want)
	}
}

// TestZipfianEdges: tiny counts and the ends of the unit interval give ranks below the count.
func TestZipfianEdges(t *testing.T) {
	for count := uint64(2); count < 20; count++ {
		z := newZipf(count, 0.99)
		for _, u := range []float64{0, 0.5, 0.9999999, math.Nextafter(1, 0)} {
			if rank := z.rank(u); rank >= count {
				t.Errorf("%d of %d for %v", rank, count, u)
			}
		}
	}
	o := DefaultOptions()
	o.Keys, o.Distribution = 1, Zipfian
	if got := newChooser(&o).draw(rand.New(rand.NewPCG(1, 1))); got != 0 {
		t.Errorf("%d of one key", got)
	}
}

// TestZeta: the integral in place of the last terms changes next to nothing.
func TestZeta(t *testing.T) {
	const count, skew = 3 * exactTerms, 0.8
	want := 0.0
	for i := 1; i <= count; i++ {
		want += math.Pow(float64(i), -skew)
	}
	if got := zeta(count, skew); math.Abs(got-want) > want*1e-9 {
		t.Errorf("%v, want %v", got, want)
	}
}
