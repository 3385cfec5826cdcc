package hll

import (
	"encoding/binary"
	"math"
	"testing"
)

// sigmas is how many standard errors an estimate may be off. The mean of many estimates is held to the same bound, with
// its smaller error.
const sigmas = 6

// TestErrorOfCounts estimates random sets of several sizes with every number of index bits. The error of each estimate
// and the mean of their squares must agree with the published standard error.
func TestErrorOfCounts(t *testing.T) {
	random := seeded(t)
	for index := minIndexBits; index <= maxIndexBits; index++ {
		standard := 1.04 / math.Sqrt(float64(int(1)<<index))
		s := shape{index: index}
		largest := min(max(1000, 8<<index), 200_000)
		trials := 64
		if index > 8 {
			trials = 8
		}
		squares := 0.0
		for range trials {
			size := 1 + random.IntN(largest)
			k := s.start(make([]byte, s.size()))
			fill(k, random.Uint64(), size)
			off := (float64(k.estimate()) - float64(size)) / float64(size)
			if index >= 8 && math.Abs(off) > sigmas*standard+1/float64(size) { // the errors of fewer have a longer tail
				t.Errorf("%d index bits: %d elements counted as %d", index, size, k.estimate())
			}
			squares += off * off
		}
		if rms := math.Sqrt(squares / float64(trials)); rms > 2.5*standard {
			t.Errorf("%d index bits: error %.4f, want %.4f", index, rms, standard)
		}
	}
}

// fill adds size elements that are all different and depend on the seed.
func fill(k sketch, seed uint64, size int) {
	element := make([]byte, 17)
	binary.BigEndian.PutUint64(element, seed)
	for i := range size {
		binary.BigEndian.PutUint64(element[8:], uint64(i))
		k.add(element)
	}
}

// TestErrorOfIntersections estimates similarity and intersection of random sets with minimum hashes.
func TestErrorOfIntersections(t *testing.T) {
	random := seeded(t)
	for range 20 {
		index, minhash := 8+random.IntN(8), 10+random.IntN(30)
		s := shape{index: index, minhash: minhash}
		a, b := s.start(make([]byte, s.size())), s.start(make([]byte, s.size()))
		shared, own := 1+random.IntN(10_000), 1+random.IntN(10_000)
		common := random.Uint64()
		fill(a, common, shared)
		fill(b, common, shared)
		fill(a, random.Uint64(), own)
		want := float64(shared) / float64(shared+own)
		// Each used register agrees with this probability, independently.
		used := math.Min(float64(s.registers()), float64(shared+own)) / 2
		bound := sigmas*math.Sqrt(want*(1-want)/used) + 0.01
		if got := similarity([]sketch{a, b}); math.Abs(got-want) > bound {
			t.Errorf("%v, %d of %d: similarity %.4f, want %.4f ± %.4f", s, shared, shared+own, got, want, bound)
		}
		counted := float64(intersectCount([]sketch{a, b}))
		standard := 1.04 / math.Sqrt(float64(s.registers()))
		if math.Abs(counted-float64(shared)) > float64(shared+own)*(bound+sigmas*standard) {
			t.Errorf("%v, %d of %d: counted %.0f in common", s, shared, shared+own, counted)
		}
	}
}

// TestExtremes estimates sketches with registers that no real set would fill. The results are those of a real server.
func TestExtremes(t *testing.T) {
	s := shape{index: 4}
	full := s.start(make([]byte, s.size()))
	for i := range full[headerSize:] {
		full[headerSize+i] = 0xff
	}
	if n := full.estimate(); n != largestInt {
		t.Errorf("a full sketch counts %d", n)
	}
	empty := s.start(make([]byte, s.size()))
	if n := empty.estimate(); n != 0 {
		t.Errorf("an empty sketch counts %d", n)
	}
	full.setCount(math.MaxUint64)
	if n := intersectCount([]sketch{full, full, full}); n != 0 && n < largestInt {
		t.Errorf("counts that overflow: %d", n)
	}
}
