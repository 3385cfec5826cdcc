package page

import (
	"encoding/binary"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// seedVariable is the environment variable that sets the seed of the randomised tests.
const seedVariable = "AEROLITH_TEST_SEED"

// testRef is the reference of the pages that the tests make.
var testRef = ids.PageRef{ID: 77, Birth: 1000}

// seeded returns a random source, from the environment's seed or a fixed one, and logs the seed.
func seeded(tb testing.TB) *rand.Rand {
	tb.Helper()
	seed := uint64(42)
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

// randomBytes returns that many random bytes.
func randomBytes(r *rand.Rand, size int) []byte {
	b := make([]byte, 0, size+8)
	for len(b) < size {
		b = binary.LittleEndian.AppendUint64(b, r.Uint64())
	}
	return b[:size:size]
}

// randomKey returns a key of at most maxSize bytes, often one that shares a prefix with others or is a prefix of them.
func randomKey(r *rand.Rand, maxSize int) []byte {
	prefixes := []string{"", "a", "abc", "abcd", "abcdefgh", "abcdefgh\x00\x00\x00", "b\xff\xff\xff\xff\xff"}
	key := []byte(prefixes[r.IntN(len(prefixes))])
	switch r.IntN(12) {
	case 0:
		key = append(key, randomBytes(r, r.IntN(maxSize))...)
	case 1:
		key = append(key, make([]byte, r.IntN(6))...)
	default:
		key = append(key, randomBytes(r, r.IntN(7))...)
	}
	return key[:min(len(key), maxSize)]
}

// newNode returns an empty leaf or branch.
func newNode(kind Kind, pageSize int) Node {
	n := Node(make([]byte, pageSize))
	Init(n, kind, testRef)
	return n
}

// mustValidate fails the test if the page is invalid or has dead bytes that are not zero.
func mustValidate(tb testing.TB, n Node) {
	tb.Helper()
	if err := Validate(n, n.Ref(), len(n)); err != nil {
		tb.Fatalf("page became invalid: %v", err)
	}
	live := make([]bool, len(n))
	for i := range n.Count() {
		offset, _ := n.slot(i)
		for at := offset; at < offset+n.cellSize(i); at++ {
			live[at] = true
		}
	}
	for at := n.slotAt(n.Count()); at < len(n); at++ {
		if !live[at] && n[at] != 0 {
			tb.Fatalf("dead byte at %d is not zero", at)
		}
	}
}
