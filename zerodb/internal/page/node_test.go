package page

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"sort"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// leafModel is a leaf together with the sorted entries that it should hold.
type leafModel struct {
	t      *testing.T
	r      *rand.Rand
	leaf   Node
	keys   []string
	values [][]byte
}

// TestLeafModel edits leaves of several sizes at random, rebuilding them by an Assembly where an edit in place does not
// work, and compares them with a sorted slice.
func TestLeafModel(t *testing.T) {
	for _, pageSize := range []int{MinSize, 16 << 10, MaxSize} {
		m := &leafModel{t: t, r: seeded(t), leaf: newNode(KindLeaf, pageSize)}
		for step := range 6000 {
			switch op := m.r.IntN(10); {
			case len(m.keys) > 0 && op < 3+step/1500:
				m.remove()
			case len(m.keys) > 0 && op < 5:
				m.replace()
			default:
				m.insert()
			}
			if len(m.keys) > 0 && step%16 == 0 {
				m.compare()
			}
		}
	}
}

// value returns a random value that may lie beside the key.
func (m *leafModel) value(keySize int) []byte {
	size := m.r.IntN(30)
	if m.r.IntN(20) == 0 {
		size = m.r.IntN(maxEntrySize(len(m.leaf)) - slotSize - keySize + 1)
	}
	return randomBytes(m.r, size)
}

// insert puts a new key into leaf and model, if there is room.
func (m *leafModel) insert() {
	key := randomKey(m.r, MaxKeySize(len(m.leaf)))
	i, found := m.search(key)
	if found {
		return
	}
	value := m.value(len(key))
	payload := AppendInline(nil, value)
	if !m.leaf.Insert(i, key, payload) && !m.rebuild(func(a *Assembly) { a.Insert(i, key, payload) }) {
		return
	}
	m.keys = slices.Insert(m.keys, i, string(key))
	m.values = slices.Insert(m.values, i, value)
}

// replace gives a random entry another value, if there is room.
func (m *leafModel) replace() {
	i := m.r.IntN(len(m.keys))
	value := m.value(len(m.keys[i]))
	payload := AppendInline(nil, value)
	if m.leaf.ReplacePayload(i, payload) || m.rebuild(func(a *Assembly) { a.SetPayload(i, payload) }) {
		m.values[i] = value
	}
}

// remove takes a random entry out.
func (m *leafModel) remove() {
	i := m.r.IntN(len(m.keys))
	m.leaf.Remove(i)
	m.keys = slices.Delete(m.keys, i, i+1)
	m.values = slices.Delete(m.values, i, i+1)
}

// rebuild lays the leaf out anew with one change, and returns false if the result does not fit.
func (m *leafModel) rebuild(change func(*Assembly)) bool {
	var a Assembly
	a.Reset(KindLeaf, len(m.leaf))
	a.Add(slices.Clone(m.leaf))
	change(&a)
	if !a.Ordered() {
		m.t.Fatal("the list lost its order")
	}
	if !a.Fits(0, a.Count()) {
		return false
	}
	want := a.Size(0, a.Count())
	a.Build(m.leaf, 0, a.Count())
	if m.leaf.Used() != want {
		m.t.Fatalf("built page uses %d bytes, Size said %d", m.leaf.Used(), want)
	}
	return true
}

// search compares Search with the same on the model.
func (m *leafModel) search(key []byte) (int, bool) {
	m.t.Helper()
	want := sort.SearchStrings(m.keys, string(key))
	exists := want < len(m.keys) && m.keys[want] == string(key)
	got, found := m.leaf.Search(key)
	if got != want || found != exists {
		m.t.Fatalf("search %q: %d, %v, want %d, %v", key, got, found, want, exists)
	}
	return got, found
}

// compare makes sure that leaf and model agree.
func (m *leafModel) compare() {
	m.t.Helper()
	mustValidate(m.t, m.leaf)
	if m.leaf.Count() != len(m.keys) {
		m.t.Fatalf("%d entries, want %d", m.leaf.Count(), len(m.keys))
	}
	for i, key := range m.keys {
		value, inline := m.leaf.Inline(i)
		if string(m.leaf.AppendKey(nil, i)) != key || !inline || !bytes.Equal(value, m.values[i]) {
			m.t.Fatalf("entry %d is %q, want %q", i, m.leaf.AppendKey(nil, i), key)
		}
		m.search([]byte(key))
	}
}

