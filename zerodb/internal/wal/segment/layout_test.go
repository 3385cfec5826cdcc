package segment

import (
	"math/rand"
	"testing"
)

// walk places a record by Full and Piece, as a writer does, and returns how many further segments it reached and
// where the last frame ends. It fails when a frame breaks a rule of the format.
func walk(t *testing.T, offset, size, next, payload int64) int64 {
	t.Helper()
	var successors int64
	for first := true; first || payload > 0; first = false {
		if Full(offset, size) {
			successors++
			offset, size = HeaderSize, next
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
	return successors
}

// TestSuccessors compares the count that reservations use with what placing the frames one by one needs, for
// every place in a small segment and for random ones in larger segments.
func TestSuccessors(t *testing.T) {
	check := func(offset, size, next, payload int64) {
		t.Helper()
		if got, want := Successors(offset, size, next, payload), walk(t, offset, size, next, payload); got != want {
			t.Fatalf("Successors(%d, %d, %d, %d) = %d, want %d", offset, size, next, payload, got, want)
		}
	}
	for offset := int64(HeaderSize); offset <= MinSize; offset += Alignment {
		for _, payload := range []int64{0, 1, 7, 8, 9, 15, 16, 17, 100, 4000, 4048, 4049, 9000, 70000} {
			check(offset, MinSize, MinSize, payload)
		}
	}
	const seed, rounds = 7, 20000
	rng := rand.New(rand.NewSource(seed))
	for range rounds {
		size := MinSize + SizeUnit*rng.Int63n(100)
		offset := HeaderSize + Alignment*rng.Int63n((size-HeaderSize)/Alignment+1)
		next := MinSize + SizeUnit*rng.Int63n(100)
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
