package journal

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// whole joins what Finish and Piece return. Where that is one part it is returned as it is.
func whole(first []byte, more [][]byte) []byte {
	if len(more) == 0 {
		return first
	}
	return append(bytes.Clone(first), bytes.Join(more, nil)...)
}

// TestLent makes the same random changes with a Writer that copies all values and one that borrows some of them, goes back to marks, cuts
// pieces off and opens them again. The bytes must be the same.
func TestLent(t *testing.T) {
	for seed := range uint64(200) {
		random := rand.New(rand.NewPCG(seed, 1))
		var copies, borrows Writer
		copies.Reset()
		borrows.Reset()
		type place struct{ copies, borrows Mark }
		var marks []place
		pieces := map[uint32][2][]byte{}
		finish := func(w *Writer) []byte { return bytes.Clone(whole(w.Finish(time.Unix(1, 0), 5))) }
		for range 60 {
			switch random.IntN(8) {
			case 0:
				marks = append(marks, place{copies.Mark(), borrows.Mark()})
			case 1:
				if len(marks) == 0 {
					continue
				}
				at := random.IntN(len(marks))
				m := marks[at]
				marks = marks[:at]
				if part := m.copies.Part(); part != copies.Parts() {
					if err := copies.Reopen(m.copies, pieces[part][0]); err != nil {
						t.Fatal(err)
					}
					if err := borrows.Reopen(m.borrows, pieces[part][1]); err != nil {
						t.Fatal(err)
					}
				}
				copies.Truncate(m.copies)
				borrows.Truncate(m.borrows)
			case 2:
				if random.IntN(4) > 0 {
					continue
				}
				first, more, err := copies.Piece(time.Unix(1, 0), 5)
				lentFirst, lentMore, lentErr := borrows.Piece(time.Unix(1, 0), 5)
				if err != nil || lentErr != nil {
					t.Fatal(err, lentErr)
				}
				pieces[copies.Parts()] = [2][]byte{slices.Clone(whole(first, more)), slices.Clone(whole(lentFirst, lentMore))}
				copies.Cut()
				borrows.Cut()
			default:
				name := string(rune('a' + random.IntN(3)))
				key, value := []byte{byte(random.Uint32())}, make([]byte, random.IntN(40))
				for i := range value {
					value[i] = byte(random.Uint32())
				}
				copies.Put(copies.Table(name), key, value)
				if random.IntN(3) == 0 {
					borrows.Put(borrows.Table(name), key, value)
				} else {
					borrows.PutLent(borrows.Table(name), key, len(value))
					borrows.Lend(value)
				}
			}
			want, got := finish(&copies), finish(&borrows)
			if !bytes.Equal(got, want) || borrows.Len() != len(want) || copies.Len() != len(want) {
				t.Fatalf("seed %d: %x of %d bytes, want %x of %d", seed, got, borrows.Len(), want, copies.Len())
			}
		}
	}
}

// TestLentTakenBack gives a put up whose value was never handed in, as one that fails in the tree.
func TestLentTakenBack(t *testing.T) {
	var w Writer
	w.Reset()
	w.PutLent(w.Table("t"), []byte("k"), 3)
	w.Lend([]byte("abc"))
	want := bytes.Clone(whole(w.Finish(time.Unix(0, 0), 1)))
	m := w.Mark()
	w.PutLent(w.Table("t"), []byte("l"), 1000)
	w.Truncate(m)
	if got := whole(w.Finish(time.Unix(0, 0), 1)); !bytes.Equal(got, want) {
		t.Errorf("%x, want %x", got, want)
	}
}
