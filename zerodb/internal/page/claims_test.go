package page

import "testing"

// span is a stretch of bytes in a test of claims.
type span struct{ from, to int }

// TestJoins compares the two ways to find that stretches overlap, for all choices of up to five of them within a few bytes whose sizes add up to these: they
// must agree, also where a stretch is empty.
func TestJoins(t *testing.T) {
	const most = 5
	for total := range 7 {
		low := claimBits - 3 // across the border of two words
		var all []span
		for from := low; from <= low+total; from++ {
			for to := from; to <= low+total; to++ {
				all = append(all, span{from: from, to: to})
			}
		}
		apart, together := chooseSpans(t, all, nil, low, low+total, most)
		if apart == 0 || total > 1 && together == 0 {
			t.Errorf("%d bytes: %d choices without and %d with an overlap", total, apart, together)
		}
	}
}

// chooseSpans adds up to so many more of the stretches to the chosen ones, checks each choice, and returns how many lie apart and how many overlap.
func chooseSpans(t *testing.T, all, chosen []span, low, high, most int) (apart, together int) {
	t.Helper()
	size := 0
	for _, s := range chosen {
		size += s.to - s.from
	}
	if size == high-low {
		flipped, taken, free := make(claims, 3), make(claims, 3), true
		for _, s := range chosen {
			flipped.flip(s.from)
			flipped.flip(s.to)
			free = taken.take(s.from, s.to-s.from) && free
		}
		if got := flipped.joins(low, high); got != free {
			t.Errorf("%v from %d to %d: joins says %v, take %v", chosen, low, high, got, free)
		}
		if free {
			apart++
		} else {
			together++
		}
	}
	if len(chosen) == most || size > high-low {
		return apart, together
	}
	for i, s := range all {
		a, b := chooseSpans(t, all[i:], append(chosen, s), low, high, most)
		apart, together = apart+a, together+b
	}
	return apart, together
}