// TestBranch builds a branch with random separators in place, finds children by random keys, and takes all entries out
// again from the front, which each time turns the next separator into minus infinity.
func TestBranch(t *testing.T) {
	r, n := seeded(t), newNode(KindBranch, MinSize)
	n.Insert(0, nil, AppendChild(nil, ids.PageRef{ID: 2, Birth: 1}))
	keys := []string{""}
	for id := ids.PageID(3); id < 60; id++ {
		key := append([]byte("shared/"), randomBytes(r, 1+r.IntN(9))...)
		i := n.ChildIndex(key)
		if keys[i] == string(key) || !n.Insert(i+1, key, AppendChild(nil, ids.PageRef{ID: id, Birth: 1})) {
			continue
		}
		keys = slices.Insert(keys, i+1, string(key))
	}
	n.SetChild(0, ids.PageRef{ID: 500, Birth: 9})
	if got := n.Child(0); got != (ids.PageRef{ID: 500, Birth: 9}) {
		t.Errorf("child 0 is %+v", got)
	}
	for len(keys) > 1 {
		mustValidate(t, n)
		probe := append([]byte("shared/"), randomBytes(r, 3)...)
		want := sort.Search(len(keys)-1, func(i int) bool { return keys[i+1] > string(probe) })
		if got := n.ChildIndex(probe); got != want {
			t.Fatalf("child of %q is %d, want %d", probe, got, want)
		}
		for i, key := range keys[1:] {
			if got := n.ChildIndex([]byte(key)); got != i+1 {
				t.Fatalf("child of separator %d is %d", i+1, got)
			}
		}
		n.Remove(0)
		keys = append([]string{""}, keys[2:]...)
	}
}

// TestBranchPrefixIgnoresFirst makes sure that the empty first separator leaves the other ones their common prefix, and
// that keys without that prefix go to the outermost children.
func TestBranchPrefixIgnoresFirst(t *testing.T) {
	var a Assembly
	a.Reset(KindBranch, MinSize)
	for i, key := range []string{"", "user/100", "user/200", "user/300"} {
		a.Insert(i, []byte(key), AppendChild(nil, ids.PageRef{ID: ids.PageID(i + 10), Birth: 1}))
	}
	n := newNode(KindBranch, MinSize)
	a.Build(n, 0, a.Count())
	mustValidate(t, n)
	if string(n.Prefix()) != "user/" {
		t.Errorf("prefix is %q", n.Prefix())
	}
	for key, want := range map[string]int{"": 0, "a": 0, "user": 0, "user/": 0, "user/100": 1, "user/199": 1, "user/999": 3, "v": 3} {
		if got := n.ChildIndex([]byte(key)); got != want {
			t.Errorf("child of %q is %d, want %d", key, got, want)
		}
	}
}

// TestRekey changes separators in place: one that has the prefix works, one without it or without room is refused and
// changes nothing.
func TestRekey(t *testing.T) {
	n := newNode(KindBranch, MinSize)
	var a Assembly
	a.Reset(KindBranch, MinSize)
	for i, key := range []string{"", "k1", "k3"} {
		a.Insert(i, []byte(key), AppendChild(nil, ids.PageRef{ID: ids.PageID(i + 10), Birth: 1}))
	}
	a.Build(n, 0, 3)
	if !n.Rekey(1, []byte("k2222")) || string(n.AppendKey(nil, 1)) != "k2222" || n.Child(1).ID != 11 {
		t.Errorf("rekey gave %q -> %d", n.AppendKey(nil, 1), n.Child(1).ID)
	}
	mustValidate(t, n)
	if n.Rekey(1, []byte("x")) {
		t.Error("a key without the prefix was taken")
	}
	for n.Rekey(2, append([]byte("k3"), make([]byte, 500)...)) {
		mustValidate(t, n)
	}
	if string(n.AppendKey(nil, 1)) != "k2222" {
		t.Errorf("a refused rekey changed entry 1 to %q", n.AppendKey(nil, 1))
	}
}
