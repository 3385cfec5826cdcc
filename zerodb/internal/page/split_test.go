package page

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// fullList returns a list that is too large for one page: one that was full, with one random entry more.
func fullList(r *rand.Rand, kind Kind, pageSize int) *Assembly {
	var keys []string
	a := &Assembly{}
	for {
		key := string(randomKey(r, MaxKeySize(pageSize)))
		i, found := slices.BinarySearch(keys, key)
		if found || kind == KindBranch && key == "" {
			continue
		}
		keys = slices.Insert(keys, i, key)
		a.Reset(kind, pageSize)
		if kind == KindBranch {
			a.Insert(0, nil, AppendChild(nil, ids.PageRef{ID: 2, Birth: 1}))
		}
		for _, k := range keys {
			a.Insert(a.Count(), []byte(k), samplePayload(kind, pageSize, len(k)))
		}
		if !a.Fits(0, a.Count()) {
			return a
		}
	}
}

// samplePayload returns a payload of a size that depends on the key's.
func samplePayload(kind Kind, pageSize, keySize int) []byte {
	if kind == KindBranch {
		return AppendChild(nil, ids.PageRef{ID: 3, Birth: 1})
	}
	room := maxEntrySize(pageSize) - slotSize - keySize
	return AppendInline(nil, make([]byte, room*(keySize%4)/3))
}

// TestSplit splits lists that one entry made too large, in every pattern, and makes sure that both pages are valid and
// that the separator lies between them.
func TestSplit(t *testing.T) {
	r := seeded(t)
	for round := range 300 {
		kind := []Kind{KindLeaf, KindBranch}[round%2]
		a := fullList(r, kind, MinSize)
		for _, pattern := range []Pattern{Anywhere, Ascending, Descending} {
			checkSplit(t, a, kind, pattern)
		}
	}
}

// checkSplit splits a list and checks the outcome.
func checkSplit(t *testing.T, a *Assembly, kind Kind, pattern Pattern) {
	t.Helper()
	s := a.Split(pattern)
	if s == 0 {
		t.Fatalf("no place to split %d entries", a.Count())
	}
	left, right := newNode(kind, MinSize), newNode(kind, MinSize)
	a.Build(left, 0, s)
	a.Build(right, s, a.Count())
	mustValidate(t, left)
	mustValidate(t, right)
	separator := string(a.AppendSeparator(nil, s))
	if last := string(left.AppendKey(nil, left.Count()-1)); last >= separator {
		t.Errorf("separator %q is not above %q", separator, last)
	}
	if first := string(a.AppendKey(nil, s)); first < separator {
		t.Errorf("separator %q is above %q", separator, first)
	}
}

// TestSplitBrokenPrefix splits pages full of entries with a long common prefix after the insertion of one key without
// it, which as a whole would need many pages: the new entry must be set apart.
func TestSplitBrokenPrefix(t *testing.T) {
	for _, kind := range []Kind{KindLeaf, KindBranch} {
		for _, stranger := range []string{"a", "z"} {
			a := prefixedList(kind, MaxKeySize(MinSize)-2)
			at := a.keyed(0)
			if stranger == "z" {
				at = a.Count()
			}
			a.Insert(at, []byte(stranger), samplePayload(kind, MinSize, 0))
			if a.Fits(0, a.Count()) {
				t.Fatal("the list fits in one page")
			}
			checkSplit(t, a, kind, Anywhere)
		}
	}
}

// prefixedList returns a list that fills a page with entries that share a prefix of the given length.
func prefixedList(kind Kind, prefixSize int) *Assembly {
	a := &Assembly{}
	a.Reset(kind, MinSize)
	if kind == KindBranch {
		a.Insert(0, nil, samplePayload(kind, MinSize, 0))
	}
	for i := 0; ; i++ {
		key := append(slices.Repeat([]byte("k"), prefixSize), byte(i>>8), byte(i))
		a.Insert(a.Count(), key, samplePayload(kind, MinSize, 0))
		if !a.Fits(0, a.Count()) {
			a.cells = a.cells[:a.Count()-1]
			return a
		}
	}
}

// TestAssemblyNoticesDisorder makes sure that lists of pages that contradict each other are told apart from good ones.
func TestAssemblyNoticesDisorder(t *testing.T) {
	low, high := newNode(KindLeaf, MinSize), newNode(KindLeaf, MinSize)
	low.Insert(0, []byte("a"), AppendInline(nil, nil))
	high.Insert(0, []byte("ab"), AppendInline(nil, nil))
	for _, c := range []struct {
		left, right Node
		ordered     bool
	}{{low, high, true}, {high, low, false}, {low, low, false}} {
		var a Assembly
		a.Reset(KindLeaf, MinSize)
		a.Add(c.left)
		a.Add(c.right)
		if a.Ordered() != c.ordered {
			t.Errorf("Ordered is %v, want %v", a.Ordered(), c.ordered)
		}
	}
}
