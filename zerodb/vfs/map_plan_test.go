package vfs

import (
	"bytes"
	"math"
	"math/rand/v2"
	"testing"
)

// testGranularity is that of Windows, the coarsest of all systems.
const testGranularity = 64 << 10

// TestPlanSegment checks single plans: what is kept, where the next segment starts and how long it is.
func TestPlanSegment(t *testing.T) {
	beyond := layout{granularity: 4096, beyondEnd: true}
	exact := layout{granularity: 4096}
	of := func(sizes ...int) []segment {
		var segments []segment
		start := int64(0)
		for _, size := range sizes {
			segments = append(segments, segment{start: start, bytes: make([]byte, size)})
			start += int64(size)
		}
		return segments
	}
	cases := []struct {
		name          string
		segments      []segment
		size, reserve int64
		with          layout
		want          segmentPlan
		needed        bool
	}{
		{"nothing", nil, 0, 0, beyond, segmentPlan{}, false},
		{"reserve of an empty file", nil, 0, 9000, beyond, segmentPlan{0, 0, 12288, 4096}, true},
		{"file larger than reserve", nil, 5000, 100, beyond, segmentPlan{0, 0, 8192, 8192}, true},
		{"covered", of(8192), 8192, 0, beyond, segmentPlan{}, false},
		{"outgrown by little", of(8192), 8193, 0, beyond, segmentPlan{1, 8192, 8192, 4096}, true},
		{"outgrown by much", of(8192), 80_000, 0, beyond, segmentPlan{1, 8192, 73_728, 73_728}, true},
		{"huge reserve", nil, 1, math.MaxInt64, beyond, segmentPlan{0, 0, math.MaxInt64 - 4095, 4096}, true},
		{"no reserve without beyondEnd", nil, 0, 9000, exact, segmentPlan{}, false},
		{"exact", nil, 5000, 9000, exact, segmentPlan{0, 0, 5000, 5000}, true},
		{"exact, larger than the last", of(8192), 20_000, 0, exact, segmentPlan{0, 0, 20_000, 20_000}, true},
		{"exact, smaller than the last", of(81_920), 90_000, 0, exact, segmentPlan{1, 81_920, 8080, 8080}, true},
		{"exact, unaligned end", of(81_920, 5000), 88_000, 0, exact, segmentPlan{2, 86_016, 1984, 1984}, true},
	}
	for _, c := range cases {
		got, needed := planSegment(c.segments, c.size, c.reserve, c.with)
		if got != c.want || needed != c.needed {
			t.Errorf("%s: got %+v, %v, want %+v, %v", c.name, got, needed, c.want, c.needed)
		}
	}
}

// TestSegmentsFollowGrowth simulates, for systems with and without views beyond the end, a file that grows in random
// steps: any range must read right, the segments must stay few, and what is mapped in all must stay small.
func TestSegmentsFollowGrowth(t *testing.T) {
	const seed, steps, stepMax = 1, 150, 40_000
	random := rand.New(rand.NewPCG(seed, 0))
	all := make([]byte, 2*steps*stepMax)
	for i := range all {
		all[i] = byte(random.Uint32())
	}
	for _, with := range []layout{{testGranularity, true}, {testGranularity, false}} {
		var segments []segment
		size, mapped := int64(0), int64(0)
		for range steps {
			size += 1 + random.Int64N(stepMax)
			if plan, needed := planSegment(segments, size, 0, with); needed {
				view := all[plan.start : plan.start+plan.length]
				segments = append(segments[:plan.keep:plan.keep], segment{plan.start, view})
				mapped += plan.length
			}
			checkGather(t, random, segments, all[:size])
		}
		if len(segments) > 20 || mapped > 20*size {
			t.Errorf("%+v: %d segments, %d bytes mapped for %d", with, len(segments), mapped, size)
		}
	}
}

// checkGather reads random ranges of a file through its segments.
func checkGather(t *testing.T, random *rand.Rand, segments []segment, all []byte) {
	t.Helper()
	for range 10 {
		from := random.IntN(len(all))
		n := 1 + random.IntN(min(len(all)-from, 150_000))
		if got := gather(segments, int64(from), n); !bytes.Equal(got, all[from:from+n]) {
			t.Fatalf("%d bytes at %d are wrong", n, from)
		}
	}
}
