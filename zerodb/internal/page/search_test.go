package page

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"sort"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// TestSearchByPrefix searches leaves and branches whose keys share prefixes of all lengths around one machine word, for keys that are shorter than
// the prefix, lie beside it, or have it, and compares what is found with a plain look through the keys.
func TestSearchByPrefix(t *testing.T) {
	r := seeded(t)
	for _, size := range []int{0, 1, 2, 3, 7, 8, 9, 16, 40} {
		for _, count := range []int{1, 2, 3, 8, 17, 64} {
			prefix := randomBytes(r, size)
			for i := range prefix {
				prefix[i] = 1 + prefix[i]%254
			}
			keys := keysWith(r, prefix, count)
			leaf, branch := assembled(t, KindLeaf, keys), assembled(t, KindBranch, keys)
			for range 300 {
				key := probe(r, prefix, keys)
				want, found := slices.BinarySearchFunc(keys, key, bytes.Compare)
				if i, ok := leaf.Search(key); i != want || ok != found {
					t.Fatalf("leaf, prefix of %d, %d keys, %x: got %d, %v, want %d, %v", size, count, key, i, ok, want, found)
				}
				if found {
					want++
				}
				if i := branch.ChildIndex(key); i != want {
					t.Fatalf("branch, prefix of %d, %d keys, %x: got %d, want %d", size, count, key, i, want)
				}
			}
		}
	}
}

// keysWith returns different keys behind a prefix in order, some of which differ only behind their heads.
func keysWith(r *rand.Rand, prefix []byte, count int) [][]byte {
	different := map[string]bool{}
	for len(different) < count {
		rest := randomBytes(r, 1+r.IntN(12))
		if r.IntN(2) == 0 {
			rest = append([]byte{7, 7, 7, 7}, rest...)
		}
		different[string(prefix)+string(rest)] = true
	}
	keys := make([][]byte, 0, count)
	for key := range different {
		keys = append(keys, []byte(key))
	}
	sort.Slice(keys, func(i, j int) bool { return bytes.Compare(keys[i], keys[j]) < 0 })
	return keys
}

// assembled returns a page with the keys, in a branch behind the entry for minus infinity.
func assembled(t *testing.T, kind Kind, keys [][]byte) Node {
	t.Helper()
	var a Assembly
	a.Reset(kind, MaxSize)
	payload := AppendInline(nil, []byte("value"))
	if kind == KindBranch {
		payload = AppendChild(nil, ids.PageRef{ID: 500, Birth: 1})
		a.Insert(0, nil, payload)
	}
	for _, key := range keys {
		a.Insert(a.Count(), key, payload)
	}
	n := newNode(kind, MaxSize)
	a.Build(n, 0, a.Count())
	mustValidate(t, n)
	return n
}

// probe returns a key to look for: one of those that are there, one near them, or one beside their prefix.
func probe(r *rand.Rand, prefix []byte, keys [][]byte) []byte {
	switch key := bytes.Clone(keys[r.IntN(len(keys))]); r.IntN(5) {
	case 0:
		return key
	case 1:
		return key[:r.IntN(len(key)+1)]
	case 2:
		key[r.IntN(len(key))] ^= 1 << r.IntN(8)
		return key
	case 3:
		return append(key, randomBytes(r, r.IntN(9))...)
	default:
		return append(bytes.Clone(prefix), randomBytes(r, r.IntN(12))...)
	}
}

// TestFirstHead looks for each place among arrays of slots of every length up to one that is divided twice, from each of the first slots on, for
// heads that are there, once or several times, and heads between them, and compares what is found with a plain look through the heads.
func TestFirstHead(t *testing.T) {
	r := seeded(t)
	for count := 1; count < 520; count += 1 + count/64 {
		slots := make([]byte, count*slotSize)
		var last uint32
		for i := range count {
			last += 2 * uint32(r.IntN(3)) // some are equal
			order.PutUint32(slots[i*slotSize:], last)
		}
		for _, low := range []int{0, 1, count / 2, count} {
			for _, high := range []int{count, max(low, count-3)} {
				for head := uint32(0); head <= last+1; head++ {
					want := low
					for want < high && slotHead(slots, want) < head {
						want++
					}
					if got := firstHead(slots, low, high, head); low < high && got != want {
						t.Fatalf("%d..%d of %d slots, head %d: got %d, want %d", low, high, count, head, got, want)
					}
				}
			}
		}
	}
}

// TestFirstHeadOfDisorder looks in arrays of slots without any order, as a page may have that somebody changed after it was verified: what is
// found lies inside of what was asked for.
func TestFirstHeadOfDisorder(t *testing.T) {
	r := seeded(t)
	for range 20000 {
		slots := randomBytes(r, (1+r.IntN(700))*slotSize)
		high := 1 + r.IntN(len(slots)/slotSize)
		low := r.IntN(high)
		if got := firstHead(slots, low, high, r.Uint32()); got < low || got > high {
			t.Fatalf("%d..%d: got %d", low, high, got)
		}
	}
}
