package page

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// TestInsertLast fills pages with ascending keys by InsertLast and by Insert, with and without a common prefix, until neither has room: both must
// say the same and leave the same bytes, and the page must be valid.
func TestInsertLast(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	for round := range 200 {
		ref := ids.PageRef{ID: 9, Birth: 3}
		first := make([]byte, MinSize<<(round%3))
		Init(first, KindLeaf, ref)
		second := bytes.Clone(first)
		if round%2 == 0 {
			first, second = prefixed(ref, len(first)), prefixed(ref, len(first))
		}
		for number, room := uint64(10), true; room; number += 1 + r.Uint64N(300) {
			key := append([]byte("common"), binary.BigEndian.AppendUint64(nil, number)[5-r.IntN(2):]...)
			if r.IntN(100) == 0 {
				key, room = []byte("d"), false
			}
			if n := Node(first); n.Count() > 0 && bytes.Compare(n.AppendKey(nil, n.Count()-1), key) >= 0 {
				continue
			}
			value := make([]byte, r.IntN(200))
			fits := Node(first).Insert(Node(first).Count(), key, AppendInline(nil, value))
			if got := Node(second).InsertLast(key, value); got != fits {
				t.Fatalf("round %d, %x: InsertLast says %v, Insert %v", round, key, got, fits)
			}
			room = room && fits
		}
		if !bytes.Equal(first, second) {
			t.Fatalf("round %d: the pages differ", round)
		}
		if err := Validate(second, ref, len(second)); err != nil {
			t.Fatal(err)
		}
	}
}

// prefixed returns a leaf of one entry whose keys have a common prefix.
func prefixed(ref ids.PageRef, size int) []byte {
	var list Assembly
	list.Reset(KindLeaf, size)
	list.Insert(0, []byte("common\x00"), AppendInline(nil, []byte("a")))
	list.Insert(1, []byte("common\x01"), AppendInline(nil, []byte("b")))
	b := make([]byte, size)
	Init(b, KindLeaf, ref)
	list.Build(b, 0, 2)
	return b
}
