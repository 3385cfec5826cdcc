package page

import (
	"math/rand/v2"
	"testing"
)

// entryByEntry is Validate without the shorter way for leaves that have no dead bytes.
func entryByEntry(n Node) error {
	if err := validateHeader(n, testRef); err != nil {
		return err
	}
	if err := validateAreas(n, testRef.ID); err != nil {
		return err
	}
	e := entries{node: n, id: testRef.ID, slots: n.slots(), prefix: n.prefixSize(), upper: n.upper(), birth: n.Birth()}
	return e.validateEach(make(claims, allClaims))
}

// TestPlainAgreesWithEach makes small leaves whose entries lie one behind the other, with one that often overlaps, leaves a hole, is empty or is too long: the short
// way to judge a leaf comes to the verdict, and the error, of looking at entry by entry.
func TestPlainAgreesWithEach(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	var good, bad int
	for round := range 40_000 {
		n := craftLeaf(r, MinSize<<(r.IntN(50)/49*r.IntN(5)))
		got, want := Validate(n, testRef, len(n)), entryByEntry(n)
		if (got == nil) != (want == nil) || got != nil && got.Error() != want.Error() {
			t.Fatalf("round %d: %v, entry by entry %v", round, got, want)
		}
		if got == nil {
			good++
		} else {
			bad++
		}
	}
	if good < 1_000 || bad < 1_000 {
		t.Errorf("%d leaves are good and %d bad: too few of one kind", good, bad)
	}
}

// craftLeaf returns a leaf with a few entries in few bytes, some of which are wrong.
func craftLeaf(r *rand.Rand, size int) Node {
	n := newNode(KindLeaf, size)
	count, span := 1+r.IntN(7), 1+r.IntN(12)
	upper := size - span
	n.setCount(count)
	n.setUpper(upper)
	for i := range span {
		n[upper+i] = byte(i + r.IntN(2)) // keys at ascending places mostly ascend
	}
	left := span
	if r.IntN(6) == 0 {
		garbage := r.IntN(span + 1)
		n.addGarbage(garbage)
		left -= garbage
	}
	at := upper
	for i := range count {
		length := left
		if i < count-1 {
			length = r.IntN(left + 1)
		}
		left -= length
		offset := at
		at += length
		switch r.IntN(5) {
		case 0:
			offset = upper + r.IntN(span+1)
		case 1:
			length = r.IntN(span + 2)
		}
		key := min(r.IntN(length+1), size-offset)
		n.putSlot(i, offset, n[offset:offset+key], uint16(length-key))
	}
	return n
}
