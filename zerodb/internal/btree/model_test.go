package btree

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// seedVariable is the environment variable that sets the seed of the randomised tests.
const seedVariable = "AEROLITH_TEST_SEED"

// seeded returns a random source, from the environment's seed or a fixed one, and logs the seed.
func seeded(tb testing.TB) *rand.Rand {
	tb.Helper()
	seed := uint64(20240607)
	if s := os.Getenv(seedVariable); s != "" {
		parsed, err := strconv.ParseUint(s, 10, 64)
		if err != nil {
			tb.Fatalf("%s: %v", seedVariable, err)
		}
		seed = parsed
	}
	tb.Logf("seed %d (set %s to change)", seed, seedVariable)
	return rand.New(rand.NewPCG(seed, 0))
}

// sorted returns the keys in order.
func (m model) sorted() []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// keySource makes random keys of one style.
type keySource func(r *rand.Rand, maxSize int) []byte

// keyStyles are the styles of keys that the model test goes through.
var keyStyles = map[string]keySource{
	"digests": func(r *rand.Rand, _ int) []byte {
		return randomBytes(r, 20)
	},
	"shared": func(r *rand.Rand, maxSize int) []byte {
		prefix := []string{"", "a", "user/", "user/profile/settings/", "user/profile/settings/\x00\x00\x00\x00"}[r.IntN(5)]
		return append([]byte(prefix), randomBytes(r, r.IntN(12))...)
	},
	"numbers": func(r *rand.Rand, _ int) []byte {
		return fmt.Appendf(nil, "row-%09d", r.IntN(50000))
	},
	"zeros": func(r *rand.Rand, _ int) []byte {
		return make([]byte, r.IntN(60))
	},
	"any": func(r *rand.Rand, maxSize int) []byte {
		size := r.IntN(maxSize + 1)
		if r.IntN(3) == 0 {
			size = maxSize
		}
		b := make([]byte, size)
		for i := range b {
			b[i] = byte(r.IntN(2))
		}
		if size > 0 && r.IntN(2) == 0 {
			copy(b[size/2:], randomBytes(r, size))
		}
		return b
	},
}

// randomBytes returns that many random bytes.
func randomBytes(r *rand.Rand, size int) []byte {
	b := make([]byte, 0, size+8)
	for len(b) < size {
		b = binary.LittleEndian.AppendUint64(b, r.Uint64())
	}
	return b[:size:size]
}

// randomValue returns a value that is mostly short and sometimes at or beyond the inline limit.
func randomValue(r *rand.Rand, pageSize int) []byte {
	switch r.IntN(20) {
	case 0:
		return randomBytes(r, r.IntN(3*pageSize))
	case 1:
		return randomBytes(r, r.IntN(pageSize/4+8))
	default:
		return randomBytes(r, r.IntN(40))
	}
}

// TestModel runs random puts and deletes, in phases that grow and shrink the tree, against a sorted map, for several
// page sizes and styles of keys, and checks the whole structure after each phase.
func TestModel(t *testing.T) {
	for style, source := range keyStyles {
		for _, pageSize := range []int{4096, 16384, 65536} {
			t.Run(fmt.Sprintf("%s/%d", style, pageSize), func(t *testing.T) {
				runModel(t, source, pageSize)
			})
		}
	}
}

// runModel is one case of TestModel.
func runModel(t *testing.T, source keySource, pageSize int) {
	r := seeded(t)
	s, tree, m := newMemStore(t, pageSize), &Tree{}, model{}
	for _, deletes := range []int{1, 5, 9, 2, 8, 10} {
		for range 1000 {
			if r.IntN(10) < deletes {
				modelDelete(t, r, s, tree, m, source)
			} else {
				modelPut(t, r, s, tree, m, source)
			}
			if r.IntN(200) == 0 {
				s.commit()
			}
		}
		checkTree(t, s, tree)
		compareAll(t, s, tree, m)
	}
	for key := range m {
		mustDelete(t, s, tree, []byte(key))
	}
	if tree.State != (State{}) || s.liveCount() != 0 {
		t.Fatalf("after deleting everything: state %+v, %d live pages", tree.State, s.liveCount())
	}
}

// modelPut puts a random entry, in a random mode, into tree and model.
func modelPut(t *testing.T, r *rand.Rand, s *memStore, tree *Tree, m model, source keySource) {
	key := source(r, page.MaxKeySize(s.size))
	if r.IntN(4) == 0 {
		key = existing(r, tree, s, key)
	}
	value, mode := randomValue(r, s.size), Mode(r.IntN(3))
	_, exists := m[string(key)]
	var want error
	switch {
	case exists && mode == NewOnly:
		want = ErrKeyExists
	case !exists && mode == ExistingOnly:
		want = ErrNotFound
	default:
		m[string(key)] = value
	}
	if err := tree.Put(s, key, value, mode); !errors.Is(err, want) {
		t.Fatalf("put %x (mode %d): %v, want %v", key, mode, err, want)
	}
}

// modelDelete deletes a key that is probably there from tree and model.
func modelDelete(t *testing.T, r *rand.Rand, s *memStore, tree *Tree, m model, source keySource) {
	key := source(r, page.MaxKeySize(s.size))
	if r.IntN(8) != 0 {
		key = existing(r, tree, s, key)
	}
	_, exists := m[string(key)]
	got, err := tree.Delete(s, key)
	if err != nil || got != exists {
		t.Fatalf("delete %x: %v, %v, want %v", key, got, err, exists)
	}
	delete(m, string(key))
}

// existing returns the key of the tree that follows the given one, or the given one at the end.
func existing(r *rand.Rand, tree *Tree, s *memStore, key []byte) []byte {
	var c Cursor
	c.AttachSnapshot(s, tree)
	if c.Seek(key) {
		return append([]byte(nil), c.Key()...)
	}
	return key
}

// mustDelete deletes a key that is there.
func mustDelete(t *testing.T, s *memStore, tree *Tree, key []byte) {
	t.Helper()
	if found, err := tree.Delete(s, key); err != nil || !found {
		t.Fatalf("delete %x: %v, %v", key, found, err)
	}
}
