package segment

import (
	"math/rand"
	"testing"
)

// walk places a record by Full and Piece, as a writer does, in a segment and then in others of the given sizes, and returns how many of
// these it reached. It fails when a frame breaks a rule of the format.
func walk(t *testing.T, offset, size int64, next []int64, payload int64) int {
	t.Helper()
	reached := 0
	for first := true; first || payload > 0; first = false {
		if Full(offset, size) {
			offset, size = HeaderSize, next[reached]
			reached++
		}
		n := Piece(offset, size, payload)
		if n > payload || n > MaxPiece || (n == 0 && payload > 0) {
			t.Fatalf("piece of %d bytes at %d with %d to go", n, offset, payload)
		}
		payload -= n
		offset += int64(FrameSize(int(n)))
		if offset > size || offset%Alignment != 0 {
			t.Fatalf("frame ends at %d of %d", offset, size)
		}
	}
	return reached
}

// TestRest compares the reservation of segments with what placing the frames one by one needs, for every place in a small segment and for
// random ones in larger segments of several sizes.
func TestRest(t *testing.T) {
	check := func(offset, size int64, next []int64, payload int64) {
		t.Helper()
		want, got := walk(t, offset, size, next, payload), 0
		rest, more := Rest(offset, size, payload)
		for ; more; got++ {
			rest, more = Rest(HeaderSize, next[got], rest)
		}
		if got != want {
			t.Fatalf("at %d of %d, then %v: %d bytes reach %d segments, want %d", offset, size, next, payload, got, want)
		}
	}
	least := make([]int64, 40)
	for i := range least {
		least[i] = MinSize
	}
	for offset := int64(HeaderSize); offset <= MinSize; offset += Alignment {
		for _, payload := range []int64{0, 1, 7, 8, 9, 15, 16, 17, 100, 4000, 4048, 4049, 9000, 70000} {
			check(offset, MinSize, least, payload)
		}
	}
	const seed, rounds = 7, 20000
	rng := rand.New(rand.NewSource(seed))
	next := make([]int64, 400)
	for range rounds {
		size := MinSize + SizeUnit*rng.Int63n(100)
		offset := HeaderSize + Alignment*rng.Int63n((size-HeaderSize)/Alignment+1)
		for i := range next {
			next[i] = MinSize + SizeUnit*rng.Int63n(100)
		}
		check(offset, size, next, rng.Int63n(3*size))
	}
}

// TestNames checks that names survive the way there and back, and that nothing else is taken for one.
func TestNames(t *testing.T) {
	for _, kind := range []Kind{Live, Spare, Unfinished, Ahead} {
		for _, number := range []uint64{0, 1, 0xabcdef, 1<<64 - 1} {
			if k, n := ParseName(Name(kind, number)); k != kind || n != number {
				t.Errorf("%q is read as %d, %d", Name(kind, number), k, n)
			}
		}
	}
	if got := Name(Live, 0x1f); got != "000000000000001f.log" {
		t.Errorf("segment is named %q", got)
	}
	for _, name := range []string{
		"", "lock", "000000000000001f", "000000000000001F.log", "000000000000001f.log~",
		"00000000000001f.log", "+00000000000001f.log", "000000000000001g.log", "000000000000001f.tmp",
	} {
		if kind, _ := ParseName(name); kind != Foreign {
			t.Errorf("%q is taken for one of ours", name)
		}
	}
}
